/** The API and the workers in separate processes, which share one database and one Temporal server. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guest } from "../support/guests.ts";
import { slowEcho, slowLimits } from "../support/slow-guest.ts";
import { startOpenAiServer, type OpenAiServer } from "../support/openai-server.ts";
import {
  eventually,
  startServerProcess,
  startWorkerProcess,
  type ServerProcess,
  type WorkerProcess,
} from "../support/server-process.ts";
import { sharedTemporal } from "../support/temporal.ts";

const agentFile = (name: string, capability: string, more = ""): string =>
  `---\nname: ${name}\ncapabilities: [${capability}]\n${more}---\nAnswer.\n`;

describe("the roles api and worker in separate processes", function () {
  this.timeout(300_000);
  let folder: string;
  let vendor: OpenAiServer;
  let env: Record<string, string>;
  let api: ServerProcess;
  let workers: WorkerProcess[];

  const ask = async (capability: string, content: unknown = "How many?"): Promise<any> =>
    api.call(
      "POST",
      "/messages",
      { performative: "request", sender: "user:ada", targetCapability: capability, content },
      { prefer: "wait=30" },
    );

  const create = async (source: string): Promise<void> => {
    const { status, body } = await api.call("POST", "/agents", source, { "content-type": "text/markdown" });
    expect(status, JSON.stringify(body)).to.equal(201);
  };

  before(async function () {
    this.timeout(600_000);
    const { address } = await sharedTemporal();
    vendor = await startOpenAiServer();
    folder = await mkdtemp(join(tmpdir(), "caxton-roles-"));
    await mkdir(join(folder, "agents"));
    await writeFile(join(folder, "agents", "counter.md"), agentFile("Counter", "count"));
    await writeFile(join(folder, "caxton.yaml"), `temporal:\n  task_queue: roles-${randomUUID()}\n`);
    env = {
      CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      CAXTON_SANDBOX_MAX_CPU: "1h",
      CAXTON_SANDBOX_MAX_EXECUTION_TIME: "1h",
      TEMPORAL_ADDRESS: address,
      OPENAI_BASE_URL: vendor.url,
    };
    api = await startServerProcess({ ...env, CAXTON_ROLE: "api" });
    workers = [];
  });

  after(async () => {
    await Promise.all(workers.map(async (worker) => worker.stop()));
    await api.stop();
    await vendor.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    vendor.calls.splice(0);
    vendor.script(() => ({ kind: "text", text: "Three." }));
  });

  it("reports in /ready that there is no worker, and keeps messages until there is one", async () => {
    const ready = await fetch(`${api.url}/ready`);
    expect(ready.status).to.equal(503);
    expect(JSON.stringify(await ready.json())).to.include("CAXTON_ROLE=worker");
    const waiting = ask("count");
    workers.push(await startWorkerProcess(env), await startWorkerProcess(env));
    const { status, body } = await waiting;
    expect(status).to.equal(200);
    expect(body.replies[0].content).to.equal("Three.");
    expect((await fetch(`${api.url}/ready`)).status).to.equal(200);
  });

  it("runs agents that were added by file and over REST while the workers run", async () => {
    const file = join(folder, "agents", "late.md");
    await writeFile(file, agentFile("Late", "late"));
    const first = await eventually(async () => {
      const answer = await ask("late");
      return answer.status === 200 ? answer : null;
    });
    expect(first.body.replies[0].content).to.equal("Three.");
    await create(agentFile("Posted", "posted"));
    expect((await ask("posted")).body.replies[0].content).to.equal("Three.");
  });

  it("lets an agent send a message to an agent that was added through another process", async () => {
    await create(agentFile("Asker", "asking", "tools: [send_message]\n"));
    await create(agentFile("Knower", "knowing"));
    vendor.script(({ messages, tools }) => {
      const isAsker = tools?.some((tool) => tool.function.name === "send_message") === true;
      if (!isAsker) return { kind: "text", text: "Seven." };
      if (messages.at(-1)?.role === "tool") return { kind: "text", text: `They say: ${messages.at(-1)?.content}` };
      const args = { capability: "knowing", performative: "request", content: "How many?" };
      return { kind: "calls", calls: [{ name: "send_message", arguments: args }] };
    });
    // A worker looks for new agents every quarter of a second.
    const { body } = await eventually(async () => {
      const answer = await ask("asking", "Please ask them.");
      return JSON.stringify(answer.body).includes("Seven.") ? answer : null;
    });
    expect(body.replies[0].performative).to.equal("inform");
  });

  it("gives the workers a tool that was uploaded to the API", async () => {
    const form = new FormData();
    const manifest = {
      name: "mirror",
      description: "Says what it hears.",
      version: "1.0.0",
      inputSchema: { type: "object" },
    };
    form.set("manifest", JSON.stringify(manifest));
    form.set("module", new Blob([Buffer.from(guest())]), "mirror.wasm");
    const added = await fetch(`${api.url}/api/v1/tools`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.key}` },
      body: form,
    });
    expect(added.status, await added.text()).to.equal(201);
    await create(agentFile("Vain", "mirrors", "tools: [mirror]\n"));
    vendor.script(({ messages }) =>
      messages.at(-1)?.role === "tool"
        ? { kind: "text", text: `It said ${messages.at(-1)?.content}` }
        : { kind: "calls", calls: [{ name: "mirror", arguments: { me: "fair" } }] },
    );
    const { body } = await eventually(async () => {
      const answer = await ask("mirrors");
      return JSON.stringify(answer.body).includes("fair") ? answer : null;
    });
    expect(body.replies[0].content).to.include("It said");
  });

  it("streams the workers' events from the API, and includes the workers' latency in the scores", async () => {
    const { body: sent } = await ask("count");
    const abort = new AbortController();
    const stream = await fetch(`${api.url}/api/v1/conversations/${sent.conversationId}/events`, {
      headers: { authorization: `Bearer ${api.key}`, accept: "text/event-stream" },
      signal: abort.signal,
    });
    let text = "";
    for await (const piece of stream.body ?? []) {
      text += Buffer.from(piece).toString();
      if (text.includes("conversation.completed")) break;
    }
    abort.abort();
    expect(text).to.include("message.replied");
    const latency = await eventually(async () => {
      const { body } = await api.call("GET", "/capabilities/count");
      const { score } = body.providers[0];
      return score.latency < 1 && score.load === 1 ? score.latency : null;
    });
    expect(latency).to.be.greaterThan(0);
  });

  it("runs a WASM agent once a worker has made its instance, and drains it when all workers have answered", async () => {
    const form = new FormData();
    form.set("manifest", `---\nname: Slow\nmodule: slow.wasm\ncapabilities: [slow]\n${slowLimits}---\n`);
    form.set("module", new Blob([Buffer.from(slowEcho(1_500))]), "slow.wasm");
    const created = await fetch(`${api.url}/api/v1/agents`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.key}` },
      body: form,
    });
    const made = (await created.json()) as { state: string };
    expect([created.status, made.state], JSON.stringify(made)).to.deep.equal([201, "loaded"]);
    const stateOf = async (): Promise<string> => (await api.call("GET", "/agents/Slow")).body.state;
    await eventually(async () => ((await stateOf()) === "running" ? true : null));
    const message = { performative: "request", receivers: ["Slow"], content: "slowly" };
    const sent = [];
    for (let count = 0; count < 4; count += 1) sent.push((await api.call("POST", "/messages", message)).body);
    await eventually(async () => {
      const texts = await Promise.all(workers.map(async ({ metricsUrl }) => (await fetch(metricsUrl)).text()));
      return texts.some((text) => text.includes('caxton_sandbox_calls{guest="agent",state="running"} 1\n'))
        ? true
        : null;
    });
    expect((await api.call("POST", "/agents/Slow/drain")).body.state).to.equal("draining");
    await eventually(async () => ((await stateOf()) === "drained" ? true : null));
    for (const { messageId } of sent)
      expect((await api.call("GET", `/messages/${messageId}`)).body.status).to.equal("settled");
    const { items } = (await api.call("GET", "/events?agent=Slow&limit=200")).body;
    const seqs = (kind: string): number[] =>
      items.filter((each: { kind: string }) => each.kind === kind).map((each: { seq: number }) => each.seq);
    expect(seqs("message.replied")).to.have.length(4);
    expect(Math.max(...seqs("message.replied"))).to.be.lessThan(seqs("agent.drained")[0] ?? 0);
  });

  it("answers every message once when a worker is killed during the calls", async () => {
    vendor.script(() => ({ kind: "text", text: "Three.", delayMs: 1_500 }));
    const asked = Array.from({ length: 8 }, async () => ask("count"));
    await eventually(async () => (vendor.calls.length >= 4 ? true : null));
    await workers.shift()?.kill();
    const answers = await Promise.all(asked);
    for (const { status, body: sent } of answers) {
      expect(status, JSON.stringify(sent)).to.be.oneOf([200, 202]);
      await eventually(async () => {
        const { body } = await api.call("GET", `/messages/${sent.messageId}`);
        return body.status === "settled" ? true : null;
      });
      const { body } = await api.call("GET", `/conversations/${sent.conversationId}/messages`);
      const replies = body.items.filter((each: any) => each.answers === sent.messageId);
      expect(replies.map((each: any) => each.content)).to.deep.equal(["Three."]);
    }
  });

  it("counts each worker's messages in its own metrics", async () => {
    const [worker] = workers;
    const text = await (await fetch(worker?.metricsUrl ?? "")).text();
    expect(text).to.match(/caxton_[a-z_]*messages?_[a-z_]*\{[^}]*\} [1-9]/);
  });

  it("stops a worker with exit code 0", async () => {
    expect(await workers.shift()?.stop()).to.equal(0);
  });
});
