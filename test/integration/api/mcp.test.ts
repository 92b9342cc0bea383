import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { startKeyAddingProxy } from "../../support/adding-key.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";

const tool = (name: string, call: Tool["call"]): Tool => ({
  name,
  origin: "embedded",
  description: `${name} of the tests`,
  parameters: { type: "object", properties: {} },
  resultSchema: null,
  manifest: null,
  idempotent: true,
  timeoutMs: 1_000,
  call,
});

/** Named as the conformance suite wants them. */
const tools = [
  tool("test_simple_text", async () => ({ value: "This is a simple text response for testing.", audit: {} })),
  tool("test_error_handling", async () => {
    throw new CaxtonError("tool.failed", "This tool intentionally returns an error for testing");
  }),
];

const connect = async (server: TestServer, key: string): Promise<Client> => {
  const client = new Client({ name: "test", version: "1.0.0" });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } }));
  return client;
};

const suite = fileURLToPath(
  new URL("../../../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url),
);
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/mcp/${name}`, import.meta.url));

/** What the conformance suite says, and how it ends. */
const conformance = async (
  url: string,
  revision: string,
): Promise<{ readonly code: unknown; readonly said: string }> => {
  const output = await mkdtemp(join(tmpdir(), "caxton-conformance-"));
  const register = new URL("../../support/conformance/register.mjs", import.meta.url).href;
  const options = ["--url", url, "--spec-version", revision, "--output-dir", output];
  const expected = ["--expected-failures", fixture(`${revision}.yml`)];
  const child = spawn(process.execPath, ["--import", register, suite, "server", ...options, ...expected]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.on("exit", resolve));
  await rm(output, { recursive: true, force: true });
  return { code, said };
};

describe("API: Caxton as an MCP server", function () {
  this.timeout(60_000);
  let server: TestServer;
  let client: Client;

  before(async () => {
    server = await startTestServer({ tools });
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    client = await connect(server, server.adminKey);
  });

  after(async () => {
    await client.close();
    await server.stop();
  });

  it("offers the tools, and the capabilities as tools", async () => {
    const { tools: listed } = await client.listTools();
    expect(listed.map(({ name }) => name)).to.deep.equal(["test_error_handling", "test_simple_text", "ask_greeting"]);
  });

  it("lets a client ask an agent, and read the conversation", async () => {
    const answer = await client.callTool({ name: "ask_greeting", arguments: { request: "Hello" } });
    expect(answer.isError ?? false).to.equal(false);
    const { conversationId, replies } = answer.structuredContent as any;
    expect(replies).to.deep.equal([{ agent: "agent:Greeter", performative: "inform", content: "Greeter heard you" }]);
    const uri = `caxton://conversations/${conversationId}`;
    const { contents } = await client.readResource({ uri });
    const conversation = JSON.parse((contents[0] as { text: string }).text);
    expect(conversation.messages).to.have.length(2);
    expect(conversation.messages[0]).to.deep.include({ sender: "user:admin", content: "Hello" });
    const { resources } = await client.listResources();
    expect(resources.map((each) => each.uri)).to.include(uri);
  });

  it("tells the model what went wrong with a call, with the code and what to do", async () => {
    const failed = await client.callTool({ name: "test_error_handling", arguments: {} });
    expect(failed.isError).to.equal(true);
    expect(JSON.stringify(failed.content)).to.include("tool.failed: This tool intentionally");
    const empty = await client.callTool({ name: "ask_greeting", arguments: {} });
    expect(JSON.stringify(empty.content)).to.include("tool.invalid_arguments");
  });

  it("lets a viewer look and not touch, and nobody in without a key", async () => {
    const created = await server.call("POST", "/api/v1/api-keys", { body: { name: "looker", role: "viewer" } });
    const viewer = await connect(server, created.body.secret);
    expect((await viewer.listTools()).tools).to.have.length(3);
    const refused = await viewer.callTool({ name: "test_simple_text", arguments: {} });
    expect(JSON.stringify(refused.content)).to.include("security.forbidden");
    await viewer.close();
    const stranger = await fetch(`${server.url}/mcp`, { method: "POST", body: "{}" });
    expect(stranger.status).to.equal(401);
    expect(stranger.headers.get("www-authenticate")).to.match(/^Bearer/);
  });

  it("lets an agent's key ask in its agent's name, and see its own conversations only", async () => {
    const foreign = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-reply" } });
    const agent = await connect(server, await server.keyFor("agent", "Stranger"));
    const ask = async (more: object): Promise<string> =>
      JSON.stringify(await agent.callTool({ name: "ask_greeting", arguments: { request: "Hello", ...more } }));
    expect(await ask({ conversationId: foreign.body.id })).to.include("security.forbidden");
    expect((await agent.listResources()).resources).to.deep.equal([]);
    const id = /"conversationId":"([^"]+)"/.exec(await ask({}))?.[1] ?? "";
    const uris = (await agent.listResources()).resources.map(({ uri }) => uri);
    expect(uris).to.deep.equal([`caxton://conversations/${id}`]);
    await agent.readResource({ uri: uris[0] ?? "" });
    const others = agent.readResource({ uri: `caxton://conversations/${foreign.body.id}` });
    expect(await others.then(String, String)).to.include("conversations of agent:Stranger");
    const direct = await agent.callTool({ name: "test_simple_text", arguments: {} });
    expect(JSON.stringify(direct.content)).to.include("security.forbidden");
    await agent.close();
  });

  for (const revision of ["2025-11-25", "2026-07-28"]) {
    it(`conforms to ${revision}, but for what the list of expected failures names`, async () => {
      const proxy = await startKeyAddingProxy(server.url, server.adminKey);
      const { code, said } = await conformance(`${proxy.url}/mcp`, revision);
      await proxy.close();
      expect(code, said.slice(-3_000)).to.equal(0);
    });
  }
});
