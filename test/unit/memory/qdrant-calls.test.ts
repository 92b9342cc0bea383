/** How Qdrant's driver handles failed requests. */
import { expect } from "chai";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import { createQdrantCalls, type QdrantAddress, type QdrantCalls } from "../../../src/memory/qdrant/calls.ts";

type Answering = (request: IncomingMessage, response: ServerResponse, number: number) => void;

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};

/** @param more settings of the client; by default it waits a minute for each answer */
const withServer = async (
  answer: Answering,
  work: (calls: QdrantCalls) => Promise<unknown>,
  more: Partial<QdrantAddress> = {},
): Promise<number> => {
  let number = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => answer(request, response, number++));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await work(createQdrantCalls({ url: `http://127.0.0.1:${port}`, apiKey: "hush-hush", collection: "c", ...more }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return number;
};

const write = async ({ write: doWrite }: QdrantCalls): Promise<CaxtonError | null> =>
  doWrite({ upserts: [], removed: [7] }).then(
    () => null,
    (thrown: unknown) => thrown as CaxtonError,
  );

const refusalOf = async (
  answer: Answering,
  code = "memory.unavailable",
  more: Partial<QdrantAddress> = {},
): Promise<string> => {
  let said = "";
  const work = async (calls: QdrantCalls): Promise<void> => {
    const thrown = await write(calls);
    expect(thrown).to.have.property("code", code);
    said = `${thrown?.message} ${thrown?.hint}`;
  };
  await withServer(answer, work, more);
  expect(said).not.to.include("hush-hush");
  return said;
};

const completed = { result: [{ operation_id: 1, status: "completed" }], status: "ok", time: 0 };

describe("requests to Qdrant", () => {
  it("are repeated once if the connection broke", async () => {
    const made = await withServer(
      (request, response, number) => (number === 0 ? request.socket.destroy() : json(response, 200, completed)),
      async (calls) => expect(await write(calls)).to.equal(null),
    );
    expect(made).to.equal(2);
  });

  it("are not repeated twice", async () => {
    let made = 0;
    const said = await refusalOf((request) => {
      made += 1;
      request.socket.destroy();
    });
    expect(said).to.include("does not answer");
    expect(made).to.equal(2);
  });

  it("fail if they were accepted but not applied", async () => {
    const late = { ...completed, result: [{ operation_id: 1, status: "wait_timeout" }] };
    expect(await refusalOf((_, response) => json(response, 200, late))).to.include("wait_timeout");
  });

  it("time out", async () => {
    expect(await refusalOf(() => undefined, "memory.unavailable", { timeoutMs: 50 }))
      .to.include("does not answer")
      .and.to.include("busy");
  });

  it("report Qdrant's message and a hint", async () => {
    const error = (status: number, said: string) => async (): Promise<string> =>
      refusalOf((_, response) => json(response, status, { status: { error: said }, time: 0 }));
    expect(await error(507, "No space left")())
      .to.include("507: No space left")
      .and.to.include("disk is full");
    expect(await error(429, "Rate limit")())
      .to.include("Rate limit")
      .and.to.include("no more requests");
    expect(await error(413, "Payload too large")()).to.include("max_request_size_mb");
    expect(await error(500, "Panic")())
      .to.include("500: Panic")
      .and.to.include("log of the server");
    const rejected = await refusalOf((_, response) => void response.writeHead(403).end("no"), "memory.unusable");
    expect(rejected).to.include("QDRANT_API_KEY");
  });

  it("report a proxy's own message", async () => {
    const said = await refusalOf((_, response) => void response.writeHead(502).end("<html>Bad Gateway</html>"));
    expect(said).to.include("502").and.to.include("Bad Gateway");
  });
});
