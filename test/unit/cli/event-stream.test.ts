import { expect } from "chai";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "../../../src/cli/client.ts";
import { followConversation, type StreamItem } from "../../../src/cli/event-stream.ts";
import { awaitReplies } from "../../../src/cli/waiting.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const event = (seq: number, kind = "message.received"): string =>
  `id: ${seq}\nevent: ${kind}\ndata: ${JSON.stringify({ seq, kind, data: {} })}\n\n`;

/** A server whose answers are given in advance, one for each request; what comes later gets the last one. */
const withServer = async <Value>(
  handlers: readonly Handler[],
  work: (url: string, requests: readonly IncomingMessage[]) => Promise<Value>,
): Promise<Value> => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handlers[Math.min(requests.length, handlers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

const streams =
  (text: string, end: "end" | "cut" | "stay" = "end"): Handler =>
  (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(text, () => {
      if (end === "end") response.end();
      if (end === "cut") response.destroy();
    });
  };

const over: Handler = (_request, response) => void response.writeHead(204).end();
const broken: Handler = (_request, response) => void response.destroy();

const clientOf = (url: string) =>
  createClient({ url, apiKey: "k", keySource: "test" }, "test", new AbortController().signal);

const collect = async (url: string, signal = new AbortController().signal): Promise<StreamItem[]> => {
  const items: StreamItem[] = [];
  for await (const item of followConversation(clientOf(url), "c", { signal, after: null, retryMs: 1 }))
    items.push(item);
  return items;
};

const seqsOf = (items: readonly StreamItem[]): number[] =>
  items.flatMap((item) => (item.type === "event" ? [item.event.seq] : []));

describe("following a conversation", () => {
  it("goes on after the last event when the connection is cut, and ends when the server has no more", async () => {
    const handlers = [streams(event(3) + event(7), "cut"), broken, streams(`: beat\n\n${event(9)}`), over];
    await withServer(handlers, async (url, requests) => {
      expect(seqsOf(await collect(url))).to.deep.equal([3, 7, 9]);
      expect(requests.map((request) => request.headers["last-event-id"])).to.deep.equal([undefined, "7", "7", "9"]);
      expect(requests[0]?.headers).to.include({ authorization: "Bearer k", accept: "text/event-stream" });
    });
  });

  it("gives tokens between the events, split wherever the network splits them", async () => {
    const token = `event: token\ndata: ${JSON.stringify({ conversationId: "c", turnId: "t", agent: "A", text: "häi" })}\n\n`;
    const bytes = Buffer.from(event(1) + token + event(2));
    const trickle: Handler = (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    };
    await withServer([trickle, over], async (url) => {
      const items = await collect(url);
      expect(seqsOf(items)).to.deep.equal([1, 2]);
      expect(items[1]).to.deep.include({ type: "token" }).and.have.nested.property("token.text", "häi");
    });
  });

  it("gives up on a server that stays away, and at once on one that refuses", async () => {
    await withServer([broken], async (url, requests) => {
      const thrown = await collect(url).catch((failure: unknown) => failure);
      expect(thrown).to.include({ code: "server.not_running" });
      expect(requests.length).to.be.above(3);
    });
    const refuses: Handler = (_request, response) => {
      response.writeHead(404, { "Content-Type": "application/problem+json" });
      response.end(
        JSON.stringify({
          code: "conversation.not_found",
          status: 404,
          detail: "None.",
          errors: [],
          type: "",
          title: "",
        }),
      );
    };
    await withServer([refuses], async (url, requests) => {
      const thrown = await collect(url).catch((failure: unknown) => failure);
      expect(thrown).to.include({ code: "conversation.not_found", exitCode: 4 });
      expect(requests).to.have.length(1);
    });
  });

  it("ends when it is told to", async () => {
    await withServer([streams(event(1), "stay")], async (url) => {
      const end = new AbortController();
      const items: StreamItem[] = [];
      for await (const item of followConversation(clientOf(url), "c", { signal: end.signal, after: null })) {
        items.push(item);
        end.abort();
      }
      expect(items).to.have.length(1);
    });
  });

  it("never follows a redirection with the key", async () => {
    const elsewhere: Handler = (_request, response) => void response.writeHead(307, { Location: "/stolen" }).end();
    await withServer([elsewhere], async (url, requests) => {
      const thrown = await clientOf(url)
        .request("GET", "/agents")
        .catch((failure: unknown) => failure);
      expect(thrown).to.include({ exitCode: 3 });
      expect(requests).to.have.length(1);
    });
  });
});

describe("waiting for replies", () => {
  const accepted = { messageId: "m", conversationId: "c", deliveredTo: ["A"], traceId: "t", replies: null };
  const reply = { id: "r", answers: "m", performative: "inform", content: "yes" };

  const serve = (settledAfter: number): Handler => {
    let looks = 0;
    return (request, response) => {
      if (request.url?.endsWith("/events")) return streams(event(1), "stay")(request, response);
      const isList = request.url?.startsWith("/api/v1/conversations/");
      if (!isList) looks += 1;
      const body = isList
        ? { items: [{ id: "x", answers: null }, reply], nextCursor: null }
        : { status: looks > settledAfter ? "settled" : "accepted" };
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
  };
  const { signal } = new AbortController();

  it("looks at the message beside the events, since its last step may write none", async () => {
    await withServer([serve(3)], async (url) => {
      const replies = await awaitReplies(clientOf(url), accepted, { waitMs: 20_000, signal, lookEveryMs: 5 });
      expect(replies).to.deep.equal([reply]);
    });
  });

  it("ends with nothing when the time runs out", async () => {
    await withServer([serve(Infinity)], async (url) => {
      expect(await awaitReplies(clientOf(url), accepted, { waitMs: 50, signal, lookEveryMs: 5 })).to.equal(null);
    });
  });
});
