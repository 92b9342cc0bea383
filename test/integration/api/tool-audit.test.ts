import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";
import { aTool } from "../../support/tools.ts";

const grants = [{ grant: "network", target: "GET http://somewhere.test:80", allowed: false }];

const tools = [
  aTool("works", async () => ({ value: 1, audit: { fuel: 7, grants: [] } })),
  aTool("fails", async () => {
    throw new CaxtonError("tool.failed", "It broke.", { facts: { audit: { fuel: 5, grants } } });
  }),
];

describe("API: the audit of tool calls", function () {
  this.timeout(60_000);
  let server: TestServer;
  let viewerKey: string;
  let seen: number;

  before(async () => {
    server = await startTestServer({ tools });
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    viewerKey = await server.keyFor("viewer");
  });
  after(async () => server.stop());
  beforeEach(async () => {
    seen = await server.registry.events.newest();
  });

  /** The data of the events of this test, with the time, agent, conversation and trace. */
  const audited = async (): Promise<any[]> => {
    const events = await server.registry.events.after({ kind: "tool.called" }, seen, 100);
    return events.map(({ data, time, agent, conversationId, traceId }) => ({
      ...data,
      time,
      agent,
      conversationId,
      traceId,
    }));
  };

  it("records successful and failed calls over REST", async () => {
    const before = new Date().toISOString();
    await server.call("POST", "/api/v1/tools/works/call", { body: { arguments: {} } });
    const failed = await server.call("POST", "/api/v1/tools/fails/call", { body: { arguments: {} } });
    expect(failed.status).to.equal(502);
    const [first, second, ...others] = await audited();
    expect(others).to.deep.equal([]);
    expect(first).to.deep.include({
      via: "api",
      caller: "admin",
      tool: "works",
      origin: "embedded",
      ok: true,
      fuel: 7,
    });
    expect(first).to.deep.include({ agent: null, conversationId: null, error: null, grants: [] });
    expect(first.time >= before && first.time <= new Date().toISOString(), first.time).to.equal(true);
    expect(first.durationMs).to.be.at.least(0);
    expect(first.traceId).to.match(/^[0-9a-f]{32}$/);
    expect(second).to.deep.include({ tool: "fails", ok: false, fuel: 5, grants });
    expect(second.error).to.deep.equal({ code: "tool.failed", message: "It broke." });
  });

  it("records requests that are refused because of the role, an unknown tool or wrong arguments", async () => {
    const body = { arguments: {} };
    expect((await server.call("POST", "/api/v1/tools/works/call", { key: viewerKey, body })).status).to.equal(403);
    expect((await server.call("POST", "/api/v1/tools/absent/call", { body })).status).to.equal(404);
    expect((await server.call("POST", "/api/v1/tools/works/call", { body: {} })).status).to.equal(422);
    const events = await audited();
    expect(events.map(({ caller, tool: name, ok, error: { code } }) => [caller, name, ok, code])).to.deep.equal([
      ["viewer-of-the-tests", "works", false, "security.forbidden"],
      ["admin", "absent", false, "tool.not_found"],
      ["admin", "works", false, "request.invalid"],
    ]);
  });

  it("does not record requests without a valid key, because anybody could send any number of them", async () => {
    const answer = await server.call("POST", "/api/v1/tools/works/call", { key: null, body: { arguments: {} } });
    expect(answer.status).to.equal(401);
    expect(await audited()).to.deep.equal([]);
  });

  it("records calls over MCP of tools, agents and the memory, and refused calls", async () => {
    const connect = async (key: string): Promise<Client> => {
      const client = new Client({ name: "test", version: "1.0.0" });
      const headers = { authorization: `Bearer ${key}` };
      const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } });
      await client.connect(transport);
      return client;
    };
    const admin = await connect(server.adminKey);
    await admin.callTool({ name: "works", arguments: {} });
    await admin.callTool({ name: "fails", arguments: {} });
    const asked = await admin.callTool({ name: "ask_greeting", arguments: { request: "Hello" } });
    await admin.callTool({ name: "read_graph", arguments: {} });
    await admin.callTool({ name: "absent", arguments: {} }).catch(() => undefined);
    await admin.close();
    const viewer = await connect(viewerKey);
    await viewer.callTool({ name: "works", arguments: {} });
    await viewer.close();
    const events = await audited();
    expect(events.map(({ via }) => via)).to.deep.equal(events.map(() => "mcp"));
    expect(events.map(({ caller, tool: name, origin, error }) => [caller, name, origin, error?.code])).to.deep.equal([
      ["admin", "works", "embedded", undefined],
      ["admin", "fails", "embedded", "tool.failed"],
      ["admin", "ask_greeting", "capability", undefined],
      ["admin", "read_graph", "memory", undefined],
      ["admin", "absent", null, "tool.not_found"],
      ["viewer-of-the-tests", "works", "embedded", "security.forbidden"],
    ]);
    const { conversationId } = asked.structuredContent as { conversationId: string };
    expect(await server.registry.events.after({ kind: "tool.called" }, seen, 100)).to.satisfy((all: readonly any[]) =>
      all.some(({ data }) => data.conversationId === conversationId),
    );
  });
});
