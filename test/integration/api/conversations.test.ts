import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";

const request = { performative: "request", targetCapability: "greeting", content: "Hello" };

interface Stream {
  readonly status: number;
  readonly type: string | null;
  /** Resolves with the next event. */
  next(): Promise<EventSourceMessage>;
  /** All events until the server ends the stream. */
  rest(): Promise<readonly EventSourceMessage[]>;
  readonly comments: readonly string[];
  close(): void;
}

const openStream = async (server: TestServer, path: string, headers: Record<string, string> = {}): Promise<Stream> => {
  const abort = new AbortController();
  const response = await fetch(server.url + path, {
    headers: { authorization: `Bearer ${server.adminKey}`, accept: "text/event-stream", ...headers },
    signal: abort.signal,
  });
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event), onComment: (text) => comments.push(text) });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const readMore = async (): Promise<boolean> => {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return false;
    parser.feed(chunk.value);
    return true;
  };
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    comments,
    next: async () => {
      while (events.length === 0) expect(await readMore(), "the stream ended").to.equal(true);
      return events.shift() as EventSourceMessage;
    },
    rest: async () => {
      while (await readMore());
      return events.splice(0);
    },
    close: () => abort.abort(),
  };
};

describe("API: conversations", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({ limits: { heartbeatMs: 20 } });
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
  });
  afterEach(() => server.stop());

  const open = async (body: object = { protocol: "request-reply" }): Promise<string> =>
    (await server.call("POST", "/api/v1/conversations", { body })).body.id;

  it("opens, lists and cancels conversations", async () => {
    const id = randomUUID();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const opened = await server.call("POST", "/api/v1/conversations", { body: { id, protocol: "query", expiresAt } });
    expect(opened.status).to.equal(201);
    expect(opened.headers.get("location")).to.equal(`/api/v1/conversations/${id}`);
    expect(opened.body).to.include({
      id,
      protocol: "query",
      state: "initiated",
      initiator: "user:admin",
      staysOpen: true,
      expiresAt,
    });

    const twice = await server.call("POST", "/api/v1/conversations", { body: { id, protocol: "query" } });
    expect([twice.status, twice.body.code]).to.deep.equal([409, "conversation.already_exists"]);

    await open();
    const list = await server.call(
      "GET",
      "/api/v1/conversations?protocol=query&participant=user:admin&state=initiated",
    );
    expect(list.body.items.map((each: { id: string }) => each.id)).to.deep.equal([id]);

    const cancelled = await server.call("POST", `/api/v1/conversations/${id}/cancel`);
    expect(cancelled.body).to.include({ state: "completed", outcome: "cancelled" });
    const again = await server.call("POST", `/api/v1/conversations/${id}/cancel`);
    expect([again.status, again.body.code]).to.deep.equal([409, "conversation.finished"]);
    const late = await server.call("POST", `/api/v1/conversations/${id}/messages`, { body: request });
    expect([late.status, late.body.code]).to.deep.equal([409, "conversation.finished"]);
  });

  it("refuses to open a conversation that has expired or has an unknown protocol", async () => {
    const past = await server.call("POST", "/api/v1/conversations", {
      body: { protocol: "request-reply", expiresAt: "2020-01-01T00:00:00Z" },
    });
    expect([past.status, past.body.errors[0].pointer]).to.deep.equal([422, "/expiresAt"]);
    const none = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-repl" } });
    expect(none.body.errors[0].suggestion).to.contain("Did you mean request-reply?");
  });

  it("accepts messages, and returns them in order and in pages", async () => {
    const id = await open();
    for (const content of ["one", "two"]) {
      const { status } = await server.call("POST", `/api/v1/conversations/${id}/messages`, {
        body: { ...request, content },
        headers: { prefer: "wait=5" },
      });
      expect(status).to.equal(200);
    }
    const contents: unknown[] = [];
    let cursor = "";
    do {
      const { body } = await server.call("GET", `/api/v1/conversations/${id}/messages?limit=3${cursor}`);
      contents.push(...body.items.map((each: { content: unknown }) => each.content));
      cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
    } while (cursor !== "");
    expect(contents).to.deep.equal(["one", "Greeter heard you", "two", "Greeter heard you"]);
  });

  it("refuses a message to an unknown conversation, or to two conversations", async () => {
    const nowhere = await server.call("POST", `/api/v1/conversations/${randomUUID()}/messages`, { body: request });
    expect([nowhere.status, nowhere.body.code]).to.deep.equal([404, "conversation.not_found"]);
    const id = await open();
    const two = await server.call("POST", `/api/v1/conversations/${id}/messages`, {
      body: { ...request, conversationId: randomUUID() },
    });
    expect([two.status, two.body.errors[0].pointer]).to.deep.equal([422, "/conversationId"]);
  });

  it("streams the events and tokens of a conversation until it ends", async () => {
    server.workflows.hold();
    const sent = await server.call("POST", "/api/v1/messages", { body: request });
    const stream = await openStream(server, `/api/v1/conversations/${sent.body.conversationId}/events`);
    expect([stream.status, stream.type]).to.deep.equal([200, "text/event-stream; charset=utf-8"]);

    const received = await stream.next();
    expect(received.event).to.equal("message.received");
    expect(JSON.parse(received.data)).to.include({ seq: Number(received.id), kind: "message.received" });

    server.workflows.letGo();
    const token = await stream.next();
    expect([token.event, token.id]).to.deep.equal(["token", undefined]);
    expect(JSON.parse(token.data)).to.include({ agent: "Greeter", text: "Greeter heard" });
    const rest = await stream.rest();
    expect(rest.map((each) => each.event)).to.deep.equal(["message.replied"]);
  });

  it("continues after Last-Event-ID, and answers 204 if there can be no more events", async () => {
    const { body } = await server.call("POST", "/api/v1/messages", { body: request, headers: { prefer: "wait=5" } });
    const path = `/api/v1/conversations/${body.conversationId}/events`;
    const all = await (await openStream(server, path)).rest();
    expect(all.map((each) => each.event)).to.deep.equal(["message.received", "message.replied"]);

    const after = await (await openStream(server, path, { "last-event-id": all[0]?.id ?? "" })).rest();
    expect(after.map((each) => each.id)).to.deep.equal([all[1]?.id]);
    expect((await openStream(server, path, { "last-event-id": all[1]?.id ?? "" })).status).to.equal(204);
    const nonsense = await server.call("GET", path, { headers: { "last-event-id": "soon" } });
    expect([nonsense.status, nonsense.body.errors[0].parameter]).to.deep.equal([422, "Last-Event-ID"]);
  });

  it("sends heartbeats, and ends the stream if the conversation ended without an event", async () => {
    const id = await open();
    const stream = await openStream(server, `/api/v1/conversations/${id}/events`);
    const error = null;
    await server.registry.conversations.setState({
      id: id as never,
      state: "expired",
      outcome: null,
      error,
      at: new Date().toISOString(),
    });
    expect(await stream.rest()).to.deep.equal([]);
    expect(stream.comments).to.include("heartbeat");
  });

  it("answers 404 to a stream of an unknown conversation", async () => {
    const { status, body } = await server.call("GET", `/api/v1/conversations/${randomUUID()}/events`);
    expect([status, body.code]).to.deep.equal([404, "conversation.not_found"]);
  });

  it("lists events with the newest first, and filters them by kind, agent and time", async () => {
    await server.call("POST", "/api/v1/messages", { body: request, headers: { prefer: "wait=5" } });
    const { body } = await server.call("GET", "/api/v1/events?limit=2");
    expect(body.items.map((each: { kind: string }) => each.kind)).to.deep.equal([
      "message.replied",
      "message.received",
    ]);
    expect(body.nextCursor).to.be.a("string");
    const ofKind = await server.call("GET", "/api/v1/events?kind=message.replied&agent=Greeter");
    expect(ofKind.body.items).to.have.length(1);
    const future = await server.call("GET", "/api/v1/events?since=2200-01-01T00:00:00Z");
    expect(future.body.items).to.deep.equal([]);
  });

  it("streams new events, or all events since a given time", async () => {
    const live = await openStream(server, "/api/v1/events?kind=message.received");
    const sent = await server.call("POST", "/api/v1/messages", { body: request, headers: { prefer: "wait=5" } });
    expect(JSON.parse((await live.next()).data)).to.include({ conversationId: sent.body.conversationId });
    live.close();
    const since = await openStream(server, "/api/v1/events?since=2020-01-01T00:00:00Z");
    expect((await since.next()).event).to.equal("api_key.created");
    since.close();
  });

  it("ends its streams when the server stops", async () => {
    const stream = await openStream(server, "/api/v1/events");
    const ended = stream.rest();
    await server.stop();
    expect(await ended).to.be.an("array");
    server = await startTestServer();
  });
});
