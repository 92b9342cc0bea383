import { expect } from "chai";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Server as RawServer, type Socket } from "node:net";
import * as zlib from "node:zlib";
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { codeOf, guestOf, openFiles, type HostCallOptions, type Reply } from "./support.ts";
import { watchProcessor } from "../../../support/processor.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

describe("http_request", function () {
  this.timeout(120_000);
  let web: Server;
  let raw: RawServer;
  let port: number;
  let rawPort: number;
  /** What names resolve to, one answer after the other; the last stays. */
  let names: Record<string, readonly string[][]>;
  let lookups: string[];
  let answer: Handle;
  let speak: (socket: Socket) => void;
  const sockets = new Set<Socket>();

  const resolve = async (hostname: string): Promise<readonly string[]> => {
    lookups.push(hostname);
    const left = names[hostname] ?? [];
    const next = left.length > 1 ? (left as string[][]).shift() : left[0];
    if (next === undefined) throw new RangeError(`getaddrinfo ENOTFOUND ${hostname}`);
    return next;
  };
  const environment = {
    TOKEN: "s3cret-t0ken-value",
    SHORT: "abc",
    EMPTY: "",
    BROKEN: "a\r\nx: y",
    QUOTED: 'q"uoted-sécret',
  };
  const guest = guestOf("http_request", httpRequest({ resolve, environment }));

  const own = (more: object = {}) => ({
    host: "here.test",
    ports: [port, rawPort],
    methods: ["GET", "POST", "HEAD"],
    private: true,
    ...more,
  });
  const url = (path = "/a"): string => `http://here.test:${port}${path}`;
  const ask = async (head: object = {}, more: Partial<HostCallOptions> = {}): Promise<Reply> =>
    guest(
      { url: url(), method: "GET", headers: {}, timeoutMs: null, ...head },
      { grants: { network: [own()] }, ...more },
    );

  before(async () => {
    web = createServer((request, response) => answer(request, response));
    raw = createRawServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
      socket.once("data", () => speak(socket));
    });
    for (const server of [web, raw]) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    ({ port } = web.address() as AddressInfo);
    ({ port: rawPort } = raw.address() as AddressInfo);
  });

  after(() => {
    web.closeAllConnections();
    web.close();
    for (const socket of sockets) socket.destroy();
    raw.close();
  });

  beforeEach(() => {
    names = { "here.test": [["127.0.0.1"]] };
    lookups = [];
    answer = (request, response) => response.end(`you asked for ${request.url}`);
    speak = (socket) => socket.end();
  });

  describe("what is granted", () => {
    it("is asked, and audited once however often it is used", async () => {
      const { head, body, uses } = await ask();
      expect(head).to.deep.include({ ok: true, status: 200, truncated: false, url: url() });
      expect(body).to.equal("you asked for /a");
      expect(uses).to.deep.equal([{ grant: "network", target: `GET http://here.test:${port}`, allowed: true }]);
    });

    it("sends bodies and headers, and gives none of an answer to HEAD", async () => {
      answer = (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          response.setHeader("x-type", request.headers["content-type"] ?? "");
          response.setHeader("content-encoding", "gzip");
          if (request.method === "HEAD") response.end();
          else response.end(zlib.gzipSync(Buffer.concat(chunks)));
        });
      };
      const sent = await ask(
        { method: "post", headers: { "Content-Type": "text/plain" } },
        {
          body: "hello",
          grants: { network: [own()] },
        },
      );
      expect([sent.body, sent.head.headers["x-type"]]).to.deep.equal(["hello", "text/plain"]);
      expect(sent.head.headers).to.not.have.any.keys("content-encoding", "content-length");
      expect(await codeOf(ask({ method: "HEAD" }))).to.equal("ok");
    });

    it("understands every coding that it asks for", async () => {
      let asked = "";
      const coders: Record<string, (bytes: Buffer) => Buffer> = {
        gzip: zlib.gzipSync,
        br: zlib.brotliCompressSync,
        deflate: zlib.deflateSync,
        zstd: (zlib as any).zstdCompressSync,
      };
      answer = (request, response) => {
        asked = String(request.headers["accept-encoding"]);
        const coding = (request.url ?? "").slice(1);
        response.writeHead(200, { "content-encoding": coding }).end(coders[coding]?.(Buffer.from("as it was")));
      };
      await ask({ url: url("/gzip") });
      for (const coding of [...asked.split(", "), "deflate"]) {
        expect((await ask({ url: url(`/${coding}`) })).body, coding).to.equal("as it was");
      }
      expect(asked.split(", ")).to.include.members(["gzip", "br"]);
    });
  });

  describe("what is not granted", () => {
    it("is refused, and audited: host, port, method, and everything without a grant", async () => {
      for (const [head, grants] of [
        [{}, {}],
        [{ url: "http://elsewhere.test/" }, undefined],
        [{ url: "http://xhere.test/" }, { network: [own({ host: "*.here.test" })] }],
        [{ url: url() }, { network: [own({ host: "*.here.test" })] }],
        [{ url: "http://here.test/" }, undefined],
        [{ method: "DELETE" }, undefined],
        [{ method: "GET\r\nx: y" }, undefined],
      ] as const) {
        const reply = ask(head, grants === undefined ? {} : { grants });
        expect(await codeOf(reply), JSON.stringify(head)).to.equal("tool.grant_missing");
        expect((await reply).uses.at(-1)?.allowed).to.equal(false);
      }
      // Not even the name was looked up: that alone would tell somebody something.
      expect(lookups).to.deep.equal([]);
    });

    it("is refused before anything is sent: other schemes, credentials, headers of the connection, tunnels", async () => {
      for (const head of [
        ...[
          "file:///etc/passwd",
          "ftp://here.test/",
          "gopher://here.test/",
          "javascript:1",
          "//here.test/",
          "",
          7,
          null,
        ],
        `http://me:you@here.test:${port}/`,
        `http://here.test:${port}/${"x".repeat(20_000)}`,
      ].map((each) => ({ url: each }))) {
        expect(await codeOf(ask(head)), JSON.stringify(head).slice(0, 80)).to.equal("tool.invalid_arguments");
      }
      for (const headers of [
        { host: "other" },
        { Connection: "keep-alive" },
        { "Content-Length": "7" },
        { "transfer-encoding": "chunked" },
        { "proxy-authorization": "x" },
        { a: "b\r\nc: d" },
        { "a\r\nb": "c" },
        { "a b": "c" },
        { a: "\u2603" },
        { a: {} },
      ]) {
        expect(await codeOf(ask({ headers })), JSON.stringify(headers)).to.equal("tool.invalid_arguments");
      }
      for (const method of ["CONNECT", "TRACE", "track", {}]) {
        expect(await codeOf(ask({ method })), String(method)).to.equal("tool.invalid_arguments");
      }
    });
  });

  describe("addresses", () => {
    const everyone = () => ({ network: [{ host: "*", ports: [80, port], methods: ["GET"] }] });

    it("that are not public are refused, however they are written", async () => {
      for (const host of [
        ...[
          "127.0.0.1",
          "0x7f.1",
          "2130706433",
          "017700000001",
          "127.1",
          "0",
          "0.0.0.0",
          "%31%32%37.0.0.1",
          "①②⑦.0.0.1",
        ],
        ...["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "198.18.0.1", "192.0.0.192"],
        ...["168.63.129.16", "100.100.100.200", "224.0.0.1", "255.255.255.255", "240.0.0.1"],
        ...[
          "[::1]",
          "[::]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b:1::1]",
        ],
        ...["[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[fd00:ec2::254]"],
        ...["[2001:db8::5efe:7f00:1]", "[2600:1f18::5efe:10.0.0.1]", "[4000::1]"],
      ]) {
        expect(await codeOf(ask({ url: `http://${host}/` }, { grants: everyone() })), host).to.equal(
          "tool.grant_missing",
        );
      }
    });

    it("are all looked at: one that is private among public ones is enough to refuse", async () => {
      names = {
        "mixed.test": [["93.184.216.34", "127.0.0.1"]],
        "odd.test": [["not an address"]],
        "none.test": [[]],
        "scoped.test": [["fe80::1%eth0"]],
      };
      const code = async (name: string) => codeOf(ask({ url: `http://${name}/` }, { grants: everyone() }));
      expect(await code("mixed.test")).to.equal("tool.grant_missing");
      expect(await code("odd.test")).to.equal("tool.grant_missing");
      expect(await code("scoped.test")).to.equal("tool.grant_missing");
      expect(await code("none.test")).to.equal("tool.failed");
      expect(await code("unknown.test")).to.equal("tool.failed");
    });

    it("of metadata services are reached by their own name only, and nobody's ever that stand for many", async () => {
      for (const address of ["169.254.169.254", "168.63.129.16", "fd00:ec2::254", "fe80::1", "0.0.0.0", "224.0.0.1"]) {
        names = { "here.test": [[address]] };
        expect(await codeOf(ask()), address).to.equal("tool.grant_missing");
      }
      expect(
        await codeOf(ask({ url: `http://0.0.0.0:${port}/` }, { grants: { network: [own({ host: "0.0.0.0" })] } })),
      ).to.equal("tool.grant_missing");
      const literal = { network: [own({ host: "0x7f.0.0.1" })] };
      expect(await codeOf(ask({ url: `http://127.0.0.1:${port}/` }, { grants: literal }))).to.equal("ok");
    });

    it("are those that were checked, whatever the name says a moment later", async () => {
      names = { "here.test": [["127.0.0.1"], ["10.255.255.1"]] };
      expect(await codeOf(ask())).to.equal("ok");
      expect(lookups).to.deep.equal(["here.test"]);
      // First public, then private: the second lookup never happens, so the rebinding leads nowhere.
      names = { "rebound.test": [["93.184.216.34"], ["127.0.0.1"]] };
      let served = 0;
      answer = (_request, response) => response.end(String((served += 1)));
      const code = await codeOf(
        ask(
          { url: `http://rebound.test:${port}/`, timeoutMs: 300 },
          { grants: { network: [own({ host: "rebound.test", private: false })] } },
        ),
      );
      expect(["tool.timeout", "tool.unavailable"]).to.include(code);
      expect(served).to.equal(0);
    });
  });

  describe("redirects", () => {
    it("are checked like first requests: to private addresses, other ports, other schemes, names rebound", async () => {
      names["rebound.test"] = [["127.0.0.1"]];
      const targets: Record<string, string> = {
        "/address": `http://127.0.0.1:${port}/in`,
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/port": "http://here.test:22/",
        "/rebound": `http://rebound.test:${port}/in`,
        "/file": "file:///etc/passwd",
        "/user": `http://a:b@here.test:${port}/`,
        "/nothing": "http://",
      };
      let inside = 0;
      answer = (request, response) => {
        if (request.url === "/in") inside += 1;
        response.writeHead(302, { location: targets[request.url ?? ""] ?? "/" }).end();
      };
      const grants = { network: [own(), { host: "*", ports: [port, 80], methods: ["GET"] }] };
      for (const path of Object.keys(targets)) {
        const expected = ["/file", "/user", "/nothing"].includes(path) ? "tool.failed" : "tool.grant_missing";
        expect(await codeOf(ask({ url: url(path) }, { grants })), path).to.equal(expected);
      }
      expect(inside).to.equal(0);
    });

    it("are followed five times, and their endless bodies are not read", async () => {
      answer = (request, response) => {
        const left = Number((request.url ?? "").slice(1));
        if (left === 0) {
          response.end("there");
          return;
        }
        response.writeHead(302, { location: `/${left - 1}` });
        response.write("x".repeat(1_000));
      };
      expect((await ask({ url: url("/5") })).body).to.equal("there");
      expect(await codeOf(ask({ url: url("/6") }))).to.equal("tool.failed");
    });

    it("change the method as RFC 9110 has it, and the grants hold for the new one", async () => {
      answer = (request, response) => {
        const status = Number((request.url ?? "").slice(1));
        if (status > 0) {
          response.writeHead(status, { location: "/seen" }).end();
          return;
        }
        request.resume();
        const { method, headers } = request;
        response.end(JSON.stringify([method, headers["content-type"] ?? null, headers["content-length"] ?? null]));
      };
      const post = async (status: number, grants: object = { network: [own()] }) =>
        ask(
          { url: url(`/${status}`), method: "POST", headers: { "content-type": "text/plain" } },
          { body: "abc", grants },
        );
      for (const status of [301, 302, 303]) {
        expect(JSON.parse((await post(status)).body), String(status)).to.deep.equal(["GET", null, null]);
      }
      for (const status of [307, 308]) {
        expect(JSON.parse((await post(status)).body), String(status)).to.deep.equal(["POST", "text/plain", "3"]);
      }
      expect(await codeOf(post(303, { network: [own({ methods: ["POST"] })] }))).to.equal("tool.grant_missing");
    });
  });

  describe("secrets", () => {
    const token = (more: object = {}) => ({
      secrets: [{ name: "TOKEN", host: "here.test", prefix: "Bearer ", ...more }],
    });
    const both = () => ({ network: [own(), own({ host: "other.test" })], ...token() });

    it("go to their host and to no other, at redirects too, and so do the tool's own credentials", async () => {
      names["other.test"] = [["127.0.0.1"]];
      const seen: object[] = [];
      answer = (request, response) => {
        const { authorization, cookie, host, "x-own": mine } = request.headers;
        seen.push({ authorization, cookie, mine, host: host?.split(":")[0] });
        if (request.url === "/away") response.writeHead(307, { location: `http://other.test:${port}/` }).end();
        else response.end();
      };
      const { uses } = await ask(
        { url: url("/away"), headers: { cookie: "a=b", "x-own": "mine" } },
        { grants: both() },
      );
      expect(seen).to.deep.equal([
        { authorization: "Bearer s3cret-t0ken-value", cookie: "a=b", mine: "mine", host: "here.test" },
        { authorization: undefined, cookie: undefined, mine: "mine", host: "other.test" },
      ]);
      expect(uses.filter(({ grant }) => grant === "secrets")).to.deep.equal([
        { grant: "secrets", target: "TOKEN to here.test", allowed: true },
      ]);
      expect(JSON.stringify(uses)).to.not.include("s3cret");
    });

    it("cannot be replaced by the tool, nor seen in what a server echoes", async () => {
      answer = (request, response) => {
        const value = String(request.headers["authorization"]);
        response.setHeader("x-echo", value);
        response.end(`<${value}> ${JSON.stringify({ value })} ${encodeURIComponent(value)}`);
      };
      const { head, body } = await ask(
        { headers: { Authorization: "mine" } },
        { grants: { network: [own()], ...token() } },
      );
      expect(JSON.stringify(head) + body).to.not.include("s3cret-t0ken");
      expect(body).to.include("<Bearer [secret TOKEN]>");
      expect(head.headers["x-echo"]).to.equal("Bearer [secret TOKEN]");
      const quoted = await ask({}, { grants: { network: [own()], ...token({ name: "QUOTED", prefix: "" }) } });
      expect(quoted.body).to.not.include("uoted-s");
      // A cut in the middle leaves no beginning of it.
      answer = (request, response) => response.end(`12345678${String(request.headers["authorization"])}`);
      const cut = await ask({}, { grants: { network: [own()], ...token() }, limits: { max_output: "25B" } });
      expect(cut.body).to.equal("12345678Bearer ");
    });

    it("never cross the internet in clear text, and are named when they are missing", async () => {
      names["public.test"] = [["93.184.216.34"]];
      const grants = { network: [own({ host: "public.test", private: false })], ...token({ host: "public.test" }) };
      expect(await codeOf(ask({ url: `http://public.test:${port}/` }, { grants }))).to.equal("tool.grant_missing");
      for (const name of ["MISSING", "EMPTY", "BROKEN"]) {
        const reply = await ask({}, { grants: { network: [own()], ...token({ name }) } });
        expect(reply.head.error.code, name).to.equal("tool.failed");
        expect(reply.head.error.message).to.include(name).and.not.include("x: y");
      }
    });
  });

  describe("servers that mean harm", () => {
    const limits = { max_output: "100KB" };
    const rawUrl = (): string => `http://here.test:${rawPort}/`;

    it("send bombs: they are read up to the limit, and cost neither memory nor time", async () => {
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
        answer = (_request, response) => response.writeHead(200, { "content-encoding": coding }).end(bomb);
        const [rss, work] = [process.memoryUsage.rss(), watchProcessor()];
        const { head, body } = await ask({}, { grants: { network: [own()] }, limits });
        expect([head.truncated, body.length], coding).to.deep.equal([true, 100_000]);
        expect(process.memoryUsage.rss() - rss, coding).to.be.below(100_000_000);
        expect(work.usedMs(), coding).to.be.below(2_000);
      }
    });

    it("send without an end, or what is damaged", async () => {
      answer = (_request, response) => {
        const more = (): void => {
          while (response.writable && response.write("x".repeat(10_000)));
          response.once("drain", more);
        };
        more();
      };
      const { head, body } = await ask({}, { grants: { network: [own()] }, limits });
      expect([head.truncated, body.length]).to.deep.equal([true, 100_000]);
      answer = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip");
      expect(await codeOf(ask())).to.equal("tool.failed");
      for (const coding of ["gzip, gzip", "rot13"]) {
        answer = (_request, response) => response.writeHead(200, { "content-encoding": coding }).end("x");
        expect(await codeOf(ask()), coding).to.equal("tool.failed");
      }
      answer = (_request, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("x");
        setImmediate(() => response.destroy());
      };
      const broken = await ask();
      expect(broken.head.error).to.deep.equal({
        code: "tool.unavailable",
        message: `The exchange with here.test:${port} failed: the connection was closed in the middle.`,
      });
    });

    it("speak slowly, for ever, or no HTTP at all: each is left in time, and its connection closed", async () => {
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
        speak = say;
        const started = performance.now();
        expect(await codeOf(ask({ url: rawUrl(), timeoutMs: 250 })), what).to.equal(expected);
        // Each of them would go on for ever.
        expect(performance.now() - started, what).to.be.below(15_000);
        while (sockets.size > 0) await new Promise((resume) => setTimeout(resume, 5));
      }
    });

    it("are left when the tool's call is over, and name servers are not waited for", async () => {
      answer = () => undefined;
      const over = new AbortController();
      const reply = ask({}, { grants: { network: [own()] }, signal: over.signal });
      setTimeout(() => over.abort(), 50);
      expect(await codeOf(reply)).to.equal("tool.timeout");
      const slow = guestOf(
        "http_request",
        httpRequest({ resolve: async () => new Promise(() => undefined), environment }),
      );
      const started = performance.now();
      // More at once than are looked up at once: those that wait for their turn are not forgotten.
      const codes = await Promise.all(
        [1, 2, 3, 4].map(async () => codeOf(slow({ url: url(), timeoutMs: 100 }, { grants: { network: [own()] } }))),
      );
      expect(codes).to.deep.equal(Array.from({ length: 4 }, () => "tool.timeout"));
      // No name server ever answers.
      expect(performance.now() - started).to.be.below(15_000);
    });

    it("leave nothing behind after many rounds", async () => {
      answer = (request, response) => {
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
      // What is left for good is waited for in vain, until the test's time is up.
      while (openFiles() - files >= 10 || timers() - before >= 10) {
        await new Promise((resume) => setTimeout(resume, 5));
      }
    });
  });
});
