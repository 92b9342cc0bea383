import { expect } from "chai";
import { gzipSync } from "node:zlib";
import { readyReport, sendRaw, startTestServer, type TestServer } from "../../support/api-server.ts";

const message = { performative: "request", targetCapability: "greeting", content: "Hello" };

describe("API: HTTP", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  const head = (length: number, type = "application/json"): string =>
    `POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.adminKey}\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\n`;

  it("refuses a body over the limit without waiting for it", async () => {
    const started = performance.now();
    // The request announces ten megabytes and does not send them.
    const answer = sendRaw(server.port, `${head(10_000_000)}\r\n{`);
    const text = await answer;
    expect(text).to.match(/^HTTP\/1.1 413 /);
    expect(text).to.contain('"request.too_large"');
    expect(performance.now() - started).to.be.below(15_000);
  });

  it("answers 413 to a body of ten megabytes, with or without a Content-Length", async () => {
    const body = JSON.stringify({ ...message, content: "x".repeat(10_000_000) });
    const plain = await server.call("POST", "/api/v1/messages", { body, type: "application/json" });
    expect([plain.status, plain.body.code]).to.deep.equal([413, "request.too_large"]);
    const response = await fetch(`${server.url}/api/v1/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.adminKey}`, "content-type": "application/json" },
      body: new Blob([body]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(response.status).to.equal(413);
    await response.text();
  });

  it("answers 413 to a small compressed body that is too large when decompressed", async () => {
    const packed = gzipSync(JSON.stringify({ ...message, content: "x".repeat(10_000_000) }));
    expect(packed.length).to.be.below(100_000);
    const response = await fetch(`${server.url}/api/v1/messages`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${server.adminKey}`,
        "content-type": "application/json",
        "content-encoding": "gzip",
      },
      body: packed,
    });
    expect(response.status).to.equal(413);
    await response.text();
  });

  it("refuses JSON that is nested too deeply", async () => {
    const body = `{"performative":"request","targetCapability":"greeting","content":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const answer = await server.call("POST", "/api/v1/messages", { body, type: "application/json" });
    expect([answer.status, answer.body.code]).to.deep.equal([422, "request.invalid"]);
    expect(answer.body.detail).to.contain("deeper");
  });

  const malformed: readonly (readonly [string, string])[] = [
    ["cut short", '{"performative":'],
    ["no JSON", "performative=request"],
    ["with a trailing comma", '{"performative":"request",}'],
  ];
  for (const [what, body] of malformed) {
    it(`answers 400 to a body that is ${what}`, async () => {
      const answer = await server.call("POST", "/api/v1/messages", { body, type: "application/json" });
      expect([answer.status, answer.body.code]).to.deep.equal([400, "request.malformed"]);
      expect(answer.headers.get("content-type")).to.equal("application/problem+json");
    });
  }

  for (const body of ["", "null", "[]", '"text"', "7"]) {
    it(`answers 422 to a body that is ${body === "" ? "missing" : body}`, async () => {
      const answer = await server.call("POST", "/api/v1/messages", { body, type: "application/json" });
      expect([answer.status, answer.body.code]).to.deep.equal([422, "request.invalid"]);
    });
  }

  it("answers 415 to an unknown format, and lists the formats that it accepts", async () => {
    const answer = await server.call("POST", "/api/v1/agents", { body: "<agent/>", type: "application/xml" });
    expect([answer.status, answer.body.code]).to.deep.equal([415, "request.unsupported_media_type"]);
    expect(answer.body.facts.takes).to.deep.equal([
      "text/markdown",
      "application/yaml",
      "application/json",
      "multipart/form-data",
    ]);
    const charset = await server.call("POST", "/api/v1/messages", {
      body: "{}",
      type: "application/json; charset=klingon",
    });
    expect(charset.status).to.equal(415);
  });

  it("answers 404 to an unknown path, and 405 with Allow to an unknown method", async () => {
    const nothing = await server.call("GET", "/api/v1/nothing");
    expect([nothing.status, nothing.body.code]).to.deep.equal([404, "request.not_found"]);
    expect((await server.call("GET", "/api/v1/agents/")).status).to.equal(404);
    const method = await server.call("PATCH", "/api/v1/agents/Greeter");
    expect([method.status, method.body.code]).to.deep.equal([405, "request.method_not_allowed"]);
    expect(method.headers.get("allow")).to.equal("DELETE, GET, HEAD, OPTIONS, PUT");
    const options = await server.call("OPTIONS", "/api/v1/messages");
    expect([options.status, options.headers.get("allow")]).to.deep.equal([204, "OPTIONS, POST"]);
  });

  it("answers HEAD like GET without the body", async () => {
    const { status, body, headers } = await server.call("HEAD", "/api/v1/agents");
    expect([status, body]).to.deep.equal([200, ""]);
    expect(headers.get("content-type")).to.contain("application/json");
  });

  it("answers 400 to a wrongly encoded path and to text that is not HTTP, and 431 to headers that are too large", async () => {
    const { status, body } = await server.call("GET", "/api/v1/agents/%E0%A4%A");
    expect([status, body.code]).to.deep.equal([400, "request.malformed"]);
    const raw = await sendRaw(server.port, "what is this\r\n\r\n");
    expect(raw).to.match(/^HTTP\/1.1 400 /);
    expect(raw).to.contain("application/problem+json");
    const large = await sendRaw(server.port, `GET / HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`);
    expect(large).to.match(/^HTTP\/1.1 431 /);
  });

  it("refuses unknown, repeated and invalid query parameters, and suggests the nearest name", async () => {
    const { status, body } = await server.call("GET", "/api/v1/agents?sate=running&limit=0");
    expect(status).to.equal(422);
    expect(body.errors[0]).to.include({ parameter: "sate", suggestion: "Did you mean state?" });
    expect(body.errors[1]).to.include({ parameter: "limit" });
    const twice = await server.call("GET", "/api/v1/agents?limit=1&limit=2");
    expect([twice.status, twice.body.errors[0].parameter]).to.deep.equal([422, "limit"]);
    for (const list of ["agents", "capabilities", "conversations", "events", "api-keys"]) {
      const answer = await server.call("GET", `/api/v1/${list}?cursor=made-up`);
      expect([answer.status, answer.body.code], list).to.deep.equal([422, "request.invalid"]);
      const [complaint] = answer.body.errors;
      expect([complaint.parameter, complaint.pointer], list).to.deep.equal(["cursor", undefined]);
    }
  });

  it("sets security headers and a request id, and does not name its software", async () => {
    const { headers } = await server.call("GET", "/api/v1/agents");
    expect(headers.get("x-powered-by")).to.equal(null);
    expect(headers.get("x-content-type-options")).to.equal("nosniff");
    expect(headers.get("x-frame-options")).to.equal("DENY");
    expect(headers.get("content-security-policy")).to.contain("default-src 'none'");
    expect(headers.get("x-request-id")).to.match(/^[0-9a-f-]{36}$/);
    const named = await server.call("GET", "/health", { headers: { "x-request-id": "mine-1" } });
    expect(named.headers.get("x-request-id")).to.equal("mine-1");
  });

  it("reports every request with its route as the OpenAPI document names it", async () => {
    const before = server.requests.length;
    await server.call("GET", "/api/v1/agents/nobody");
    await server.call("GET", "/nothing/here");
    await new Promise((resolve) => setImmediate(resolve));
    const told = server.requests.slice(before);
    expect(told.map(({ route, status, caller }) => [route, status, caller])).to.deep.equal([
      ["/api/v1/agents/{name}", 404, "admin"],
      ["unknown", 404, null],
    ]);
    expect(told[0]?.durationMs).to.be.above(0);
  });
});

describe("API: status and documentation", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  it("answers /health", async () => {
    const { status, body } = await server.call("GET", "/health", { key: null });
    expect([status, body]).to.deep.equal([200, { status: "ok" }]);
  });

  it("answers /ready, and says that the offline provider is not a language model", async () => {
    const { status, body } = await server.call("GET", "/ready", { key: null });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ ready: true, failing: [] });
    expect(body.llm).to.deep.equal({ provider: "offline", isLanguageModel: false, model: "offline" });
  });

  it("names the part that is not ready", async () => {
    const parts = readyReport.parts.map((part) =>
      part.name === "temporal" ? { ...part, ready: false, detail: "does not answer" } : part,
    );
    server.setReadiness({ ...readyReport, parts });
    const { status, body } = await server.call("GET", "/ready", { key: null });
    expect(status).to.equal(503);
    expect(body).to.deep.include({ ready: false, failing: ["temporal"] });
    server.setReadiness(readyReport);
  });

  it("serves the OpenAPI document, and a documentation page that loads nothing from other servers", async () => {
    const document = await server.call("GET", "/openapi.json", { key: null });
    expect(document.status).to.equal(200);
    expect(document.body.openapi).to.match(/^3\.0\./);
    const page = await server.call("GET", "/docs", { key: null });
    expect(page.status).to.equal(200);
    expect(page.headers.get("content-type")).to.contain("text/html");
    expect(page.headers.get("content-security-policy")).to.contain("script-src 'self'");
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links).to.have.length.above(2);
    for (const link of links) {
      expect(link).to.match(/^\/docs\//);
      expect((await server.call("GET", link, { key: null })).status, link).to.equal(200);
    }
    expect((await server.call("GET", "/", { key: null })).headers.get("location")).to.equal("/docs");
    expect((await server.call("GET", "/docs/assets/package.json", { key: null })).status).to.equal(404);
    expect((await server.call("GET", "/docs/assets/..%2fpackage.json", { key: null })).status).to.equal(404);
  });
});
