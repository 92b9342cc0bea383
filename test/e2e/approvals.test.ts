/** Tool calls that wait for a person, on a whole server that is killed while they wait. */
import { expect } from "chai";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOpenAiServer, type OpenAiServer, type VendorScript } from "../support/openai-server.ts";
import { eventually, startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

const clerk = `---
name: Clerk
description: Notes things down, with consent
capabilities: [notes]
tools: [note_down, send_message]
approval: [note_down]
---
You are Clerk.
`;

/** An agent whose timeout for a message is shorter than the time that a person has to decide. */
const hasty = clerk
  .replaceAll("Clerk", "Hasty")
  .replace("[notes]", "[quick-notes]")
  .replace("approval:", "limits: { timeout: 2s }\napproval:");

const courier = `---
name: Courier
description: Hands things on, with consent
capabilities: [handing-on]
tools: [send_message]
approval: [send_message]
---
You are Courier.
`;

/** Notes down what the message says after “subject=”. */
const notesItsSubject: VendorScript = ({ messages }) => {
  const last = messages.at(-1);
  if (last?.role === "tool") return { kind: "text", text: `Done: ${last.content}` };
  const text = /subject=([\w-]+)/.exec(last?.content ?? "")?.[1];
  return { kind: "calls", calls: [{ name: "note_down", arguments: { text } }] };
};

const killRounds = 4;

describe("a tool call that waits for a person", function () {
  this.timeout(300_000);
  let vendor: OpenAiServer;
  let notes: Server;
  let taken: string[];
  let folder: string;
  let server: ServerProcess;

  const start = async (approvalTimeout: string): Promise<ServerProcess> => {
    await writeFile(join(folder, "caxton.yaml"), `agents:\n  approval_timeout: ${approvalTimeout}\n`);
    return startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
      NOTE_URL: `http://127.0.0.1:${(notes.address() as AddressInfo).port}`,
    });
  };

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    notes = createServer((request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        taken.push(JSON.parse(body).text);
        response.end("noted");
      });
    });
    notes.listen(0, "127.0.0.1");
    await once(notes, "listening");
    folder = await mkdtemp(join(tmpdir(), "caxton-approvals-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "clerk.md"), clerk);
    await writeFile(join(folder, "agents", "hasty.md"), hasty);
    await writeFile(join(folder, "agents", "courier.md"), courier);
    server = await start("1h");
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    notes.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    taken = [];
    vendor.calls.splice(0);
    vendor.script(({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? { kind: "text", text: `I was told: ${messages.at(-1)?.content}` }
        : { kind: "calls", calls: [{ name: "note_down", arguments: { text: "pay 120" } }] },
    );
  });

  const ask = async (capability = "notes", wait = 0): Promise<Answer> =>
    server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: capability, content: "Pay." },
      wait === 0 ? {} : { prefer: `wait=${wait}` },
    );

  const pendingIn = async (conversationId: string): Promise<any> =>
    eventually(async () => {
      const { body } = await server.call("GET", `/conversations/${conversationId}`);
      return body.pendingApprovals[0] ?? null;
    });

  /** Like {@link pendingIn}, but also finds an approval that has expired. */
  const askedIn = async (conversationId: string): Promise<any> =>
    eventually(async () => {
      const { body } = await server.call("GET", `/conversations/${conversationId}/approvals`);
      return body.items[0] ?? null;
    });

  const decide = async (conversationId: string, id: string, decision: string, reason?: string): Promise<Answer> =>
    server.call("POST", `/conversations/${conversationId}/approvals/${id}`, { decision, reason });

  const replyTo = async ({ messageId, conversationId }: any): Promise<any> => {
    await eventually(async () => {
      const { body } = await server.call("GET", `/messages/${messageId}`);
      return body.status === "settled" ? true : null;
    });
    const { body } = await server.call("GET", `/conversations/${conversationId}/messages`);
    const replies = body.items.filter((each: any) => each.answers === messageId);
    expect(replies).to.have.length(1);
    return replies[0];
  };

  const eventsOf = async (conversationId: string): Promise<readonly string[]> => {
    const response = await fetch(`${server.url}/api/v1/conversations/${conversationId}/events`, {
      headers: { authorization: `Bearer ${server.key}` },
    });
    return [...(await response.text()).matchAll(/^event: (?!token)(.*)$/gm)].map((each) => each[1] ?? "");
  };

  it("is made when it is approved, without another model call, even if the server is killed twice", async () => {
    const answer = await ask("notes", 1);
    expect(answer.status, "the wait ran out").to.equal(202);
    const { conversationId } = answer.body;
    const approval = await pendingIn(conversationId);
    expect(approval).to.include({ agent: "Clerk", tool: "note_down", state: "pending" });
    expect(approval.arguments).to.deep.equal({ text: "pay 120" });
    await server.kill();
    server = await start("1h");
    expect(await pendingIn(conversationId)).to.deep.equal(approval);
    expect(taken).to.deep.equal([]);
    const decided = await decide(conversationId, approval.id, "approve");
    expect(decided.body).to.include({ state: "approved", decidedBy: "user:admin" });
    await server.kill();
    server = await start("1h");
    expect((await replyTo(answer.body)).content).to.equal('I was told: {"noted":true}');
    expect(taken).to.deep.equal(["pay 120"]);
    expect(vendor.calls).to.have.length(2);
    const kinds = await eventsOf(conversationId);
    expect(kinds).to.include.members(["approval.requested", "approval.decided", "tool.called"]);
    expect(kinds.filter((kind) => kind === "approval.requested")).to.have.length(1);
  });

  it("is made if it was approved and not if it was rejected, even if the server is killed during the decisions", async function () {
    this.timeout(300_000);
    vendor.script(notesItsSubject);
    const wanted: string[] = [];
    for (let round = 0; round < killRounds; round++) {
      const asked = await Promise.all(
        ["approve", "reject", "approve", "reject"].map(async (decision, index) => {
          const content = `subject=${round}-${index}`;
          const message = { performative: "request", targetCapability: "notes", content };
          const { body } = await server.call("POST", "/messages", message);
          const { id } = await pendingIn(body.conversationId);
          if (decision === "approve") wanted.push(`${round}-${index}`);
          return { body, id, decision };
        }),
      );
      const deciding = asked.map(async ({ body, id, decision }) =>
        decide(body.conversationId, id, decision).catch(() => null),
      );
      await sleep(randomInt(0, 60));
      await server.kill();
      await Promise.all(deciding);
      server = await start("1h");
      for (const { body, id, decision } of asked) {
        // A decision can be repeated, whether or not it was answered before the kill.
        const again = await decide(body.conversationId, id, decision);
        expect([again.status, again.body.state]).to.deep.equal([200, decision === "approve" ? "approved" : "rejected"]);
        expect((await replyTo(body)).content).to.include(decision === "approve" ? "noted" : "approval.rejected");
      }
    }
    // An idempotent call may be made again after a kill, but a rejected call is never made.
    expect([...new Set(taken)].toSorted()).to.deep.equal(wanted.toSorted());
  });

  it("does not use up the agent's timeout for the message while it waits", async () => {
    const answer = await ask("quick-notes");
    const approval = await pendingIn(answer.body.conversationId);
    await sleep(2_500);
    await decide(answer.body.conversationId, approval.id, "approve");
    expect((await replyTo(answer.body)).content).to.equal('I was told: {"noted":true}');
  });

  it("is not made if it is rejected, and gives the model the reason", async () => {
    const answer = await ask();
    const approval = await pendingIn(answer.body.conversationId);
    await decide(answer.body.conversationId, approval.id, "reject", "That was paid in October.");
    const reply = await replyTo(answer.body);
    expect(reply.performative).to.equal("inform");
    expect(reply.content).to.include("approval.rejected").and.to.include("That was paid in October.");
    expect(taken).to.deep.equal([]);
  });

  it("waits for its own decision, while other calls of the same step continue", async () => {
    vendor.script(({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? {
            kind: "text",
            text: messages
              .filter((each) => each.role === "tool")
              .map((each) => each.content)
              .join(" "),
          }
        : {
            kind: "calls",
            calls: ["one", "two"].map((text) => ({ name: "note_down", id: text, arguments: { text } })),
          },
    );
    const answer = await ask();
    const { conversationId } = answer.body;
    await pendingIn(conversationId);
    const { body } = await server.call("GET", `/conversations/${conversationId}`);
    const [one, two] = body.pendingApprovals.toSorted((left: any, right: any) =>
      left.arguments.text < right.arguments.text ? -1 : 1,
    );
    await decide(conversationId, two.id, "approve");
    await eventually(async () => (taken.length > 0 ? true : null));
    await decide(conversationId, one.id, "reject");
    expect((await replyTo(answer.body)).content).to.match(/approval\.rejected.*"noted":true/);
    expect(taken).to.deep.equal(["two"]);
  });

  it("is cancelled with its conversation, and then accepts no decision", async () => {
    const answer = await ask();
    const { conversationId } = answer.body;
    const approval = await pendingIn(conversationId);
    expect((await server.call("POST", `/conversations/${conversationId}/cancel`)).status).to.equal(200);
    const late = await decide(conversationId, approval.id, "approve");
    expect([late.status, late.body.code]).to.deep.equal([409, "approval.expired"]);
    expect((await replyTo(answer.body)).content.error.code).to.equal("conversation.cancelled");
    await eventually(async () => {
      const { body } = await server.call("GET", `/conversations/${conversationId}/approvals`);
      return body.items[0].state === "cancelled" ? true : null;
    });
    expect(taken).to.deep.equal([]);
  });

  it("can be a message to another capability that the model gives as its answer", async () => {
    const handOn = { performative: "request", targetCapability: "notes", content: "Pay." };
    vendor.script(({ messages }) => {
      const last = messages.at(-1);
      if (messages[0]?.content.includes("Clerk")) return { kind: "text", text: "Noted." };
      return { kind: "text", text: last?.role === "tool" ? `No: ${last.content}` : JSON.stringify(handOn) };
    });
    for (const [decision, content] of [
      ["approve", /^Noted\.$/],
      ["reject", /^No: .*approval\.rejected/],
    ] as const) {
      const answer = await ask("handing-on");
      const approval = await pendingIn(answer.body.conversationId);
      expect(approval).to.include({ agent: "Courier", tool: "send_message" });
      await decide(answer.body.conversationId, approval.id, decision);
      expect((await replyTo(answer.body)).content).to.match(content);
    }
  });

  it("is not made if nobody decides in time, and the model continues without it", async () => {
    await server.stop();
    server = await start("1s");
    const answer = await ask("notes", 20);
    expect(answer.status).to.equal(200);
    expect(answer.body.replies[0].content).to.include("approval.expired");
    expect(taken).to.deep.equal([]);
  });

  it("is made exactly if the decision was accepted, even if the decision arrives as the time runs out", async () => {
    vendor.script(notesItsSubject);
    // On a busy machine, decisions arrive later than planned; the next round therefore sends them earlier.
    const seen = new Set<number>();
    for (let round = 0, earlierMs = 60; seen.size < 2; round++, earlierMs += 100) {
      taken = [];
      const outcomes = await Promise.all(
        Array.from({ length: 24 }, async (_, index) => {
          const subject = `${round}-${index}`;
          const message = { performative: "request", targetCapability: "notes", content: `subject=${subject}` };
          const { body } = await server.call("POST", "/messages", message);
          const approval = await askedIn(body.conversationId);
          await sleep(Date.parse(approval.expiresAt) - Date.now() - earlierMs + index * 5);
          const { status } = await decide(body.conversationId, approval.id, "approve");
          await replyTo(body);
          return { subject, status };
        }),
      );
      for (const { status } of outcomes) seen.add(status);
      const approved = outcomes.filter(({ status }) => status === 200).map(({ subject }) => subject);
      expect(taken.toSorted()).to.deep.equal(approved.toSorted());
    }
    expect(seen).to.deep.equal(new Set([200, 409]));
  });
});
