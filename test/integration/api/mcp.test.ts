import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { startKeyAddingProxy } from "../../support/adding-key.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";
import { eventually } from "../../support/server-process.ts";

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

const progressMs = 20;

/** What became of the calls of `waits_for_ever`. */
const ended: string[] = [];

/** Named as the conformance suite wants them, but for the last. */
const tools = [
  tool("test_simple_text", async () => ({ value: "This is a simple text response for testing.", audit: {} })),
  tool("test_error_handling", async () => {
    throw new CaxtonError("tool.failed", "This tool intentionally returns an error for testing");
  }),
  // Long enough for the server to tell of it between its beginning and its end.
  tool("test_tool_with_progress", async () => {
    await sleep(progressMs * 3);
    return { value: "done", audit: {} };
  }),
  tool("waits_for_ever", async (_args, { signal }) => {
    await once(signal, "abort");
    ended.push(signal.reason instanceof Error ? signal.reason.name : "unknown");
    throw new CaxtonError("tool.cancelled", "It was cancelled.");
  }),
];

/** `legacy` is a revision of 2025. */
const connect = async (server: TestServer, key: string, mode: "auto" | "legacy" = "auto"): Promise<Client> => {
  const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
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
  this.timeout(120_000);
  let server: TestServer;
  let client: Client;

  before(async () => {
    server = await startTestServer({ tools, limits: { progressMs } });
    await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    client = await connect(server, server.adminKey);
  });

  after(async () => {
    await client.close();
    await server.stop();
  });

  it("offers the tools, and the capabilities as tools", async () => {
    const { tools: listed } = await client.listTools();
    // Those of the memory come after them.
    expect(listed.slice(0, 5).map(({ name }) => name)).to.deep.equal([
      "test_error_handling",
      "test_simple_text",
      "test_tool_with_progress",
      "waits_for_ever",
      "ask_greeting",
    ]);
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

  for (const mode of ["auto", "legacy"] as const) {
    describe(`a long call by a client of ${mode === "auto" ? "2026-07-28" : "2025-11-25"}`, () => {
      let caller: Client;
      before(async () => {
        caller = await connect(server, server.adminKey, mode);
        expect(caller.getProtocolEra()).to.equal(mode === "auto" ? "modern" : "legacy");
      });
      after(async () => caller.close());

      it("is told of while it goes on", async () => {
        const told: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
        const onprogress = (each: (typeof told)[number]): void => void told.push(each);
        const answer = await caller.callTool({ name: "test_tool_with_progress", arguments: {} }, { onprogress });
        expect(answer.isError ?? false).to.equal(false);
        expect(told.length).to.be.at.least(3);
        expect(told.map(({ progress }) => progress)).to.deep.equal(
          told.map(({ progress }) => progress).toSorted((a, b) => a - b),
        );
        expect(told[0]).to.deep.include({ total: 1, message: "test_tool_with_progress: begins" });
        expect(told.at(-1)?.message).to.equal("test_tool_with_progress: ends");
      });

      it("ends in the server when it is taken back", async () => {
        const before = ended.length;
        const abort = new AbortController();
        const onprogress = (): void => abort.abort();
        const call = caller.callTool({ name: "waits_for_ever", arguments: {} }, { signal: abort.signal, onprogress });
        expect(await call.then(String, (thrown: Error) => thrown.name)).to.not.include("object");
        await eventually(async () => (ended.length > before ? true : null));
        // It would have ended by itself after a second, as a time-out.
        expect(ended.at(-1)).to.not.equal("TimeoutError");
      });

      it("cancels the conversation that it opened when it is taken back", async () => {
        const cancellations = async (): Promise<readonly any[]> =>
          (await server.call("GET", "/api/v1/events?kind=conversation.cancelled")).body.items;
        const before = (await cancellations()).length;
        server.workflows.hold();
        const abort = new AbortController();
        const onprogress = (): void => abort.abort();
        const call = caller.callTool(
          { name: "ask_greeting", arguments: { request: "Hello" } },
          { signal: abort.signal, onprogress },
        );
        await call.catch(() => undefined);
        const cancelled = await eventually(async () => {
          const all = await cancellations();
          return all.length > before ? all[0] : null;
        });
        server.workflows.letGo();
        const { body } = await server.call("GET", `/api/v1/conversations/${cancelled.conversationId}`);
        expect(body).to.deep.include({ outcome: "cancelled", initiator: "user:admin" });
      });
    });
  }

  it("waits for a reply no longer than the caller prefers", async () => {
    server.workflows.hold();
    const headers = { authorization: `Bearer ${server.adminKey}`, prefer: "wait=0" };
    const hasty = new Client({ name: "test", version: "1.0.0" });
    await hasty.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } }));
    const answer = await hasty.callTool({ name: "ask_greeting", arguments: { request: "Hello" } });
    expect(JSON.stringify(answer.content)).to.include("tool.timeout: No reply arrived in time");
    server.workflows.letGo();
    await hasty.close();
  });

  it("completes the ids of conversations", async () => {
    const { body } = await server.call("POST", "/api/v1/conversations", { body: { protocol: "request-reply" } });
    const ref = { type: "ref/resource" as const, uri: "caxton://conversations/{id}" };
    const complete = async (value: string): Promise<readonly string[]> =>
      (await client.complete({ ref, argument: { name: "id", value } })).completion.values;
    expect(await complete(body.id.slice(0, 6))).to.deep.equal([body.id]);
    expect(await complete("")).to.include(body.id);
    expect(await complete("none")).to.deep.equal([]);
    const stranger = await connect(server, await server.keyFor("agent", "Nobody"));
    expect((await stranger.complete({ ref, argument: { name: "id", value: "" } })).completion.values).to.deep.equal([]);
    await stranger.close();
  });

  it("lets a viewer look and not touch, and nobody in without a key", async () => {
    const created = await server.call("POST", "/api/v1/api-keys", { body: { name: "looker", role: "viewer" } });
    const viewer = await connect(server, created.body.secret);
    expect((await viewer.listTools()).tools.map(({ name }) => name)).to.include("ask_greeting");
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
