import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { startKeyAddingProxy } from "../../support/adding-key.ts";
import { greeterFile, startTestServer, type TestServer } from "../../support/api-server.ts";
import { aTool } from "../../support/tools.ts";
import { guest } from "../../support/guests.ts";
import { eventually } from "../../support/server-process.ts";

const progressMs = 20;

/** What became of the calls of `waits_for_ever`. */
const ended: string[] = [];

const picture = { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" };
const embedded = {
  type: "resource",
  resource: { uri: "test://embedded", mimeType: "text/plain", text: "This is an embedded resource content." },
};

/** Named as the conformance suite wants them, but for the last. */
const tools = [
  aTool("test_simple_text", async () => ({ value: "This is a simple text response for testing.", audit: {} })),
  aTool("test_error_handling", async () => {
    throw new CaxtonError("tool.failed", "This tool intentionally returns an error for testing");
  }),
  // Long enough for the server to tell of it between its beginning and its end.
  aTool("test_tool_with_progress", async () => {
    await sleep(progressMs * 3);
    return { value: "done", audit: {} };
  }),
  aTool("test_image_content", async () => ({ value: [picture], audit: {} })),
  aTool("test_audio_content", async () => ({
    value: [{ type: "audio", data: "UklGRg==", mimeType: "audio/wav" }],
    audit: {},
  })),
  aTool("test_embedded_resource", async () => ({ value: [embedded], audit: {} })),
  aTool("test_multiple_content_types", async () => ({
    value: [{ type: "text", text: "Multiple content types test:" }, picture, embedded],
    audit: {},
  })),
  aTool("waits_for_ever", async (_args, { signal }) => {
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
    server = await startTestServer({ tools, limits: { progressMs, listMs: 20 } });
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
    expect(listed.slice(0, 9).map(({ name }) => name)).to.deep.equal([
      "test_audio_content",
      "test_embedded_resource",
      "test_error_handling",
      "test_image_content",
      "test_multiple_content_types",
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

  it("gives pictures, sound and resources as MCP has them", async () => {
    const { content } = await client.callTool({ name: "test_multiple_content_types", arguments: {} });
    expect(content).to.deep.equal([{ type: "text", text: "Multiple content types test:" }, picture, embedded]);
    const simple = await client.callTool({ name: "test_simple_text", arguments: {} });
    expect(simple.content).to.deep.equal([{ type: "text", text: "This is a simple text response for testing." }]);
  });

  it("offers the capabilities as prompts", async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name, arguments: args }) => [name, args?.map((each) => each.name)])).to.deep.equal([
      ["ask_greeting", ["request"]],
    ]);
    const { messages } = await client.getPrompt({ name: "ask_greeting", arguments: { request: "Hello, you" } });
    expect(JSON.stringify(messages)).to.include("ask_greeting").and.include("Hello, you");
    for (const name of ["ask_greeting", "ask_nothing"]) {
      expect(await client.getPrompt({ name }).then(String, (error: Error) => error.message), name).to.match(
        /needs the argument request|There is no prompt/,
      );
    }
  });

  it("gives every capability a tool with a name of its own, and none that an uploaded tool can take", async () => {
    const long = "a".repeat(59);
    const capabilities = ["x.y", "x_y", `${long}.first`, `${long}.second`];
    const file = `---\nname: Many\ncapabilities: [${capabilities.join(", ")}]\n---\nYou do many things.\n`;
    await server.call("POST", "/api/v1/agents", { body: file, type: "text/markdown" });
    const named = (await client.listTools()).tools.map(({ name }) => name).filter((name) => /^ask_[xa]/.test(name));
    expect(named).to.have.length(4);
    expect(new Set(named).size).to.equal(4);
    expect(named).to.include("ask_x_y");
    for (const name of named) expect(name.length).to.be.at.most(64);
    // The same whatever else there is: a client that kept the list reaches what it meant.
    await server.call("PUT", "/api/v1/agents/Many", {
      body: file.replace(capabilities.join(", "), `x.y, ${long}.second`),
      type: "text/markdown",
    });
    const left = (await client.listTools()).tools.map(({ name }) => name).filter((name) => named.includes(name));
    expect(left).to.have.length(2);
    await server.call("DELETE", "/api/v1/agents/Many");
    for (const name of ["ask_greeting", "ask_x", "create_entities", "open_nodes"]) {
      const form = new FormData();
      const manifest = { name, description: "Mine", inputSchema: { type: "object" } };
      form.set("manifest", new Blob([JSON.stringify(manifest)], { type: "application/json" }));
      form.set("module", new Blob([Uint8Array.from(guest())], { type: "application/wasm" }), "tool.wasm");
      const headers = { authorization: `Bearer ${server.adminKey}` };
      const answer = await fetch(`${server.url}/api/v1/tools`, { method: "POST", body: form, headers });
      expect(answer.status, name).to.equal(422);
      expect(await answer.text(), name).to.include("is reserved");
    }
  });

  it("keeps reachable an embedded tool that has the name of a capability's tool", async () => {
    const own = aTool("ask_greeting", async () => ({ value: "embedded", audit: {} }));
    const other = await startTestServer({ tools: [own] });
    await other.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    const caller = await connect(other, other.adminKey);
    const names = (await caller.listTools()).tools.map(({ name }) => name).filter((name) => name.startsWith("ask_"));
    expect(names).to.have.length(2);
    const renamed = names.find((name) => name !== "ask_greeting") ?? "";
    const { content } = await caller.callTool({ name: renamed, arguments: {} });
    expect(content).to.deep.equal([{ type: "text", text: "embedded" }]);
    const asked = await caller.callTool({ name: "ask_greeting", arguments: { request: "Hello" } });
    expect(JSON.stringify(asked.structuredContent)).to.include("Greeter heard you");
    await caller.close();
    await other.stop();
  });

  it("tells clients of 2026-07-28 that the tools have changed; those of 2025 are promised nothing", async () => {
    let told = 0;
    const watcher = new Client(
      { name: "test", version: "1.0.0" },
      {
        versionNegotiation: { mode: "auto" },
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => void (told += 1) } },
      },
    );
    const headers = { authorization: `Bearer ${server.adminKey}` };
    await watcher.connect(
      new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } }),
    );
    expect(watcher.getServerCapabilities()?.tools?.listChanged).to.equal(true);
    const file = greeterFile.replace("Greeter", "Parter").replace("greeting", "parting");
    await server.call("POST", "/api/v1/agents", { body: file, type: "text/markdown" });
    await eventually(async () => (told > 0 ? true : null));
    await watcher.close();
    await server.call("DELETE", "/api/v1/agents/Parter");
    const old = await connect(server, server.adminKey, "legacy");
    expect(old.getServerCapabilities()?.tools?.listChanged ?? false).to.equal(false);
    await old.close();
  });

  it("has lists of expected failures that do not grow", async () => {
    // The numbers only ever go down: an entry that is added needs a reason that this test is changed for.
    for (const [revision, most] of [
      ["2025-11-25", 16],
      ["2026-07-28", 7],
    ] as const) {
      const entries = (await readFile(fixture(`${revision}.yml`), "utf8")).match(/^ {2}- /gm) ?? [];
      expect(entries.length, revision).to.be.at.most(most);
    }
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
