/**
 * Records the histories with which the replay test checks the workflow code: `npm run histories`. A change to the
 * workflows that cannot replay an old history would break the conversations that are running when a new version of
 * Caxton is installed. Existing histories are therefore never overwritten: guard the change with `patched()`, and add a
 * scenario with a new name.
 */
import { Client } from "@temporalio/client";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AgentName, ApprovalId, VersionHash } from "../../src/domain/ids.ts";
import { workflowIdOf } from "../../src/temporal/conversations.ts";
import {
  aConversation,
  anEnvelope,
  answersAtOnce,
  asksAPerson,
  hangs,
  losesItsWorker,
  openStage,
  refuses,
  replyBy,
  tester,
  type Stage,
} from "./conversations.ts";
import { sharedTemporal, stopSharedTemporal } from "./temporal.ts";

const folder = fileURLToPath(new URL("../fixtures/histories/", import.meta.url));

/** Removes the machine's identity and folders, which are private and not part of what is replayed. */
const withoutMachine = (json: string): string =>
  json
    .replace(/": ?"[^"]*\d+@[^"/]*"/g, '": "worker"')
    .replace(/"stackTrace": ?"(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');

/** Each scenario runs one conversation to its end and returns its input. */
const scenarios: Record<string, (stage: Stage) => Promise<ReturnType<typeof aConversation>>> = {
  "one-exchange-waited-for": async (stage) => {
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope(), true)).settled();
    return input;
  },
  "one-exchange-by-activity": async (stage) => {
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope({ waits: false }), true)).settled();
    return input;
  },
  "tool-and-message-calls": async (stage) => {
    stage.play(async (task, step) => {
      if (task.agent === "Helper" || step > 0) return { kind: "replied", reply: replyBy(task) };
      const call = { timeoutMs: 5_000, idempotent: true };
      return {
        kind: "calls",
        calls: [
          { ...call, callId: "one", tool: "look_up", kind: "tool" },
          { ...call, callId: "two", tool: "send_message", kind: "message" },
        ],
      };
    });
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope(), true)).settled();
    return input;
  },
  "three-receivers": async (stage) => {
    const receivers = ["A", "B", "C"].map((agent) => ({ agent: agent as AgentName, version: "v1" as VersionHash }));
    const input = aConversation({ protocol: "inform" });
    await (await stage.workflows.deliver(input, anEnvelope({ performative: "inform", receivers }), true)).settled();
    return input;
  },
  "reply-by-passes": async (stage) => {
    stage.play(hangs);
    const input = aConversation();
    const envelope = anEnvelope({ replyBy: Date.now() + 500, waits: false });
    await (await stage.workflows.deliver(input, envelope, true)).settled();
    return input;
  },
  "expires-with-a-turn-under-way": async (stage) => {
    stage.play(hangs);
    const input = aConversation({ staysOpen: true, expiresAt: Date.now() + 700 });
    await (await stage.workflows.deliver(input, anEnvelope({ waits: false }), true)).settled();
    return input;
  },
  "outlasts-a-worker": async (stage) => {
    let losses = 0;
    stage.play(async (task, step, signal) => {
      losses += 1;
      return losses > 3 ? answersAtOnce(task, step, signal) : losesItsWorker(task, step, signal);
    });
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope({ waits: false }), true)).settled();
    return input;
  },
  // Before quick failures were final, this made the history refused-twice-while-waited-for.
  "refused-while-waited-for": async (stage) => {
    stage.play(refuses);
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope(), true)).settled();
    return input;
  },
  "a-call-waits-for-a-person": async (stage) => {
    const id = randomUUID() as ApprovalId;
    stage.play(asksAPerson(id, Date.now() + 60_000));
    const input = aConversation();
    const { settled } = await stage.workflows.deliver(input, anEnvelope(), true);
    await stage.workflows.decided(input.conversationId, id);
    await settled();
    return input;
  },
  "an-approval-runs-out": async (stage) => {
    stage.play(asksAPerson(randomUUID() as ApprovalId, Date.now() + 500));
    const input = aConversation();
    await (await stage.workflows.deliver(input, anEnvelope({ waits: false }), true)).settled();
    return input;
  },
  "cancelled-while-a-call-waits": async (stage) => {
    stage.play(asksAPerson(randomUUID() as ApprovalId, Date.now() + 60_000));
    const input = aConversation();
    const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
    await stage.workflows.cancel(input.conversationId, tester);
    await settled();
    return input;
  },
  "cancelled-after-two-exchanges": async (stage) => {
    const input = aConversation({ staysOpen: true });
    await (await stage.workflows.deliver(input, anEnvelope(), true)).settled();
    await (await stage.workflows.deliver(input, anEnvelope({ waits: false }), true)).settled();
    await stage.workflows.cancel(input.conversationId, tester);
    return input;
  },
  "continued-as-new": async (stage) => {
    const input = aConversation({ staysOpen: true, continueAfter: 2 });
    for (let message = 0; message < 3; message++) {
      await (await stage.workflows.deliver(input, anEnvelope(), true)).settled();
    }
    await stage.workflows.cancel(input.conversationId, tester);
    return input;
  },
};

const record = async (): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const stage = await openStage();
  const { connection, namespace } = await sharedTemporal();
  const { workflow } = new Client({ connection, namespace });
  for (const [name, play] of Object.entries(scenarios)) {
    const file = `${folder}${name}.json`;
    if (existsSync(file)) {
      console.log(`${name}: kept`);
      continue;
    }
    stage.play(answersAtOnce);
    const input = await play(stage);
    const handle = workflow.getHandle(workflowIdOf(input.conversationId));
    await handle.result();
    const description = await handle.describe();
    const history = await workflow.getHandle(workflowIdOf(input.conversationId), description.runId).fetchHistory();
    await writeFile(file, `${withoutMachine(historyToJSON(history))}\n`);
    console.log(`${name}: recorded, ${history.events?.length} events`);
  }
  await stage.stop();
  await stopSharedTemporal();
};

await record();
process.exit(0);
