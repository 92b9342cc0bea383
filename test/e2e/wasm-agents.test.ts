/** WASM agents as a user sees them: by file, by REST, alone and in batches, good and bad. */
import { expect } from "chai";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simpleComponent } from "../support/components.ts";
import { assemble, guest, guestText } from "../support/guests.ts";
import { slowEcho, slowLimits } from "../support/slow-guest.ts";
import { eventually, startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

/** Answers with the message that came in; a `!` in it is a trap, a `~` an endless loop. */
const echo = guest({
  handle: `(local $at i32) (local $byte i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $len)))
      (local.set $byte (i32.load8_u (i32.add (local.get $ptr) (local.get $at))))
      (if (i32.eq (local.get $byte) (i32.const 33)) (then unreachable))
      (if (i32.eq (local.get $byte) (i32.const 126)) (then (loop $on (br $on))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
    (global.set $size (local.get $len)) (i32.const 1)`,
});

const fixed = (text: string): Uint8Array =>
  assemble(
    guestText({
      more: `(data (i32.const 8) ${JSON.stringify(text.replaceAll('"', "\\22")).replaceAll("\\\\22", "\\22")})`,
      handle: `(global.set $out (i32.const 8)) (global.set $size (i32.const ${text.length})) (i32.const 1)`,
    }),
  );

const agentFile = (name: string, capability: string, more = ""): string =>
  `---\nname: ${name}\nkind: wasm\nmodule: ${name.toLowerCase()}.wasm\ncapabilities: [${capability}]\n${more}---\nFor tests.\n`;

describe("WASM agents on a whole server", function () {
  this.timeout(300_000);
  let folder: string;
  let server: ServerProcess;
  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      CAXTON_SANDBOX_MAX_CPU: "1h",
      CAXTON_SANDBOX_MAX_EXECUTION_TIME: "1h",
    });

  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), "caxton-wasm-"));
    await mkdir(join(folder, "agents", "echo"), { recursive: true });
    await writeFile(join(folder, "agents", "echo", "echo.wasm"), echo);
    await writeFile(
      join(folder, "agents", "echo", "agent.md"),
      agentFile("Echo", "echo", "resources:\n  max_cpu: 50ms\n"),
    );
    await cp(fileURLToPath(new URL("../../agents/wordcount", import.meta.url)), join(folder, "agents", "wordcount"), {
      recursive: true,
    });
    server = await start();
  });

  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (capability: string, content: unknown): Promise<Answer> =>
    server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: capability, content },
      { prefer: "wait=30" },
    );

  const upload = async (method: string, path: string, manifest: string | File, module: Uint8Array): Promise<Answer> => {
    const form = new FormData();
    form.set("manifest", manifest);
    form.set("module", new Blob([module]), "agent.wasm");
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${server.key}` },
      body: form,
    });
    return { status: response.status, body: await response.json() };
  };

  it("serves one that lies in the agents folder, by its capability", async () => {
    const { status, body } = await ask("echo", { hello: "world" });
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.replies).to.have.length(1);
    expect(body.replies[0]).to.deep.include({
      performative: "inform",
      sender: "agent:Echo",
      content: { hello: "world" },
    });
    const events = await server.call("GET", `/events?kind=module.called`);
    expect(events.body.items[0].data).to.deep.include({ ok: true, hostCalls: 0 });
    expect(events.body.items[0].data.fuel).to.be.greaterThan(100);
  });

  it("serves one whose folder has an agent.yaml, and takes one by REST", async () => {
    await mkdir(join(folder, "agents", "yaml"));
    await writeFile(join(folder, "agents", "yaml", "echo.wasm"), echo);
    const settings = (name: string, capability: string): string =>
      `name: ${name}\nmodule: echo.wasm\nabi: core\ncapabilities: [${capability}]\n`;
    await writeFile(join(folder, "agents", "yaml", "agent.yaml"), settings("Written", "written"));
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
    const again = await server.call("POST", "/agents", stored, { "content-type": "application/yaml" });
    expect(again.status, JSON.stringify(again.body)).to.equal(201);
    const other = new File([settings("Other", "other").replace("core", "component")], "agent.yaml");
    const mistaken = await upload("POST", "/agents", other, echo);
    expect([mistaken.status, mistaken.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect(mistaken.body.errors[0]).to.include({ line: 3, column: 6 });
  });

  it("serves the example that comes with Caxton, which remembers from one message to the next", async () => {
    const first = await ask("word-count", "How many words are these?");
    expect(first.body.replies[0].content).to.deep.equal({ words: 5, wordsSoFar: 5 });
    expect((await ask("word-count", { request: "two more" })).body.replies[0].content.wordsSoFar).to.equal(7);
    expect((await ask("word-count", [1])).body.replies[0].performative).to.equal("not-understood");
  });

  it("answers a trap and an endless loop with a failure, and the next message as if nothing had been", async () => {
    const trap = await ask("echo", "ouch!");
    expect(trap.body.replies[0]).to.deep.include({ performative: "failure" });
    expect(trap.body.replies[0].content.error.code).to.equal("sandbox.trapped");
    const loop = await ask("echo", "round ~ round");
    expect(loop.body.replies[0].content.error.code).to.equal("sandbox.cpu_limit_exceeded");
    expect((await ask("echo", "fine")).body.replies[0].content).to.equal("fine");
  });

  it("counts calls, traps and refusals for whoever scrapes the metrics", async () => {
    const scrape = async (): Promise<(labels: string) => number> => {
      const text = await (await fetch(server.metricsUrl)).text();
      const lines = text.split("\n");
      return (labels) =>
        Number(
          lines
            .find((line) => line.startsWith(labels))
            ?.split(" ")
            .at(-1) ?? 0,
        );
    };
    const ok = 'caxton_sandbox_calls_total{guest="agent",outcome="ok"}';
    const trapped = 'caxton_sandbox_calls_total{guest="agent",outcome="sandbox.trapped"}';
    const fuel = 'caxton_sandbox_fuel_total{guest="agent"}';
    // Nobody waits for these: the first attempt at a step with a waiting caller may be followed by a second one.
    const send = async (content: string): Promise<void> => {
      const message = { performative: "request", targetCapability: "echo", content };
      const { messageId } = (await server.call("POST", "/messages", message)).body;
      await eventually(async () => {
        const { body } = await server.call("GET", `/messages/${messageId}`);
        return body.status === "settled" ? true : null;
      });
    };
    const before = await scrape();
    await send("counted");
    await send("trapped!");
    const after = await scrape();
    expect(after(ok) - before(ok)).to.equal(1);
    expect(after(trapped) - before(trapped)).to.equal(1);
    expect(after(fuel)).to.be.greaterThan(before(fuel));
    expect(after('caxton_sandbox_workers{guest="agent"}')).to.be.greaterThan(0);
    expect(after("caxton_sandbox_instances ")).to.be.greaterThan(0);
    expect(after('caxton_sandbox_calls{guest="agent",state="waiting"}')).to.equal(0);
  });

  it("ends a call at limits.timeout of its agent, sent alone or in a batch, and refuses what is above a ceiling", async () => {
    const limits = "limits: { timeout: 200ms }\nresources: { max_cpu: 1h }\n";
    const made = await upload("POST", "/agents", agentFile("Hasty", "hasty", limits), echo);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body.warnings).to.deep.equal([]);
    const alone = await ask("hasty", "~");
    expect(alone.body.replies[0].content.error.code).to.equal("sandbox.execution_time_exceeded");
    const messages = ["one", "~", "three"].map((content) => ({
      performative: "request",
      targetCapability: "hasty",
      content,
    }));
    const batch = await server.call("POST", "/messages/batch", messages, { prefer: "wait=30" });
    const contents = batch.body.replies.map(({ content }: { content: any }) => content.error?.code ?? content);
    expect(contents).to.deep.equal(["one", "sandbox.execution_time_exceeded", "three"]);
    const greedy = agentFile("Greedy", "greedy", "resources: { max_memory: 1TiB }\n");
    const refused = await upload("POST", "/agents", greedy, echo);
    expect([refused.status, refused.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect(refused.body.errors[0]).to.include({ line: 6, column: 26 });
    expect(refused.body.errors[0].message).to.match(/resources\.max_memory of 1TiB is more .* at most 1GiB/);
    const manifest = { name: "greedy", description: "Takes much", inputSchema: {}, limits: { memory: "2GiB" } };
    const tool = await upload("POST", "/tools", JSON.stringify(manifest), echo);
    expect([tool.status, tool.body.code]).to.deep.equal([422, "tool.invalid_manifest"]);
    const memory = tool.body.errors.find(({ pointer }: { pointer: string }) => pointer === "/limits/memory");
    expect(memory.message).to.match(/2GiB.*at most 1GiB \(sandbox\.ceilings\.max_memory/);
  });

  it("takes one by REST, gives it a new version, and refuses what is no good with its reason", async () => {
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
    const alone = await server.call("POST", "/agents", { name: "Bad", module: "nowhere.wasm" });
    expect([alone.status, alone.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect(alone.body.errors[0]).to.deep.include({ pointer: "/module" });
    expect((await server.call("GET", "/agents/Bad")).status).to.equal(404);
  });

  it("takes components, as agents and as tools", async () => {
    const made = await upload("POST", "/agents", agentFile("Whole", "whole"), simpleComponent());
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect((await ask("whole", { by: "component" })).body.replies[0].content).to.deep.equal({ by: "component" });
    const wrong = await upload("POST", "/agents", agentFile("Half", "half"), simpleComponent({ entry: "call-tool" }));
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
    const manifest = JSON.stringify({ name: "same", description: "Gives it back", inputSchema: { type: "object" } });
    const tool = await upload("POST", "/tools", manifest, simpleComponent({ entry: "call-tool" }));
    expect(tool.status, JSON.stringify(tool.body)).to.equal(201);
    const called = await server.call("POST", "/tools/same/call", { arguments: { a: [1] } });
    expect(called.body.value, JSON.stringify(called.body)).to.deep.equal({ a: [1] });
    const refused = await upload("POST", "/tools", manifest.replace("same", "other"), simpleComponent());
    expect([refused.status, refused.body.code]).to.deep.equal([422, "sandbox.abi_violation"]);
  });

  it("takes tools that describe themselves, and Extism plug-ins by the name of their function", async () => {
    const said = '{"description":"Says nothing","inputSchema":{"type":"object"}}';
    const describing = assemble(
      guestText({
        more: `(data (i32.const 2048) ${JSON.stringify(said.replaceAll('"', "\\22")).replaceAll("\\\\22", "\\22")})
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
    const called = await server.call("POST", "/tools/hi/call", { arguments: {} });
    expect(called.body.value, JSON.stringify(called.body)).to.equal("hi");
  });

  it("answers a batch by one update and one activity, in order, and no message pays for another's trap", async () => {
    const messages = Array.from({ length: 500 }, (_, index) => ({
      performative: "request",
      targetCapability: "echo",
      content: index % 100 === 7 ? "trap!" : { index },
      replyWith: `r${index}`,
    }));
    const { status, body } = await server.call("POST", "/messages/batch", messages, { prefer: "wait=30" });
    expect(status, JSON.stringify(body).slice(0, 500)).to.equal(200);
    expect(body).to.deep.include({ size: 500, deliveredTo: "Echo" });
    for (const [index, reply] of body.replies.entries()) {
      if (index % 100 === 7) expect(reply.content.error.code).to.equal("sandbox.trapped");
      else expect(reply).to.deep.equal({ performative: "inform", content: { index } });
    }
    const batch = await server.call("GET", `/messages/batch/${body.batchId}`);
    expect(batch.body).to.deep.include({ status: "settled", size: 500 });
    const third = `${body.batchId.slice(0, -6)}000003`;
    const message = await server.call("GET", `/messages/${third}`);
    expect(message.body).to.deep.include({ id: third, content: { index: 2 }, replyWith: "r2", status: "settled" });
    const conversation = await server.call("GET", `/conversations/${body.conversationId}`);
    expect(conversation.body).to.deep.include({ state: "completed", outcome: "answered" });
    const listed = await server.call("GET", `/conversations/${body.conversationId}/messages?limit=3`);
    expect(listed.body.items.map(({ replyWith }: { replyWith: string }) => replyWith)).to.deep.equal([
      "r0",
      "r1",
      "r2",
    ]);
    expect(listed.body.nextCursor).to.be.a("string");
  });

  /** Waits until the server has worked for so long, in hundredths of a second: something in it does not rest. */
  const hasWorked = async (hundredths: number): Promise<void> => {
    const worked = (): number => {
      const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return Number(fields[11]);
    };
    const before = worked();
    await eventually(async () => (worked() - before > hundredths ? true : null));
  };

  it("ends an endless call of a cancelled conversation, long before its limits, message or batch", async function () {
    if (process.platform !== "linux") this.skip();
    const resources = "resources:\n  max_cpu: 1h\n  max_execution_time: 1h\n";
    const made = await upload("POST", "/agents", agentFile("Tireless", "tireless", resources), echo);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const endless = { performative: "request", receivers: ["Tireless"], content: "~" };
    const cancel = async (path: string, body: unknown): Promise<Answer> => {
      const opened = await server.call("POST", "/conversations", { protocol: "request-reply" });
      const sent = await server.call("POST", `/conversations/${opened.body.id}/${path}`, body);
      expect(sent.status, JSON.stringify(sent.body)).to.equal(202);
      await hasWorked(150);
      const { status } = await server.call("POST", `/conversations/${opened.body.id}/cancel`);
      expect(status).to.be.oneOf([200, 202]);
      // It has one instance, which answers in order: behind a call that goes on, this would wait for an hour.
      expect((await ask("tireless", "next")).body.replies[0].content).to.equal("next");
      return server.call("GET", `/conversations/${opened.body.id}`);
    };
    const message = await cancel("messages", endless);
    expect(message.body).to.deep.include({ state: "completed", outcome: "cancelled" });
    const batch = await cancel("messages/batch", [{ ...endless, content: "fine" }, endless, endless]);
    expect(batch.body).to.deep.include({ state: "completed", outcome: "cancelled" });
  });

  it("drains an agent without losing a message: each is answered before it is drained, and no new one is taken", async () => {
    const made = await upload("POST", "/agents", agentFile("Slow", "slow", slowLimits), slowEcho(1_500));
    expect([made.status, made.body.state], JSON.stringify(made.body)).to.deep.equal([201, "running"]);
    const message = (content: string) => ({ performative: "request", receivers: ["Slow"], content });
    const sent = [];
    // The second waits behind the first, because an agent answers in order.
    for (const content of ["one", "two"]) {
      const accepted = await server.call("POST", "/messages", message(content));
      expect(accepted.status, JSON.stringify(accepted.body)).to.equal(202);
      sent.push(accepted.body);
    }
    await eventually(async () => {
      const text = await (await fetch(server.metricsUrl)).text();
      return text.includes('caxton_sandbox_calls{guest="agent",state="running"} 1\n') ? true : null;
    });
    const drain = await server.call("POST", "/agents/Slow/drain");
    expect([drain.status, drain.body.state]).to.deep.equal([200, "draining"]);
    const [, second] = sent;
    expect((await server.call("GET", `/messages/${second.messageId}`)).body.status).to.not.equal("settled");

    const refused = await server.call("POST", "/messages", message("three"));
    expect([refused.status, refused.body.code]).to.deep.equal([409, "agent.invalid_state"]);
    expect(refused.body.detail).to.match(/Slow is draining/);
    const unrouted = await server.call("POST", "/messages", {
      performative: "request",
      targetCapability: "slow",
      content: "four",
    });
    expect([unrouted.status, unrouted.body.code]).to.deep.equal([404, "routing.no_capability_providers"]);
    const batch = await server.call("POST", "/messages/batch", [message("five")]);
    expect([batch.status, batch.body.code]).to.deep.equal([409, "agent.invalid_state"]);

    await eventually(async () => ((await server.call("GET", "/agents/Slow")).body.state === "drained" ? true : null));
    for (const [index, { messageId, conversationId }] of sent.entries()) {
      expect((await server.call("GET", `/messages/${messageId}`)).body.status).to.equal("settled");
      const { body } = await server.call("GET", `/conversations/${conversationId}/messages`);
      const reply = body.items.find(({ answers }: { answers: string | null }) => answers === messageId);
      expect(reply.content).to.equal(["one", "two"][index]);
    }
    const { items } = (await server.call("GET", "/events?agent=Slow&limit=200")).body;
    const kinds = items
      .toSorted((left: { seq: number }, right: { seq: number }) => left.seq - right.seq)
      .map(({ kind }: { kind: string }) => kind)
      .filter((kind: string) => kind.startsWith("agent.") || kind === "message.replied");
    expect(kinds).to.deep.equal([
      "agent.loaded",
      "agent.started",
      "agent.draining",
      "message.replied",
      "message.replied",
      "agent.drained",
    ]);
    expect((await server.call("POST", "/messages", message("six"))).body.detail).to.match(/Slow is drained/);
    expect((await server.call("POST", "/agents/Slow/start")).body.state).to.equal("running");
    expect((await ask("slow", "seven")).body.replies[0].content).to.equal("seven");
  });

  it("takes a batch as lines into a conversation, and refuses one that is mixed", async () => {
    const opened = await server.call("POST", "/conversations", { protocol: "request-reply" });
    const line = (content: unknown, more = {}): string =>
      JSON.stringify({ performative: "request", receivers: ["Echo"], content, ...more });
    const send = async (text: string): Promise<Answer> => {
      const response = await fetch(`${server.url}/api/v1/conversations/${opened.body.id}/messages/batch`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.key}`, "content-type": "application/x-ndjson", prefer: "wait=30" },
        body: text,
      });
      return { status: response.status, body: await response.json() };
    };
    const { status, body } = await send(`${line("a")}\n${line("b")}\n\n`);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.replies.map(({ content }: { content: unknown }) => content)).to.deep.equal(["a", "b"]);
    const mixed = await send(`${line("a")}\n${line("b", { performative: "inform" })}`);
    expect([mixed.status, mixed.body.errors[0].pointer]).to.deep.equal([422, "/1/performative"]);
    const broken = await send(`${line("a")}\n{`);
    expect([broken.status, broken.body.errors[0].line]).to.deep.equal([422, 2]);
  });

  it("follows its module on disk, and keeps the last good one when the new one is bad", async () => {
    const file = join(folder, "agents", "echo", "echo.wasm");
    const version = async (): Promise<string> => (await server.call("GET", "/agents/Echo")).body.activeVersion;
    const before = await version();
    await writeFile(file, fixed('{"performative":"inform","content":"new"}'));
    await eventually(async () => ((await version()) === before ? null : true));
    expect((await ask("echo", "?")).body.replies[0].content).to.equal("new");
    await writeFile(file, (await readFile(file)).subarray(0, 40));
    const rejected = await eventually(async () => {
      const events = await server.call("GET", "/events?kind=agent.file_rejected");
      return events.body.items[0] ?? null;
    });
    expect(rejected.data.complaints[0]).to.deep.include({ line: 4, column: 9 });
    expect(rejected.data.complaints[0].message).to.match(/WebAssembly/i);
    expect((await ask("echo", "?")).body.replies[0].content).to.equal("new");
    await writeFile(file, echo);
    await eventually(async () => ((await version()) === before ? true : null));
  });

  it("serves on after a restart, from what the registry has", async () => {
    await server.stop();
    server = await start();
    expect((await ask("echo", "still there")).body.replies[0].content).to.equal("still there");
    expect((await ask("fixing", "?")).body.replies[0].content).to.equal(2);
  });
});
