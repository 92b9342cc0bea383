import { ApplicationFailure } from "@temporalio/common";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { CarriedState, ConversationInput, Delivered, Envelope, TurnTask } from "../../../src/domain/delivery.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, ApprovalId, VersionHash } from "../../../src/domain/ids.ts";
import { workflowIdOf } from "../../../src/temporal/conversations.ts";
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
} from "../../support/conversations.ts";
import { eventually } from "../../support/server-process.ts";
import { sharedTemporal } from "../../support/temporal.ts";

describe("a conversation workflow", function () {
  this.timeout(120_000);
  let stage: Stage;

  before(async function () {
    this.timeout(600_000);
    stage = await openStage();
  });
  after(async () => stage.stop());
  beforeEach(() => {
    stage.play(answersAtOnce);
    stage.answerApprovals(() => "approved");
    stage.seen.length = 0;
    stage.ends.length = 0;
  });

  const send = async (input: ConversationInput, envelope: Envelope): Promise<Delivered> =>
    (await stage.workflows.deliver(input, envelope, true)).settled();

  const refusal = async (input: ConversationInput, envelope: Envelope): Promise<string> =>
    send(input, envelope).then(
      () => "accepted",
      (thrown: unknown) => (thrown instanceof CaxtonError ? thrown.code : String(thrown)),
    );

  const stateOf = async (input: ConversationInput): Promise<CarriedState> => {
    const { connection, namespace } = await sharedTemporal();
    const { Client } = await import("@temporalio/client");
    return new Client({ connection, namespace }).workflow.getHandle(workflowIdOf(input.conversationId)).query("state");
  };

  const resultOf = async (input: ConversationInput): Promise<unknown> => {
    const { connection, namespace } = await sharedTemporal();
    const { Client } = await import("@temporalio/client");
    return new Client({ connection, namespace }).workflow.getHandle(workflowIdOf(input.conversationId)).result();
  };

  it("answers one exchange and completes, without an end of its own to write", async () => {
    const input = aConversation();
    const envelope = anEnvelope();
    const delivered = await send(input, envelope);
    expect(delivered.replies.map((each) => each.performative)).to.deep.equal(["inform"]);
    expect(await resultOf(input)).to.deep.equal({ name: "completed", outcome: "answered" });
    expect(stage.seen.map((each) => each.activity)).to.deep.equal(["quickStep"]);
    expect(stage.ends).to.deep.equal([]);
  });

  it("uses an activity where nobody waits, and where the quick way takes too long", async () => {
    await send(aConversation(), anEnvelope({ waits: false }));
    expect(stage.seen.map((each) => each.activity)).to.deep.equal(["takeStep"]);
    stage.seen.length = 0;
    let first = true;
    stage.play(async (task, step, signal) => {
      if (!first) return answersAtOnce(task, step, signal);
      first = false;
      return { kind: "running" };
    });
    await send(aConversation(), anEnvelope());
    expect(stage.seen.map((each) => each.activity)).to.deep.equal(["quickStep", "takeStep"]);
  });

  it("stays open when it was named, and refuses what the protocol forbids", async () => {
    const input = aConversation({ staysOpen: true });
    const first = anEnvelope();
    await send(input, first);
    expect(await refusal(input, anEnvelope({ performative: "agree" }))).to.equal("conversation.protocol_violation");
    expect(await refusal(input, anEnvelope({ inReplyTo: "nothing" }))).to.equal("message.reply_to_nothing");
    expect(await refusal(input, anEnvelope({ inReplyTo: `reply to ${first.messageId}` }))).to.equal("accepted");
    await stage.workflows.cancel(input.conversationId, tester);
    expect(await resultOf(input)).to.deep.equal({ name: "completed", outcome: "cancelled" });
    expect(await refusal(input, anEnvelope())).to.equal("conversation.finished");
    expect(stage.ends.map((each) => each.end.outcome)).to.deep.equal(["cancelled"]);
  });

  it("delivers a message once, however often it is sent", async () => {
    const input = aConversation({ staysOpen: true });
    const envelope = anEnvelope();
    const both = await Promise.all([send(input, envelope), send(input, envelope)]);
    const again = await send(input, envelope);
    expect(both[0]).to.deep.equal(again);
    expect(both[1]).to.deep.equal(again);
    expect(stage.seen).to.have.length(1);
  });

  it("sends to all receivers, and settles when all are done", async () => {
    const receivers = ["A", "B", "C"].map((agent) => ({ agent: agent as AgentName, version: "v1" as VersionHash }));
    const input = aConversation({ protocol: "inform" });
    const delivered = await send(input, anEnvelope({ performative: "inform", receivers }));
    expect(delivered.replies.map((each) => each.agent)).to.deep.equal(["A", "B", "C"]);
    expect(await resultOf(input)).to.deep.equal({ name: "completed", outcome: "informed" });
    expect(stage.ends.map((each) => each.end.outcome)).to.deep.equal(["informed"]);
  });

  it("keeps the version that an agent started with", async () => {
    const versions: string[] = [];
    stage.play(async (task: TurnTask) => {
      versions.push(task.version);
      return { kind: "replied", reply: replyBy(task) };
    });
    const input = aConversation({ staysOpen: true });
    const agent = "Tester" as AgentName;
    await send(input, anEnvelope({ receivers: [{ agent, version: "old" as VersionHash }] }));
    await send(input, anEnvelope({ receivers: [{ agent, version: "new" as VersionHash }] }));
    expect(versions).to.deep.equal(["old", "old"]);
  });

  it("carries out calls, forwards messages, and goes on", async () => {
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
    await send(aConversation(), anEnvelope());
    const activities = stage.seen.map((each) => each.activity);
    expect(activities).to.include.members(["callTool", "forwardMessage", "returnReplies"]);
    expect(activities.at(-1)).to.equal("quickStep");
  });

  it("tries again what may succeed, and ends in one failure what cannot", async () => {
    let attempts = 0;
    stage.play(async (task, step, signal) => {
      attempts += 1;
      if (attempts < 3) throw ApplicationFailure.retryable("busy", "llm.unavailable");
      return answersAtOnce(task, step, signal);
    });
    const recovered = await send(aConversation(), anEnvelope());
    expect(recovered.replies.map((each) => each.error)).to.deep.equal([null]);

    stage.play(refuses);
    const input = aConversation();
    const before = stage.seen.length;
    const refused = await send(input, anEnvelope());
    expect(stage.seen.slice(before).map((each) => each.activity)).to.deep.equal(["quickStep", "concludeWithFailure"]);
    expect(refused.replies).to.have.length(1);
    expect(refused.replies[0]?.error).to.deep.equal({ code: "llm.rejected", message: "wrong key" });
    expect(await resultOf(input)).to.deep.equal({
      name: "failed",
      error: { code: "llm.rejected", message: "wrong key" },
    });
  });

  it("answers with a failure when replyBy passes, and when it expires", async () => {
    stage.play(hangs);
    const late = await send(aConversation(), anEnvelope({ replyBy: Date.now() + 700 }));
    expect(late.replies[0]?.error?.code).to.equal("message.reply_by_passed");

    const input = aConversation({ staysOpen: true, expiresAt: Date.now() + 700 });
    const expired = await send(input, anEnvelope({ waits: false }));
    expect(expired.replies[0]?.error?.code).to.equal("conversation.expired");
    expect(await resultOf(input)).to.deep.equal({ name: "expired" });
    expect(stage.ends.map((each) => each.end.state)).to.include("expired");
  });

  it("counts no lost worker as an attempt, unless the step itself seems to be what loses them", async () => {
    let losses = 0;
    stage.play(async (task, step, signal) => {
      losses += 1;
      return losses > 7 ? answersAtOnce(task, step, signal) : losesItsWorker(task, step, signal);
    });
    const answered = await send(aConversation(), anEnvelope({ waits: false }));
    expect(answered.replies[0]?.performative).to.equal("inform");
    stage.play(losesItsWorker);
    const given = await send(aConversation(), anEnvelope({ waits: false }));
    expect(given.replies[0]?.error?.code).to.equal("internal.worker_lost");
  });

  it("cancels what is under way", async () => {
    stage.play(hangs);
    const input = aConversation();
    const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
    await stage.workflows.cancel(input.conversationId, tester);
    expect((await settled()).replies[0]?.error?.code).to.equal("conversation.cancelled");
    expect(await resultOf(input)).to.deep.equal({ name: "completed", outcome: "cancelled" });
  });

  it("ends as cancelled when somebody cancels the workflow itself", async () => {
    stage.play(hangs);
    const input = aConversation();
    const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
    const { connection, namespace } = await sharedTemporal();
    const { Client } = await import("@temporalio/client");
    await new Client({ connection, namespace }).workflow.getHandle(workflowIdOf(input.conversationId)).cancel();
    expect((await settled()).replies[0]?.error?.code).to.equal("conversation.cancelled");
    expect(await resultOf(input)).to.deep.equal({ name: "completed", outcome: "cancelled" });
    expect(stage.ends.map((each) => each.end.outcome)).to.deep.equal(["cancelled"]);
  });

  describe("where a call waits for a person", () => {
    const anApproval = (): ApprovalId => randomUUID() as ApprovalId;
    const activities = (): readonly string[] => stage.seen.map((each) => each.activity);
    const isAsking = async (): Promise<void> => {
      await eventually(async () => (activities().includes("takeStep") ? true : null));
    };
    const occasions = (): readonly unknown[] =>
      stage.seen.flatMap(({ activity, detail }) =>
        activity === "settleApproval" ? [(detail as { occasion: string }).occasion] : [],
      );

    it("makes the call when it is told of an approval, and asks the database what was decided", async () => {
      const id = anApproval();
      stage.play(asksAPerson(id, Date.now() + 60_000));
      const input = aConversation();
      const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
      await isAsking();
      await stage.workflows.decided(input.conversationId, id);
      expect((await settled()).replies.map((each) => each.error)).to.deep.equal([null]);
      expect(activities()).to.deep.equal(["takeStep", "settleApproval", "callTool", "takeStep"]);
    });

    it("waits on where the word was false, and makes no call where it was refused", async () => {
      const id = anApproval();
      const verdicts = ["pending", "refused"] as const;
      let asked = 0;
      stage.answerApprovals(() => verdicts[asked++] ?? "approved");
      stage.play(asksAPerson(id, Date.now() + 60_000));
      const input = aConversation();
      const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
      await isAsking();
      await stage.workflows.decided(input.conversationId, id);
      await eventually(async () => (asked === 1 ? true : null));
      await stage.workflows.decided(input.conversationId, id);
      await settled();
      expect(activities()).to.deep.equal(["takeStep", "settleApproval", "settleApproval", "takeStep"]);
    });

    it("goes on without the call when the approval's time is up", async () => {
      stage.play(asksAPerson(anApproval(), Date.now() + 500));
      const delivered = await send(aConversation(), anEnvelope({ waits: false }));
      expect(delivered.replies[0]?.error).to.equal(null);
      expect(occasions()).to.deep.equal(["expired"]);
      expect(activities()).not.to.include("callTool");
    });

    it("lets go of it when the conversation is cancelled, expires, or replyBy passes", async () => {
      stage.play(asksAPerson(anApproval(), Date.now() + 600_000));
      /** Again with twice the time where that was up before it had come so far as to ask. */
      const untilItAsked = async (attempt: (inTime: number) => Promise<void>): Promise<void> => {
        const before = occasions().length;
        for (let ms = 500; occasions().length === before; ms *= 2) await attempt(Date.now() + ms);
      };
      await untilItAsked(async (inTime) => {
        const late = await send(aConversation(), anEnvelope({ waits: false, replyBy: inTime }));
        expect(late.replies[0]?.error?.code).to.equal("message.reply_by_passed");
      });
      await untilItAsked(async (expiresAt) => {
        const short = aConversation({ staysOpen: true, expiresAt });
        const expired = await send(short, anEnvelope({ waits: false }));
        expect(expired.replies[0]?.error?.code).to.equal("conversation.expired");
      });

      const input = aConversation();
      const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
      await stage.workflows.cancel(input.conversationId, tester);
      expect((await settled()).replies[0]?.error?.code).to.equal("conversation.cancelled");
      // The last one may have been cancelled before it had come so far as to ask.
      expect(occasions().length).to.be.at.least(2);
      expect(new Set(occasions())).to.deep.equal(new Set(["cancelled"]));
      expect(activities()).not.to.include("callTool");
    });

    it("takes further messages meanwhile, beyond what one run takes otherwise, and still expires", async () => {
      const id = anApproval();
      const asking = asksAPerson(id, Date.now() + 60_000);
      /** False where the time was up before all messages were sent: a busy machine needs more of it. */
      const expiresAfterAll = async (ms: number): Promise<boolean> => {
        stage.seen.splice(0);
        let first = true;
        stage.play(async (task, step, signal) => {
          if (!first) return answersAtOnce(task, step, signal);
          first = false;
          return asking(task, step, signal);
        });
        const expiresAt = Date.now() + ms;
        const input = aConversation({ staysOpen: true, continueAfter: 2, expiresAt });
        const { settled } = await stage.workflows.deliver(input, anEnvelope({ waits: false }), true);
        await isAsking();
        for (let more = 0; more < 5; more++) {
          const sent = await send(input, anEnvelope()).catch((thrown: unknown) => {
            if (Date.now() < expiresAt) throw thrown;
            return null;
          });
          if (Date.now() >= expiresAt) return false;
          expect(sent?.replies[0]?.error).to.equal(null);
        }
        expect((await settled()).replies[0]?.error?.code).to.equal("conversation.expired");
        expect(await resultOf(input)).to.deep.equal({ name: "expired" });
        return true;
      };
      for (let ms = 3_000; !(await expiresAfterAll(ms)); ms *= 2);
    });
  });

  it("continues as new under load and loses no accepted message", async () => {
    const input = aConversation({ staysOpen: true, continueAfter: 7 });
    const count = 60;
    let next = 0;
    const senders = Array.from({ length: 4 }, async () => {
      const results: Delivered[] = [];
      while (next < count) {
        next += 1;
        results.push(await send(input, anEnvelope({ waits: next % 2 === 0 })));
      }
      return results;
    });
    const results = (await Promise.all(senders)).flat();
    expect(results).to.have.length(count);
    expect(results.every((each) => each.replies.length === 1)).to.equal(true);
    const turns = stage.seen.map((each) => (each.detail as { turn: string }).turn);
    expect(new Set(turns).size).to.equal(count);
    const carried = await stateOf(input);
    expect(carried.conversation.open).to.deep.equal([]);
    await stage.workflows.cancel(input.conversationId, tester);
  });
});
