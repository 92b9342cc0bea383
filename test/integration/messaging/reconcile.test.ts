import { Client } from "@temporalio/client";
import { expect } from "chai";
import type { ConversationInput, Envelope, TurnTask } from "../../../src/domain/delivery.ts";
import { turnIdOf } from "../../../src/domain/delivery.ts";
import { unknownVersion, type AgentName, type ApprovalId, type VersionHash } from "../../../src/domain/ids.ts";
import { createReconciler, type Reconciler } from "../../../src/messaging/reconcile.ts";
import { workflowIdOf } from "../../../src/temporal/conversations.ts";
import { aConversation, anEnvelope, hangs, openStage, type Stage } from "../../support/conversations.ts";
import { aMessage, anEvent } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { eventually } from "../../support/server-process.ts";
import { sharedTemporal } from "../../support/temporal.ts";

describe("conversations whose workflow was terminated", function () {
  this.timeout(120_000);
  let stage: Stage;
  let temporary: TemporaryRegistry;
  let failed: string[];
  let reconciler: Reconciler;

  before(async function () {
    this.timeout(600_000);
    stage = await openStage();
    temporary = await temporaryRegistry();
  });
  after(async () => {
    await stage.stop();
    await temporary.remove();
  });

  beforeEach(() => {
    failed = [];
    stage.play(hangs);
    const failTurn = async (task: TurnTask, { code }: { readonly code: string }): Promise<void> => {
      failed.push(`${turnIdOf(task)} ${code} ${task.version}`);
    };
    reconciler = createReconciler({
      registry: temporary.registry,
      workflows: stage.workflows,
      events: { announce: () => undefined },
      failTurn,
      failBatch: failTurn,
      onFault: (what, error) => expect.fail(`${what}: ${String(error)}`),
      clock: () => new Date(),
    });
  });

  const receivers = ["A", "B"].map((agent) => ({ agent: agent as AgentName, version: "v1" as VersionHash }));

  /** A message that two agents are dealing with. */
  const begin = async (): Promise<{ readonly input: ConversationInput; readonly envelope: Envelope }> => {
    const { registry } = temporary;
    const input = aConversation({ protocol: "inform" });
    const envelope = anEnvelope({ performative: "inform", receivers, waits: false });
    const { conversationId } = input;
    const message = aMessage({
      id: envelope.messageId,
      conversationId,
      performative: "inform",
      receivers: receivers.map(({ agent }) => agent),
    });
    const times = { createdAt: message.timestamp, expiresAt: null };
    const opening = { id: conversationId, protocol: "inform", initiator: message.sender, staysOpen: false } as const;
    await registry.messages.open({
      conversation: { ...opening, ...times },
      record: { message, answers: null, status: "stored" },
      events: [],
    });
    await stage.workflows.deliver(input, envelope, true);
    await registry.messages.setStatus(message.id, "accepted");
    return { input, envelope };
  };

  const handleOf = async ({ conversationId }: ConversationInput) => {
    const { connection, namespace } = await sharedTemporal();
    return new Client({ connection, namespace }).workflow.getHandle(workflowIdOf(conversationId));
  };

  it("fail, with a reply from every receiver that owes one, and nothing waits in them any more", async () => {
    const { registry } = temporary;
    const { input, envelope } = await begin();
    const other = await begin();
    const at = new Date().toISOString();
    const id = crypto.randomUUID() as ApprovalId;
    const call = { turnId: id, step: 0, callId: "c1", agent: "A" as AgentName, tool: "pay", arguments: {} };
    const times = { requestedAt: at, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    const { conversationId } = input;
    await registry.approvals.request(
      { id, conversationId, messageId: envelope.messageId, ...call, ...times },
      anEvent(),
    );
    await (await handleOf(input)).terminate("somebody clicked");

    await eventually(async () => ((await reconciler.reconcile()) === 1 ? true : null));
    const conversation = await registry.conversations.find(conversationId);
    expect(conversation?.state).to.equal("failed");
    expect(conversation?.error?.code).to.equal("conversation.terminated");
    expect(failed).to.deep.equal(
      ["A", "B"].map((agent) => `${envelope.messageId}/${agent} conversation.terminated ${unknownVersion}`),
    );
    expect((await registry.messages.find(envelope.messageId))?.status).to.equal("settled");
    expect((await registry.approvals.find(id))?.state).to.equal("cancelled");
    const { items } = await registry.events.list({ conversationId }, { limit: 50, cursor: null });
    expect(items.map(({ kind }) => kind)).to.include.members(["approval.decided", "conversation.failed"]);
    expect((await registry.conversations.find(other.input.conversationId))?.state).to.equal("in-progress");
    expect(await reconciler.reconcile()).to.equal(0);
    await stage.workflows.cancel(other.input.conversationId, "user:tester" as never);
  });

  it("go on where the workflow was reset, which ends a run and begins another", async () => {
    const { registry } = temporary;
    const { input, envelope } = await begin();
    const handle = await handleOf(input);
    const { connection, namespace } = await sharedTemporal();
    const { runId } = await handle.describe();
    const events = (await handle.fetchHistory()).events ?? [];
    const completed = events.find((event) => event.workflowTaskCompletedEventAttributes != null);
    await connection.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: workflowIdOf(input.conversationId), runId },
      reason: "a test",
      requestId: crypto.randomUUID(),
      workflowTaskFinishEventId: completed?.eventId ?? null,
    });
    await eventually(async () => ((await stage.workflows.cutOff(null)).includes(input.conversationId) ? true : null));
    expect(await reconciler.reconcile()).to.equal(0);
    expect((await registry.conversations.find(input.conversationId))?.state).to.equal("in-progress");
    expect(failed).to.deep.equal([]);
    await (await handleOf(input)).terminate("the end of the test");
    await eventually(async () => ((await reconciler.reconcile()) === 1 ? true : null));
    expect((await registry.messages.find(envelope.messageId))?.status).to.equal("settled");
  });
});
