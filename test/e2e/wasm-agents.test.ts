/** WASM agents on a whole server: how modules get there, by file and over REST, and which are refused. */
import { expect } from "chai";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { simpleComponent } from "../support/components.ts";
import { assemble, guest, guestText } from "../support/guests.ts";
import { eventually } from "../support/server-process.ts";
import { agentFile, echo, fixed, useWasmServer, watString } from "./wasm-server.ts";

describe("WASM agents on a whole server", function () {
  this.timeout(300_000);
  const server = useWasmServer();
  const { ask, upload } = server;

  it("serves a module from the agents folder by its capability", async () => {
    const { status, body } = await ask("echo", { hello: "world" });
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.replies).to.have.length(1);
    expect(body.replies[0]).to.deep.include({
      performative: "inform",
      sender: "agent:Echo",
      content: { hello: "world" },
    });
    const events = await server.process.call("GET", `/events?kind=module.called`);
    expect(events.body.items[0].data).to.deep.include({ ok: true, hostCalls: 0 });
    expect(events.body.items[0].data.fuel).to.be.greaterThan(100);
  });

  it("serves an agent whose folder has an agent.yaml, and accepts an agent.yaml over REST", async () => {
    await mkdir(join(server.agents, "yaml"));
    await writeFile(join(server.agents, "yaml", "echo.wasm"), echo);
    const settings = (name: string, capability: string): string =>
      `name: ${name}\nmodule: echo.wasm\nabi: core\ncapabilities: [${capability}]\n`;
    await writeFile(join(server.agents, "yaml", "agent.yaml"), settings("Written", "written"));
    const answer = await eventually(async () => {
      const asked = await ask("written", "in YAML");
      return asked.status === 200 ? asked : null;
    });
    expect(answer.body.replies[0]).to.deep.include({ sender: "agent:Written", content: "in YAML" });
    const sent = new File([settings("Sent", "sent")], "agent.yaml");
    const made = await upload("POST", "/agents", sent, echo);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body).to.deep.include({ name: "Sent", state: "running", source: settings("Sent", "sent") });
    expect((await ask("sent", "by REST")).body.replies[0].content).to.equal("by REST");
    const stored = settings("Again", "again").replace("echo.wasm", `sha256:${made.body.definition.module.sha256}`);
    const again = await server.process.call("POST", "/agents", stored, { "content-type": "application/yaml" });
    expect(again.status, JSON.stringify(again.body)).to.equal(201);
    const other = new File([settings("Other", "other").replace("core", "component")], "agent.yaml");
    const mistaken = await upload("POST", "/agents", other, echo);
    expect([mistaken.status, mistaken.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect(mistaken.body.errors[0]).to.include({ line: 3, column: 6 });
  });

  it("serves the example wordcount, which keeps its count from one message to the next", async () => {
    const first = await ask("word-count", "How many words are these?");
    expect(first.body.replies[0].content).to.deep.equal({ words: 5, wordsSoFar: 5 });
    expect((await ask("word-count", { request: "two more" })).body.replies[0].content.wordsSoFar).to.equal(7);
    expect((await ask("word-count", [1])).body.replies[0].performative).to.equal("not-understood");
  });

  it("accepts an agent over REST, replaces its version, and refuses invalid modules with the reason", async () => {
    const first = fixed('{"performative":"inform","content":1}');
    const made = await upload("POST", "/agents", agentFile("Fixed", "fixing"), first);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body).to.deep.include({ kind: "wasm", state: "running" });
    expect((await ask("fixing", "?")).body.replies[0].content).to.equal(1);
    const second = fixed('{"performative":"inform","content":2}');
    const replaced = await upload("PUT", "/agents/Fixed", agentFile("Fixed", "fixing"), second);
    expect(replaced.status, JSON.stringify(replaced.body)).to.equal(200);
    expect(replaced.body.activeVersion).to.not.equal(made.body.activeVersion);
    expect((await ask("fixing", "?")).body.replies[0].content).to.equal(2);

    const garbage = await upload("POST", "/agents", agentFile("Bad", "bad"), new Uint8Array([1, 2, 3]));
    expect([garbage.status, garbage.body.code]).to.deep.equal([422, "sandbox.invalid_module"]);
    const importing = assemble('(module (import "env" "system" (func)) (memory (export "memory") 1))');
    const refused = await upload("POST", "/agents", agentFile("Bad", "bad"), importing);
    expect([refused.status, refused.body.code]).to.deep.equal([422, "sandbox.import_refused"]);
    const silent = await upload("POST", "/agents", agentFile("Bad", "bad"), assemble("(module)"));
    expect([silent.status, silent.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
    const alone = await server.process.call("POST", "/agents", { name: "Bad", module: "nowhere.wasm" });
    expect([alone.status, alone.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect(alone.body.errors[0]).to.deep.include({ pointer: "/module" });
    expect((await server.process.call("GET", "/agents/Bad")).status).to.equal(404);
  });

  it("accepts components as agents and as tools", async () => {
    const made = await upload("POST", "/agents", agentFile("Whole", "whole"), simpleComponent());
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect((await ask("whole", { by: "component" })).body.replies[0].content).to.deep.equal({ by: "component" });
    const wrong = await upload("POST", "/agents", agentFile("Half", "half"), simpleComponent({ entry: "call-tool" }));
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
    const manifest = JSON.stringify({ name: "same", description: "Gives it back", inputSchema: { type: "object" } });
    const tool = await upload("POST", "/tools", manifest, simpleComponent({ entry: "call-tool" }));
    expect(tool.status, JSON.stringify(tool.body)).to.equal(201);
    const called = await server.process.call("POST", "/tools/same/call", { arguments: { a: [1] } });
    expect(called.body.value, JSON.stringify(called.body)).to.deep.equal({ a: [1] });
    const refused = await upload("POST", "/tools", manifest.replace("same", "other"), simpleComponent());
    expect([refused.status, refused.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
  });

  it("accepts tools that describe themselves, and Extism plug-ins if the manifest names their function", async () => {
    const said = '{"description":"Says nothing","inputSchema":{"type":"object"}}';
    const describing = assemble(
      guestText({
        more: `(data (i32.const 2048) ${watString(said)})
          (func (export "describe") (result i32)
            (global.set $out (i32.const 2048)) (global.set $size (i32.const ${said.length})) (i32.const 1))`,
      }),
    );
    const made = await upload("POST", "/tools", '{"name":"described"}', describing);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body).to.deep.include({ description: "Says nothing", inputSchema: { type: "object" } });
    const again = await upload("POST", "/tools", '{"name":"silent"}', guest());
    expect([again.status, again.body.code]).to.deep.equal([422, "tool.invalid_manifest"]);

    const plugIn = assemble(`(module (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
      (import "extism:host/env" "store_u8" (func $store (param i64 i32)))
      (import "extism:host/env" "output_set" (func $output (param i64 i64)))
      (memory (export "memory") 1)
      (func (export "hi") (result i32) (local $at i64)
        (local.set $at (call $alloc (i64.const 2)))
        (call $store (local.get $at) (i32.const 104))
        (call $store (i64.add (local.get $at) (i64.const 1)) (i32.const 105))
        (call $output (local.get $at) (i64.const 2)) (i32.const 0)))`);
    const manifest = { name: "hi", description: "Says hi", inputSchema: { type: "object" } };
    const unnamed = await upload("POST", "/tools", JSON.stringify(manifest), plugIn);
    expect([unnamed.status, unnamed.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
    expect(JSON.stringify(unnamed.body)).to.contain("it exports memory, hi");
    const named = await upload("POST", "/tools", JSON.stringify({ ...manifest, function: "hi" }), plugIn);
    expect(named.status, JSON.stringify(named.body)).to.equal(201);
    const called = await server.process.call("POST", "/tools/hi/call", { arguments: {} });
    expect(called.body.value, JSON.stringify(called.body)).to.equal("hi");
  });

  it("loads a changed module from disk, and keeps the last good one if the new one is invalid", async () => {
    const file = join(server.agents, "echo", "echo.wasm");
    const version = async (): Promise<string> => (await server.process.call("GET", "/agents/Echo")).body.activeVersion;
    const before = await version();
    await writeFile(file, fixed('{"performative":"inform","content":"new"}'));
    await eventually(async () => ((await version()) === before ? null : true));
    expect((await ask("echo", "?")).body.replies[0].content).to.equal("new");
    await writeFile(file, (await readFile(file)).subarray(0, 40));
    const rejected = await eventually(async () => {
      const events = await server.process.call("GET", "/events?kind=agent.file_rejected");
      return events.body.items[0] ?? null;
    });
    expect(rejected.data.complaints[0]).to.deep.include({ line: 4, column: 9 });
    expect(rejected.data.complaints[0].message).to.match(/WebAssembly/i);
    expect((await ask("echo", "?")).body.replies[0].content).to.equal("new");
    await writeFile(file, echo);
    await eventually(async () => ((await version()) === before ? true : null));
  });

  it("serves the same agents after a restart, from the registry", async () => {
    await server.restart();
    expect((await ask("echo", "still there")).body.replies[0].content).to.equal("still there");
    expect((await ask("fixing", "?")).body.replies[0].content).to.equal(2);
  });
});
