import { expect } from "chai";
import type { Socket } from "node:net";
import * as zlib from "node:zlib";
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { watchProcessor } from "../../../support/processor.ts";
import { codeOf, guestOf, openFiles } from "./support.ts";
import { environment, useWeb } from "./web.ts";

describe("http_request: hostile servers", function () {
  this.timeout(120_000);
  const web = useWeb();
  const { ask, own, url } = web;

  const limits = { max_output: "100KB" };
  const rawUrl = (): string => `http://here.test:${web.rawPort}/`;

  it("reads a decompression bomb only up to the limit, with little memory and processor time", async () => {
    // A hundred members of a hundred megabytes each: 10 MB that become 10 GB.
    const member = zlib.gzipSync(Buffer.alloc(100_000_000));
    const bombs: Record<string, () => Buffer> = {
      gzip: () => Buffer.concat(Array.from({ length: 100 }, () => member)),
      br: () =>
        zlib.brotliCompressSync(Buffer.alloc(200_000_000), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
      deflate: () => zlib.deflateSync(Buffer.alloc(100_000_000)),
    };
    const zstd = (zlib as any).zstdCompressSync;
    if (zstd !== undefined) bombs["zstd"] = () => zstd(Buffer.alloc(200_000_000));
    for (const [coding, make] of Object.entries(bombs)) {
      const bomb = make();
      web.answer = (_request, response) => response.writeHead(200, { "content-encoding": coding }).end(bomb);
      const [rss, work] = [process.memoryUsage.rss(), watchProcessor()];
      const { head, body } = await ask({}, { grants: { network: [own()] }, limits });
      expect([head.truncated, body.length], coding).to.deep.equal([true, 100_000]);
      expect(process.memoryUsage.rss() - rss, coding).to.be.below(100_000_000);
      expect(work.usedMs(), coding).to.be.below(2_000);
    }
  });

  it("reads an endless body only up to the limit, and reports damaged answers", async () => {
    web.answer = (_request, response) => {
      const more = (): void => {
        while (response.writable && response.write("x".repeat(10_000)));
        response.once("drain", more);
      };
      more();
    };
    const { head, body } = await ask({}, { grants: { network: [own()] }, limits });
    expect([head.truncated, body.length]).to.deep.equal([true, 100_000]);
    web.answer = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip");
    expect(await codeOf(ask())).to.equal("tool.failed");
    for (const coding of ["gzip, gzip", "rot13"]) {
      web.answer = (_request, response) => response.writeHead(200, { "content-encoding": coding }).end("x");
      expect(await codeOf(ask()), coding).to.equal("tool.failed");
    }
    web.answer = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("x");
      setImmediate(() => response.destroy());
    };
    const broken = await ask();
    expect(broken.head.error).to.deep.equal({
      code: "tool.unavailable",
      message: `The exchange with here.test:${web.port} failed: the connection was closed in the middle.`,
    });
  });

  it("stops reading slow, endless and invalid answers in time, and closes their connections", async () => {
    const every = (ms: number, say: (socket: Socket) => void) => (socket: Socket) => {
      const timer = setInterval(() => say(socket), ms);
      socket.on("close", () => clearInterval(timer));
    };
    const lines: Record<string, [(socket: Socket) => void, string]> = {
      "drips its status line": [every(10, (socket) => socket.write("H")), "tool.failed"],
      "drips headers": [
        (socket) => {
          socket.write("HTTP/1.1 200 OK\r\n");
          every(10, () => socket.write("a"))(socket);
        },
        "tool.timeout",
      ],
      "says nothing": [() => undefined, "tool.timeout"],
      "says 100 for ever": [every(5, (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n")), "tool.timeout"],
      "drips its body": [
        (socket) => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
          every(10, () => socket.write("a"))(socket);
        },
        "tool.timeout",
      ],
      "switches protocols": [
        (socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
        "tool.unavailable",
      ],
      "sends headers without an end": [
        (socket) => {
          socket.write("HTTP/1.1 200 OK\r\n");
          every(1, () => socket.write(`a: ${"x".repeat(10_000)}\r\n`))(socket);
        },
        "tool.failed",
      ],
      smuggles: [
        (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        "tool.failed",
      ],
      "closes at once": [(socket) => socket.destroy(), "tool.unavailable"],
    };
    for (const [what, [say, expected]] of Object.entries(lines)) {
      web.speak = say;
      const started = performance.now();
      expect(await codeOf(ask({ url: rawUrl(), timeoutMs: 250 })), what).to.equal(expected);
      // Without a limit, each of these would never end.
      expect(performance.now() - started, what).to.be.below(15_000);
      while (web.sockets.size > 0) await new Promise((resume) => setTimeout(resume, 5));
    }
  });

  it("stops when the tool's call is aborted, and does not wait for name servers longer than the request's timeout", async () => {
    web.answer = () => undefined;
    const over = new AbortController();
    const reply = ask({}, { grants: { network: [own()] }, signal: over.signal });
    setTimeout(() => over.abort(), 50);
    expect(await codeOf(reply)).to.equal("tool.timeout");
    const slow = guestOf(
      "http_request",
      httpRequest({ resolve: async () => new Promise(() => undefined), environment }),
    );
    const started = performance.now();
    // These are more lookups than may run at once: those that wait for their turn also time out.
    const codes = await Promise.all(
      [1, 2, 3, 4].map(async () => codeOf(slow({ url: url(), timeoutMs: 100 }, { grants: { network: [own()] } }))),
    );
    expect(codes).to.deep.equal(Array.from({ length: 4 }, () => "tool.timeout"));
    // No name server ever answers.
    expect(performance.now() - started).to.be.below(15_000);
  });

  it("leaves no open files or timers after many requests", async () => {
    web.answer = (request, response) => {
      if (request.url === "/bomb")
        response.writeHead(200, { "content-encoding": "gzip" }).end(zlib.gzipSync(Buffer.alloc(5_000_000)));
      else if (request.url === "/round") response.writeHead(302, { location: "/round" }).end();
      else response.write("a");
    };
    const round = async (): Promise<void> => {
      await Promise.all(
        ["/bomb", "/round", "/slow"].map(async (path) =>
          ask({ url: url(path), timeoutMs: 40 }, { grants: { network: [own()] }, limits }),
        ),
      );
    };
    await round();
    const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === "Timeout").length;
    const [files, before] = [openFiles(), timers()];
    for (let left = 40; left > 0; left -= 1) await round();
    // A leak never goes away, so this loop then lasts until the test times out.
    while (openFiles() - files >= 10 || timers() - before >= 10) {
      await new Promise((resume) => setTimeout(resume, 5));
    }
  });
});
