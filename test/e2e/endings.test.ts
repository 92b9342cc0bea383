/** Conversations that end without an answer, and what their event streams show. */
import { Client, Connection } from "@temporalio/client";
import { expect } from "chai";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOpenAiServer, type OpenAiServer } from "../support/openai-server.ts";
import { eventually, startServerProcess, type ServerProcess } from "../support/server-process.ts";

const analyst = `---
name: Analyst
description: Analyses
capabilities: [analysis]
---
You are Analyst.
`;

describe("a conversation that ends without an answer", function () {
  this.timeout(300_000);
  let vendor: OpenAiServer;
  let folder: string;
  let server: ServerProcess;

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    folder = await mkdtemp(join(tmpdir(), "caxton-endings-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "analyst.md"), analyst);
    server = await startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
    });
  });
  after(async () => {
    await server.stop();
    await vendor.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => vendor.script(() => ({ kind: "hang" })));

  /** Resolves when the stream is open; then `kinds` has all events that it brought until the server ended it. */
  const follow = async (id: string): Promise<{ readonly kinds: Promise<readonly string[]> }> => {
    const response = await fetch(`${server.url}/api/v1/conversations/${id}/events`, {
      headers: { authorization: `Bearer ${server.key}` },
    });
    const kinds = response
      .text()
      .then((text) => [...text.matchAll(/^event: (?!token)(.*)$/gm)].map((each) => each[1] ?? ""));
    return { kinds };
  };

  const cancel = async (id: string) => server.call("POST", `/conversations/${id}/cancel`);

  const message = { performative: "request", targetCapability: "analysis", content: "Work!" };

  it("streams its cancellation, its completion and the reply to the running message", async () => {
    for (let round = 0; round < 15; round++) {
      const { body } = await server.call("POST", "/messages", message);
      const { kinds } = await follow(body.conversationId);
      expect((await cancel(body.conversationId)).status).to.equal(200);
      expect(await kinds).to.include.members([
        "message.received",
        "conversation.cancelled",
        "conversation.completed",
        "message.replied",
      ]);
    }
  });

  it("streams its cancellation before the first message, and records who cancelled it", async () => {
    for (let round = 0; round < 15; round++) {
      const { body } = await server.call("POST", "/conversations", { protocol: "request-reply" });
      const { kinds } = await follow(body.id);
      await cancel(body.id);
      expect(await kinds).to.deep.equal(["conversation.cancelled", "conversation.completed"]);
    }
    const { body } = await server.call("GET", "/events?kind=conversation.cancelled&limit=1");
    expect(body.items[0].data).to.deep.equal({ by: "user:admin" });
  });

  it("fails with one reply to its message if its workflow is terminated in Temporal", async () => {
    const { body } = await server.call("POST", "/messages", message);
    const { kinds } = await follow(body.conversationId);
    await eventually(async () => (vendor.calls.length > 0 ? true : null));
    const connection = await Connection.connect({ address: server.temporalAddress });
    await new Client({ connection }).workflow.getHandle(`conversation/${body.conversationId}`).terminate("clicked");
    await connection.close();
    expect(await kinds).to.include.members(["message.replied", "conversation.failed"]);
    const { body: conversation } = await server.call("GET", `/conversations/${body.conversationId}`);
    expect(conversation.state).to.equal("failed");
    expect(conversation.error.code).to.equal("conversation.terminated");
    const { body: messages } = await server.call("GET", `/conversations/${body.conversationId}/messages`);
    const replies = messages.items.filter((each: any) => each.answers === body.messageId);
    expect(replies.map((each: any) => each.content.error.code)).to.deep.equal(["conversation.terminated"]);
    const late = await server.call("POST", "/messages", { ...message, conversationId: body.conversationId });
    expect([late.status, late.body.code]).to.deep.equal([409, "conversation.finished"]);
  });

  it("stays open if its first message is refused", async () => {
    const { body } = await server.call("POST", "/conversations", { protocol: "request-reply" });
    const refused = await server.call("POST", `/conversations/${body.id}/messages`, {
      ...message,
      performative: "agree",
    });
    expect([refused.status, refused.body.code]).to.deep.equal([409, "conversation.protocol_violation"]);
    expect((await server.call("GET", `/conversations/${body.id}`)).body.state).to.equal("initiated");
    vendor.script(() => ({ kind: "text", text: "Very well." }));
    const taken = await server.call("POST", `/conversations/${body.id}/messages`, message, { prefer: "wait=30" });
    expect(taken.status).to.equal(200);
  });
});
