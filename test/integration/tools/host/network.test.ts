import { expect } from "chai";
import * as zlib from "node:zlib";
import { codeOf } from "./support.ts";
import { useWeb } from "./web.ts";

describe("http_request: grants", function () {
  this.timeout(120_000);
  const web = useWeb();
  const { ask, own, url } = web;

  describe("granted requests", () => {
    it("makes the request, and audits one use of the grant", async () => {
      const { head, body, uses } = await ask();
      expect(head).to.deep.include({ ok: true, status: 200, truncated: false, url: url() });
      expect(body).to.equal("you asked for /a");
      expect(uses).to.deep.equal([{ grant: "network", target: `GET http://here.test:${web.port}`, allowed: true }]);
    });

    it("sends the body and headers, decodes the answer, and accepts an answer to HEAD without a body", async () => {
      web.answer = (request, response) => {
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

    it("decodes every content coding that it asks for", async () => {
      let asked = "";
      const coders: Record<string, (bytes: Buffer) => Buffer> = {
        gzip: zlib.gzipSync,
        br: zlib.brotliCompressSync,
        deflate: zlib.deflateSync,
        zstd: (zlib as any).zstdCompressSync,
      };
      web.answer = (request, response) => {
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

  describe("refused requests", () => {
    it("refuses and audits another host, port or method, and everything without a grant", async () => {
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
      // A lookup alone would tell a name server something.
      expect(web.lookups).to.deep.equal([]);
    });

    it("refuses other URL schemes, credentials in the URL, headers of the connection and tunnels as invalid arguments", async () => {
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
        `http://me:you@here.test:${web.port}/`,
        `http://here.test:${web.port}/${"x".repeat(20_000)}`,
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
});
