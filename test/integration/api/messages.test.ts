import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";

const request = { performative: "request", targetCapability: "greeting", content: "Hello" };

describe("API: messages", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
  });
  afterEach(() => server.stop());

  const send = (body: unknown, headers: Record<string, string> = {}) =>
    server.call("POST", "/api/v1/messages", { body, headers });

  it("accepts a message, and returns it with all its parameters", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const accepted = await send(
      { ...request, replyWith: "q1", protocol: "request-reply", language: "en", content: { text: "Hello" } },
      { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    );
    expect(accepted.status).to.equal(202);
    expect(accepted.body).to.include({ traceId, replies: null });
    expect(accepted.body.deliveredTo).to.deep.equal(["Greeter"]);
    expect(accepted.headers.get("traceparent")).to.match(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));

    const location = accepted.headers.get("location") ?? "";
    expect(location).to.equal(`/api/v1/messages/${accepted.body.messageId}`);
    const { body } = await server.call("GET", location);
    expect(body).to.deep.include({
      id: accepted.body.messageId,
      conversationId: accepted.body.conversationId,
      performative: "request",
      sender: "user:admin",
      receivers: ["Greeter"],
      targetCapability: "greeting",
      content: { text: "Hello" },
      replyWith: "q1",
      inReplyTo: null,
      language: "en",
      protocol: "request-reply",
      traceId,
    });
  });

  it("waits for the replies if Prefer asks for it", async () => {
    const { status, headers, body } = await send({ ...request, replyWith: "q1" }, { prefer: "wait=5" });
    expect(status).to.equal(200);
    expect(headers.get("preference-applied")).to.equal("wait=5");
    expect(body.replies).to.have.length(1);
    expect(body.replies[0]).to.include({
      sender: "agent:Greeter",
      content: "Greeter heard you",
      inReplyTo: "q1",
      answers: body.messageId,
      status: "settled",
    });
  });

  it("answers 202 when the time to wait has passed, and still delivers the reply", async () => {
    server.workflows.hold();
    const { status, body } = await send(request, { prefer: "wait=0" });
    expect([status, body.replies]).to.deep.equal([202, null]);
    server.workflows.letGo();
    const repeated = await send({ ...request }, { prefer: "wait=5" });
    expect(repeated.status).to.equal(200);
    const messages = await server.call("GET", `/api/v1/conversations/${body.conversationId}/messages`);
    expect(messages.body.items).to.have.length(2);
  });

  it("accepts receivers by name, and uses each only once", async () => {
    const { targetCapability: _none, ...direct } = request;
    const { status, body } = await send({ ...direct, receivers: ["Greeter", "greeter"] });
    expect(status).to.equal(202);
    expect(body.deliveredTo).to.deep.equal(["Greeter"]);
    const unknown = await send({ ...direct, receivers: ["Greter"] });
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, "agent.not_found"]);
  });

  it("reports all errors of a message at once", async () => {
    const { status, body } = await send({
      performative: "reqest",
      sendr: "user:ada",
      targetCapability: "Not One",
      content: "x",
      conversationId: "42",
      replyBy: 7,
    });
    expect(status).to.equal(422);
    const found = Object.fromEntries(body.errors.map((each: { pointer: string }) => [each.pointer, each]));
    expect(found).to.have.all.keys("/performative", "/sendr", "/targetCapability", "/conversationId", "/replyBy");
    expect(found["/performative"].suggestion).to.contain("Did you mean request?");
    expect(found["/sendr"].suggestion).to.equal("Did you mean sender?");
  });

  it("requires either a capability or receivers", async () => {
    for (const body of [
      { performative: "request", content: "x" },
      { ...request, receivers: ["Greeter"] },
    ]) {
      const answer = await send(body);
      expect(answer.status).to.equal(422);
      expect(answer.body.errors[0].suggestion).to.contain("either targetCapability, or receivers");
    }
  });

  it("treats null as a missing value, except in content", async () => {
    const body = { ...request, content: null, conversationId: null, replyBy: null, ontology: null, receivers: null };
    expect((await send(body)).status).to.equal(202);
    const { content: _none, ...without } = request;
    const missing = await send(without);
    expect(missing.body.errors[0]).to.include({ pointer: "/content" });
  });

  it("refuses a deadline in the past, and an invalid time", async () => {
    const past = await send({ ...request, replyBy: "2020-01-01T00:00:00Z" });
    expect([past.status, past.body.code]).to.deep.equal([422, "message.reply_by_passed"]);
    const none = await send({ ...request, replyBy: "2026-02-31T00:00:00Z" });
    expect([none.status, none.body.errors[0].pointer]).to.deep.equal([422, "/replyBy"]);
  });

  it("has a typed error for duplicates, unknown capabilities and messages, replies to nothing, and finished conversations", async () => {
    const id = randomUUID();
    expect((await send({ ...request, id })).status).to.equal(202);
    const twice = await send({ ...request, id });
    expect([twice.status, twice.body.code]).to.deep.equal([409, "message.duplicate"]);

    const nobody = await send({ ...request, targetCapability: "gretting" });
    expect([nobody.status, nobody.body.code]).to.deep.equal([404, "routing.no_capability_providers"]);
    expect(nobody.body.facts.nearest).to.deep.equal(["greeting"]);

    const nothing = await send({ ...request, inReplyTo: "never said" });
    expect([nothing.status, nothing.body.code]).to.deep.equal([422, "message.reply_to_nothing"]);

    const done = await send(request, { prefer: "wait=5" });
    const finished = await send({ ...request, conversationId: done.body.conversationId });
    expect([finished.status, finished.body.code]).to.deep.equal([409, "conversation.finished"]);

    const missing = await server.call("GET", `/api/v1/messages/${randomUUID()}`);
    expect([missing.status, missing.body.code]).to.deep.equal([404, "message.not_found"]);
  });

  it("stores the message and answers with Retry-After while Temporal is unavailable", async () => {
    server.workflows.failNext(
      new CaxtonError("temporal.unavailable", "Temporal does not answer.", { retryAfterMs: 3_000 }),
    );
    const { status, headers, body } = await send(request);
    expect([status, headers.get("retry-after"), body.code]).to.deep.equal([503, "3", "temporal.unavailable"]);
    const kept = await server.call("GET", `/api/v1/messages/${body.facts.messageId}`);
    expect([kept.status, kept.body.status]).to.deep.equal([200, "stored"]);
    expect(body.hint).to.include("with the same Idempotency-Key");
  });

  it("lets an agent's key send only as its agent", async () => {
    const key = await server.keyFor("agent", "Greeter");
    const own = await server.call("POST", "/api/v1/messages", { key, body: request });
    expect(own.status).to.equal(202);
    const { body } = await server.call("GET", `/api/v1/messages/${own.body.messageId}`, { key });
    expect(body.sender).to.equal("agent:Greeter");
    for (const sender of ["agent:Other", "user:admin"]) {
      const other = await server.call("POST", "/api/v1/messages", { key, body: { ...request, sender } });
      expect([other.status, other.body.code]).to.deep.equal([403, "security.forbidden"]);
    }
  });

  it("lets an agent's key use the conversations of its agent only", async () => {
    const key = await server.keyFor("agent", "Stranger");
    const foreign = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-reply" } });
    const { messageId } = (await send({ ...request, conversationId: foreign.body.id })).body;
    const own = await server.call("POST", "/api/v1/conversations", { key, body: { protocol: "request-reply" } });
    const asked = async (method: string, path: string, body?: object): Promise<number> =>
      (await server.call(method, `/api/v1${path}`, { key, ...(body === undefined ? {} : { body }) })).status;
    const all = async (id: string): Promise<readonly number[]> => [
      await asked("GET", `/conversations/${id}`),
      await asked("GET", `/conversations/${id}/messages`),
      await asked("POST", `/conversations/${id}/messages`, request),
      await asked("POST", "/messages", { ...request, conversationId: id }),
      await asked("POST", `/conversations/${id}/cancel`),
    ];
    expect(await all(foreign.body.id)).to.deep.equal([403, 403, 403, 403, 403]);
    expect(await asked("GET", `/conversations/${foreign.body.id}/events`)).to.equal(403);
    expect(await asked("GET", `/messages/${messageId}`)).to.equal(403);
    for (const path of ["/conversations", "/events", "/agents"]) expect(await asked("GET", path), path).to.equal(403);
    expect(await all(own.body.id)).to.deep.equal([200, 200, 202, 202, 200]);
  });
});

describe("API: Idempotency-Key", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
  });
  afterEach(() => server.stop());

  const send = (body: unknown, key: string, headers: Record<string, string> = {}) =>
    server.call("POST", "/api/v1/messages", { body, headers: { "idempotency-key": key, ...headers } });

  it("gives the same answer to the same key and body, and sends the message once", async () => {
    const first = await send(request, "k1", { prefer: "wait=5" });
    const second = await send(request, "k1", { prefer: "wait=5" });
    expect(second.status).to.equal(first.status);
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get("location")).to.equal(first.headers.get("location"));
    expect(first.headers.get("idempotency-replayed")).to.equal(null);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(server.workflows.delivered()).to.equal(1);
  });

  it("refuses the same key with another body", async () => {
    await send(request, "k1");
    const { status, body } = await send({ ...request, content: "Other" }, "k1");
    expect([status, body.code]).to.deep.equal([409, "request.idempotency_conflict"]);
  });

  it("answers 409 with Retry-After while the first request is running", async () => {
    server.workflows.hold();
    const first = send(request, "k1", { prefer: "wait=5" });
    while (server.workflows.delivered() === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await send(request, "k1");
    expect([second.status, second.body.code]).to.deep.equal([409, "request.idempotency_in_progress"]);
    expect(second.headers.get("retry-after")).to.equal("1");
    server.workflows.letGo();
    expect((await first).status).to.equal(200);
  });

  it("sends a message once if the same request arrives many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(request, "k1")));
    expect(server.workflows.delivered()).to.equal(1);
    for (const { status } of answers) expect(status).to.be.oneOf([202, 409]);
  });

  it("allows a failed request to be tried again", async () => {
    server.workflows.failNext(new CaxtonError("temporal.unavailable", "Temporal does not answer."));
    expect((await send(request, "k1")).status).to.equal(503);
    expect((await send(request, "k1")).status).to.equal(202);
    expect((await send({ ...request, performative: "nonsense" }, "k2")).status).to.equal(422);
    expect((await send(request, "k2")).status).to.equal(202);
  });

  it("finds the message of a request whose answer was lost in a crash", async () => {
    const first = await send(request, "k1");
    // What a crash between the sending and the keeping of the answer leaves: a claim without an answer, given up at start.
    await server.registry.idempotency.sweep("9999");
    const second = await send(request, "k1");
    expect(second.status).to.equal(202);
    expect(second.body.messageId).to.equal(first.body.messageId);
    expect(server.workflows.delivered()).to.equal(1);
  });

  it("separates the keys of different callers", async () => {
    const key = await server.keyFor("operator");
    await send(request, "k1");
    const other = await server.call("POST", "/api/v1/messages", {
      key,
      body: request,
      headers: { "idempotency-key": "k1" },
    });
    expect(other.status).to.equal(202);
    expect(other.headers.get("idempotency-replayed")).to.equal(null);
    expect(server.workflows.delivered()).to.equal(2);
  });

  it("repeats the answers for agents, conversations and API keys", async () => {
    const headers = { "idempotency-key": "k1" };
    const bodies = {
      "/api/v1/agents": { name: "Haiku", systemPrompt: "You write haiku." },
      "/api/v1/conversations": { protocol: "request-reply" },
      "/api/v1/api-keys": { name: "ada", role: "viewer" },
    };
    for (const [path, body] of Object.entries(bodies)) {
      const first = await server.call("POST", path, { body, headers });
      const second = await server.call("POST", path, { body, headers });
      expect(first.status, path).to.equal(201);
      expect(second.body, path).to.deep.equal(first.body);
    }
    const stored = await server.registry.idempotency.claim("nothing", "", new Date().toISOString());
    expect(stored.kind).to.equal("claimed");
    const { body } = await server.call("GET", "/api/v1/api-keys");
    expect(body.items.filter((each: { name: string }) => each.name === "ada")).to.have.length(1);
  });
});
