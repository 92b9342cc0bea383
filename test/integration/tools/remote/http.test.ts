/** Remote tools over Streamable HTTP, against servers of the same SDK on loopback. */
import { expect } from "chai";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { milliseconds } from "../../../../src/domain/quantities.ts";
import { startHttpServer, type HttpServer } from "../../../support/mcp/http-server.ts";
import { closeAll, httpSettings, start, startReady, until } from "./support.ts";

describe("remote servers over HTTP", () => {
  const servers: HttpServer[] = [];

  const serve = async (settings: Parameters<typeof startHttpServer>[0] = {}): Promise<HttpServer> => {
    const server = await startHttpServer(settings);
    servers.push(server);
    return server;
  };

  afterEach(async () => {
    await closeAll();
    await Promise.all(servers.splice(0).map(async (server) => server.close()));
  });

  const eras = ["2025", "2026"] as const;

  for (const era of eras) {
    it(`lists and calls tools of a server of ${era}`, async () => {
      const server = await serve({ era });
      const remote = await startReady(httpSettings(server.url));
      expect(remote.status()).to.deep.include({
        transport: "http",
        address: server.url,
        error: null,
        pid: null,
        protocolVersion: era === "2025" ? "2025-11-25" : "2026-07-28",
      });
      const { value, audit } = await remote.call("test__add", { a: 1, b: 2 });
      expect(value).to.deep.equal({ sum: 3 });
      expect(audit).to.deep.include({ server: "test", transport: "http", sandboxed: false });
      expect((await remote.refusal("test__fail")).code).to.equal("tool.reported_failure");
      expect((await remote.call("test__trace")).value).to.match(/^00-0af7651916cd43dd8448eb211c80319c-/);
      const both = await Promise.all([
        remote.call("test__echo", { text: "a" }),
        remote.call("test__echo", { text: "b" }),
      ]);
      expect(both.map((each) => each.value)).to.deep.equal(["a", "b"]);
    });

    it(`follows the list of a server of ${era}`, async () => {
      const server = await serve({ era });
      const remote = await startReady(httpSettings(server.url));
      if (era === "2026") {
        // The stream of changes is opened beside the first list.
        await until(
          async () => {
            server.notifyToolsChanged();
            return remote.call("test__grow", { name: "late" }).then(() => remote.tools().map(({ name }) => name));
          },
          (names) => names.includes("test__late"),
        );
      } else {
        await remote.call("test__grow", { name: "late" });
        await until(
          () => remote.tools().map(({ name }) => name),
          (names) => names.includes("test__late"),
        );
      }
      expect((await remote.call("test__late")).value).to.equal("called late");
    });

    it(`gives up and cancels calls of a server of ${era}`, async () => {
      const server = await serve({ era });
      const remote = await startReady(httpSettings(server.url, {}, { callTimeoutMs: milliseconds(400) }));
      expect((await remote.refusal("test__hang")).code).to.equal("tool.timeout");
      await until(
        () => server.state.cancelled,
        (cancelled) => cancelled === 1,
      );
      const stop = new AbortController();
      const refusal = remote.refusal("test__hang", {}, { signal: stop.signal });
      await until(
        () => server.state.calls.get("hang"),
        (calls) => calls === 2,
      );
      stop.abort();
      expect((await refusal).code).to.equal("tool.cancelled");
      await until(
        () => server.state.cancelled,
        (cancelled) => cancelled === 2,
      );
      expect((await remote.call("test__echo", { text: "still here" })).value).to.equal("still here");
    });

    it(`refuses results of a server of ${era} that are too large`, async () => {
      const server = await serve({ era });
      const remote = await startReady(httpSettings(server.url));
      const large = await remote.refusal("test__huge", { bytes: 100_000 });
      expect(large.code).to.equal("tool.invalid_result");
      const unread = await remote.refusal("test__huge", { bytes: 9_000_000 });
      expect(unread.code).to.equal("tool.invalid_result");
      expect(unread.hint).to.contain("max_result_size");
      expect((await remote.call("test__echo", { text: "on" })).value).to.equal("on");
    });
  }

  it("sends the headers of the configuration with every request", async () => {
    const server = await serve();
    const remote = await startReady(
      httpSettings(server.url, { Authorization: "Bearer t0ken-for-tests", "X-Team": "a" }),
    );
    await remote.call("test__echo", { text: "x" });
    expect(server.headers.length).to.be.greaterThan(3);
    for (const sent of server.headers) {
      expect(sent).to.include({ authorization: "Bearer t0ken-for-tests", "x-team": "a" });
    }
    expect(JSON.stringify([remote.servers(), remote.log])).not.to.contain("t0ken");
  });

  it("takes ten thousand tools in hand, but no more of them than it may", async () => {
    const server = await serve({ extra: 10_000, pageSize: 500 });
    const remote = await startReady(httpSettings(server.url, {}, { maxTools: 50 }));
    expect(remote.status().truncated).to.equal(true);
    expect(remote.tools().length + remote.status().refused.length).to.equal(50);
    const whole = await serve({ extra: 10_000, pageSize: 20_000 });
    const another = await startReady(httpSettings(whole.url, {}, { tools: ["tool-9999"] }));
    expect(another.status().tools).to.have.length(1);
  });

  it("begins a new session when the server has forgotten the old one, and sends the call again", async () => {
    const server = await serve();
    const remote = await startReady(httpSettings(server.url));
    await remote.call("test__echo", { text: "x" });
    server.forget();
    expect((await remote.call("test__grow", { name: "once" })).value).to.equal("grown");
    expect(server.state.calls.get("grow")).to.equal(1);
    expect(remote.status().state).to.equal("ready");
  });

  it("waits for a server that comes up later", async () => {
    const place = await startHttpServer();
    await place.close();
    const remote = start(httpSettings(place.url));
    const away = await until(remote.status, ({ error }) => error !== null);
    expect(away).to.include({ state: "connecting" });
    expect(away.error).to.contain("ECONNREFUSED");
    await serve({ port: place.port });
    await until(remote.status, ({ state }) => state === "ready");
    expect((await remote.call("test__add", { a: 1, b: 1 })).value).to.deep.equal({ sum: 2 });
  });

  it("keeps the tools of a server that goes away, and finds it again", async () => {
    const server = await startHttpServer();
    const remote = await startReady(httpSettings(server.url, {}, { callTimeoutMs: milliseconds(300) }));
    await server.close();
    const gone = await remote.refusal("test__add", { a: 1, b: 1 });
    expect(gone).to.include({ code: "tool.remote_unavailable", retryable: true });
    await until(remote.status, ({ state }) => state === "connecting");
    expect(remote.tools().map(({ name }) => name)).to.include("test__add");
    const still = await remote.refusal("test__add", { a: 1, b: 1 });
    expect(still.code).to.equal("tool.remote_unavailable");
    await serve({ port: server.port });
    await until(remote.status, ({ state }) => state === "ready");
    expect((await remote.call("test__add", { a: 1, b: 1 })).value).to.deep.equal({ sum: 2 });
  });

  it("says what a server that refuses it says", async () => {
    const server = await serve();
    server.intercept((_request, response) => {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end();
      return true;
    });
    const remote = start(httpSettings(server.url));
    const { error } = await until(remote.status, (status) => status.error !== null);
    expect(error).to.contain("401");
    server.intercept(null);
    await until(remote.status, ({ state }) => state === "ready");
    server.intercept((_request, response) => {
      response.writeHead(403).end("no");
      return true;
    });
    const refused = await remote.refusal("test__echo", { text: "x" });
    expect(refused).to.include({ code: "tool.remote_refused", retryable: false });
    expect(refused.message).to.contain("403");
    server.intercept((_request, response) => {
      response.writeHead(503).end("later");
      return true;
    });
    expect((await remote.refusal("test__echo", { text: "x" })).code).to.equal("tool.remote_unavailable");
  });

  it("follows no redirect to another host", async () => {
    const other = await serve();
    const server = await serve();
    const remote = await startReady(httpSettings(server.url, { Authorization: "Bearer t0ken-for-tests" }));
    server.intercept((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
      return true;
    });
    const refused = await remote.refusal("test__echo", { text: "x" });
    expect(refused.code).to.equal("tool.remote_refused");
    expect(refused.message).to.contain("not followed");
    expect(other.headers, "nobody asked the other host").to.have.length(0);
  });

  it("stops reading an answer that has no end, in every form", async () => {
    const server = await serve();
    const remote = await startReady(httpSettings(server.url, {}, { callTimeoutMs: milliseconds(60_000) }));
    const forms: readonly [string, (response: ServerResponse) => Buffer][] = [
      ["application/json", () => Buffer.alloc(1_000_000, "[")],
      ["text/event-stream", () => Buffer.from(`data: ${"x".repeat(1_000_000)}`)],
      [
        "text/event-stream",
        () => Buffer.from(': hello\n\nevent: message\ndata: {"jsonrpc":"2.0","method":"x"}\n\n'.repeat(9_000)),
      ],
      ["text/html", () => Buffer.alloc(1_000_000, "<br>")],
    ];
    for (const [type, piece] of forms) {
      let sent = 0;
      let ended = false;
      server.intercept((request, response) => {
        if (request.method !== "POST") return false;
        const body = piece(response);
        response.writeHead(200, { "content-type": type });
        response.on("close", () => {
          ended = true;
        });
        const more = (): void => {
          if (ended) return;
          sent += body.length;
          if (response.write(body)) setImmediate(more);
          else response.once("drain", more);
        };
        more();
        return true;
      });
      const refusal = await remote.refusal("test__echo", { text: "x" });
      expect(refusal.code, type).to.equal("tool.invalid_result");
      await until(
        () => ended,
        (is) => is,
      );
      expect(sent, type).to.be.lessThan(40_000_000);
      server.intercept(null);
      await until(remote.status, ({ state }) => state === "ready");
    }
    expect((await remote.call("test__echo", { text: "on" })).value).to.equal("on");
  });

  it("counts what a compressed answer becomes", async () => {
    const server = await serve();
    const remote = await startReady(httpSettings(server.url));
    const bomb = gzipSync(Buffer.alloc(200_000_000, " "), { level: 9 });
    server.intercept((request, response) => {
      if (request.method !== "POST") return false;
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
      return true;
    });
    const before = process.memoryUsage().rss;
    expect((await remote.refusal("test__echo", { text: "x" })).code).to.equal("tool.invalid_result");
    expect(process.memoryUsage().rss - before).to.be.lessThan(150_000_000);
  });

  it("is content with a server that knows no stream for notices", async () => {
    const server = await serve();
    let asked = 0;
    server.intercept((request, response) => {
      if (request.method !== "GET") return false;
      asked += 1;
      response.writeHead(404).end();
      return true;
    });
    const remote = await startReady(httpSettings(server.url));
    await until(
      () => asked,
      (times) => times > 0,
    );
    expect((await remote.call("test__echo", { text: "x" })).value).to.equal("x");
    await remote.refresh();
    expect(remote.status()).to.include({ state: "ready", error: null });
    expect(asked, "one session, one question").to.equal(1);
  });

  it("lets go of a server that accepts and says nothing", async () => {
    const open = new Set<ServerResponse>();
    const silent = createServer((_request, response) => {
      open.add(response);
      response.on("close", () => open.delete(response));
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const remote = start(httpSettings(`http://127.0.0.1:${port}/mcp`), { connectTimeout: 600 });
    await until(
      () => open.size,
      (size) => size > 0,
    );
    const status = await until(remote.status, ({ error }) => error !== null);
    expect(status.error).to.contain("timed out");
    await remote.close();
    await until(
      () => open.size,
      (size) => size === 0,
    );
    silent.closeAllConnections();
    await new Promise<void>((resolve) => silent.close(() => resolve()));
  });

  it("ends the session when it leaves, and lets nothing stay open", async () => {
    const server = await serve();
    const methods: (string | undefined)[] = [];
    server.intercept((request) => {
      methods.push(request.method);
      return false;
    });
    const remote = await startReady(httpSettings(server.url));
    await until(
      () => methods,
      (seen) => seen.includes("GET"),
    );
    await remote.close();
    expect(methods.at(-1)).to.equal("DELETE");
    expect((await remote.refusal("test__echo", { text: "x" })).code).to.equal("tool.remote_unavailable");
  });
});
