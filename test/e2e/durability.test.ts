/** Stops, kills, pauses of the process and a locked database during a turn. */
import { expect } from "chai";
import BetterSqlite3 from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOpenAiServer, type OpenAiServer } from "../support/openai-server.ts";
import { eventually, startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

const analyst = `---
name: Analyst
description: Analyses
capabilities: [analysis]
---
You are Analyst.
`;

/** A heartbeat is missed after five seconds; the process is paused for longer. */
const standstillMs = 7_000;

describe("a server that is interrupted during a turn", function () {
  this.timeout(300_000);
  let vendor: OpenAiServer;
  let folder: string;
  let server: ServerProcess;

  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
    });

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    folder = await mkdtemp(join(tmpdir(), "caxton-trouble-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "analyst.md"), analyst);
    // One attempt, so that whatever counts trouble as an attempt is found out.
    await writeFile(join(folder, "caxton.yaml"), "llm:\n  max_attempts: 1\nserver:\n  shutdown_grace: 2s\n");
    server = await start();
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    vendor.calls.splice(0);
    vendor.script(() => ({ kind: "text", text: "Very well." }));
  });

  const send = async (more: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: "analysis", content: "Work!", ...more },
      headers,
    );

  const theModelIsAsked = async (times = 1): Promise<void> => {
    await eventually(async () => (vendor.calls.length >= times ? true : null));
  };

  const onlyReply = async (messageId: string): Promise<any> => {
    const { body } = await eventually(async () => {
      const answer = await server.call("GET", `/messages/${messageId}`);
      return answer.status === 200 && answer.body.status === "settled" ? answer : null;
    });
    const all = await server.call("GET", `/conversations/${body.conversationId}/messages?limit=200`);
    const replies = all.body.items.filter((each: any) => each.answers === messageId);
    expect(replies).to.have.length(1);
    return replies[0];
  };

  for (const end of ["kill", "stop"] as const) {
    it(`answers after a ${end} during a model call without using up its only attempt`, async () => {
      vendor.script(() => ({ kind: "text", text: "Too late.", delayMs: 20_000 }));
      const id = randomUUID();
      const waiting = send({ id: randomUUID() }, { prefer: "wait=30" }).catch(() => null);
      expect((await send({ id })).status).to.equal(202);
      await eventually(async () => (vendor.calls.length > 1 ? true : null));
      await server[end]();
      await waiting;
      vendor.script(() => ({ kind: "text", text: "Very well." }));
      server = await start();
      expect(await onlyReply(id)).to.include({ performative: "inform", content: "Very well." });
    });
  }

  it("asks the model once if the process is paused, whether the model answers during the pause or after it", async () => {
    let goOn = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    vendor.script(async ({ messages }) => {
      if (messages.at(-1)?.content.includes("Take long")) await over;
      return { kind: "text", text: "Very well.", delayMs: 1_000 };
    });
    const sent = [await send(), await send({ content: "Take long." })];
    await theModelIsAsked(sent.length);
    process.kill(server.pid, "SIGSTOP");
    await sleep(standstillMs);
    process.kill(server.pid, "SIGCONT");
    // What it made of the standstill it has made by then; the answer comes after that.
    setTimeout(goOn, 2_000);
    for (const { body } of sent) {
      expect(await onlyReply(body.messageId)).to.include({ performative: "inform", content: "Very well." });
    }
    expect(vendor.calls).to.have.length(sent.length);
  });

  it("asks the model once, and keeps the answer while another process locks the database", async () => {
    vendor.script(() => ({ kind: "text", text: "Very well.", delayMs: 500 }));
    const { body } = await send();
    await theModelIsAsked();
    const other = new BetterSqlite3(join(folder, "data", "caxton.db"));
    other.exec("BEGIN IMMEDIATE");
    await sleep(14_000);
    other.exec("COMMIT");
    other.close();
    expect(await onlyReply(body.messageId)).to.include({ performative: "inform", content: "Very well." });
    expect(vendor.calls).to.have.length(1);
  });

  it("cancels a conversation if it has no answer yet, and otherwise refuses the cancellation", async () => {
    const delayMs = 30;
    vendor.script(({ messages }) =>
      messages.at(-1)?.content.includes("Never answer")
        ? { kind: "hang" }
        : { kind: "text", text: "Very well.", delayMs },
    );
    const cancelAfter = async (content: string, moment: (conversationId: string) => Promise<unknown>) => {
      const { body } = await send({ content });
      await moment(body.conversationId);
      const cancelled = await server.call("POST", `/conversations/${body.conversationId}/cancel`);
      await onlyReply(body.messageId);
      const { body: conversation } = await server.call("GET", `/conversations/${body.conversationId}`);
      return `${cancelled.status} ${cancelled.body.code ?? ""} ${conversation.state} ${conversation.outcome}`;
    };
    const inTime = "200  completed cancelled";
    const late = "409 conversation.finished completed answered";
    // These two do not depend on the speed of the machine: one is never answered, and one is answered already.
    expect(await cancelAfter("Never answer.", async () => theModelIsAsked())).to.equal(inTime);
    const isOver = async (id: string) =>
      eventually(async () => {
        const { body } = await server.call("GET", `/conversations/${id}`);
        return body.state === "completed" ? true : null;
      });
    expect(await cancelAfter("Work!", isOver)).to.equal(late);
    // In rows of twenty: an agent's cancelled call learns of it with its next heartbeat, a second or two later.
    for (let row = 0; row < 3; row++) {
      const moments = Array.from({ length: 20 }, (_, index) => (row * 20 + index) % (2 * delayMs));
      const seen = await Promise.all(moments.map(async (ms) => cancelAfter("Work!", async () => sleep(ms))));
      for (const each of seen) expect(each).to.be.oneOf([inTime, late]);
    }
  });

  it("finishes a turn after a kill with the definition of an agent that was removed during the turn", async () => {
    const definition = { name: "Leaver", description: "d", capabilities: [{ name: "leaving" }], systemPrompt: "Bye." };
    expect((await server.call("POST", "/agents", definition)).status).to.equal(201);
    vendor.script(() => ({ kind: "text", text: "Too late.", delayMs: 20_000 }));
    const { body } = await send({ targetCapability: "leaving" });
    await theModelIsAsked();
    expect((await server.call("DELETE", "/agents/Leaver")).status).to.equal(204);
    await server.kill();
    vendor.script(({ messages }) => ({ kind: "text", text: messages[0]?.content ?? "" }));
    server = await start();
    expect((await onlyReply(body.messageId)).content).to.include("Bye.");
  });
});
