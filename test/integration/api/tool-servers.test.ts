/** Remote MCP servers in the API: a running program, an unreachable server, and tool names that may still become known. */
import { expect } from "chai";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { closeAll, httpSettings, start, stdioSettings, until, type UnderTest } from "../tools/remote/support.ts";

describe("API: remote MCP servers", function () {
  this.timeout(120_000);
  let remote: UnderTest;
  let server: TestServer;

  before(async () => {
    remote = start([
      stdioSettings({}, { name: "here" }),
      httpSettings("http://127.0.0.1:9/mcp?key=hidden", {}, { name: "away" }),
    ]);
    server = await startTestServer({ remote });
    await until(
      () => remote.status().state,
      (state) => state === "ready",
    );
    await until(
      () => remote.servers()[1]?.error ?? null,
      (error) => error !== null,
    );
  });

  after(async () => {
    await server.stop();
    await closeAll();
  });

  it("lists each server with its state, its tools and its error", async () => {
    const { status, body } = await server.call("GET", "/api/v1/tool-servers");
    expect(status).to.equal(200);
    const [away, here] = body.items;
    expect(here).to.deep.include({ name: "here", transport: "stdio", state: "ready", error: null, truncated: false });
    expect(here.tools).to.deep.equal(remote.tools().map(({ name }) => name));
    expect(here.tools).to.include("here__echo");
    expect(here.protocolVersion).to.match(/^\d{4}-\d\d-\d\d$/);
    expect(away).to.deep.include({ name: "away", transport: "http", address: "http://127.0.0.1:9/mcp", tools: [] });
    expect(away.state).to.equal("connecting");
    expect(away.error).to.be.a("string");
    expect(JSON.stringify(body)).not.to.include("hidden");
    const tools = await server.call("GET", "/api/v1/tools");
    const echo = tools.body.items.find(({ name }: { readonly name: string }) => name === "here__echo");
    expect(echo).to.deep.include({ origin: "remote", sandboxed: false });
  });

  it("refreshes a server for operators, and refuses viewers and unknown servers", async () => {
    const { status, body } = await server.call("POST", "/api/v1/tool-servers/here/refresh");
    expect([status, body.state]).to.deep.equal([200, "ready"]);
    const away = await server.call("POST", "/api/v1/tool-servers/away/refresh");
    expect([away.status, away.body.state]).to.deep.equal([200, "connecting"]);
    const viewer = await server.keyFor("viewer");
    expect((await server.call("GET", "/api/v1/tool-servers", { key: viewer })).status).to.equal(200);
    const refused = await server.call("POST", "/api/v1/tool-servers/here/refresh", { key: viewer });
    expect([refused.status, refused.body.code]).to.deep.equal([403, "security.forbidden"]);
    const unknown = await server.call("POST", "/api/v1/tool-servers/heer/refresh");
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, "tool.not_found"]);
    expect(unknown.body.hint).to.include("here");
  });

  it("treats a tool name as possible if its server has not listed its tools yet", () => {
    expect(remote.mayProvide("away__search")).to.equal(true);
    expect(remote.mayProvide("here__nothing")).to.equal(false);
    expect(remote.mayProvide("nowhere__search")).to.equal(false);
  });
});
