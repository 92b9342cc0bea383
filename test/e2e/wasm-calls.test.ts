/** Calls of WASM agents on a whole server: alone and in batches, with traps, limits, cancellation and draining. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { eventually, type Answer } from "../support/server-process.ts";
import { slowEcho, slowLimits } from "../support/slow-guest.ts";
import { agentFile, echo, useWasmServer } from "./wasm-server.ts";

describe("calls of WASM agents on a whole server", function () {
  this.timeout(300_000);
  const server = useWasmServer();
  const { ask, upload } = server;

  it("answers a trap and an endless loop with a failure, and then answers the next message", async () => {
    const trap = await ask("echo", "ouch!");
    expect(trap.body.replies[0]).to.deep.include({ performative: "failure" });
    expect(trap.body.replies[0].content.error.code).to.equal("sandbox.trapped");
    const loop = await ask("echo", "round ~ round");
    expect(loop.body.replies[0].content.error.code).to.equal("sandbox.cpu_limit_exceeded");
    expect((await ask("echo", "fine")).body.replies[0].content).to.equal("fine");
  });

  it("counts calls, traps and fuel in the metrics", async () => {
    const scrape = async (): Promise<(labels: string) => number> => {
      const text = await (await fetch(server.process.metricsUrl)).text();
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
    // These callers do not wait for a reply: with a waiting caller, a step may be attempted twice.
    const send = async (content: string): Promise<void> => {
      const message = { performative: "request", targetCapability: "echo", content };
      const { messageId } = (await server.process.call("POST", "/messages", message)).body;
      await eventually(async () => {
        const { body } = await server.process.call("GET", `/messages/${messageId}`);
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

  it("ends a call at limits.timeout of its agent, alone or in a batch, and refuses resources above a ceiling", async () => {
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
    const batch = await server.process.call("POST", "/messages/batch", messages, { prefer: "wait=30" });
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

  it("answers a batch in order, and answers the other messages when one traps", async () => {
    const messages = Array.from({ length: 500 }, (_, index) => ({
      performative: "request",
      targetCapability: "echo",
      content: index % 100 === 7 ? "trap!" : { index },
      replyWith: `r${index}`,
    }));
    const { status, body } = await server.process.call("POST", "/messages/batch", messages, { prefer: "wait=30" });
    expect(status, JSON.stringify(body).slice(0, 500)).to.equal(200);
    expect(body).to.deep.include({ size: 500, deliveredTo: "Echo" });
    for (const [index, reply] of body.replies.entries()) {
      if (index % 100 === 7) expect(reply.content.error.code).to.equal("sandbox.trapped");
      else expect(reply).to.deep.equal({ performative: "inform", content: { index } });
    }
    const batch = await server.process.call("GET", `/messages/batch/${body.batchId}`);
    expect(batch.body).to.deep.include({ status: "settled", size: 500 });
    const third = `${body.batchId.slice(0, -6)}000003`;
    const message = await server.process.call("GET", `/messages/${third}`);
    expect(message.body).to.deep.include({ id: third, content: { index: 2 }, replyWith: "r2", status: "settled" });
    const conversation = await server.process.call("GET", `/conversations/${body.conversationId}`);
    expect(conversation.body).to.deep.include({ state: "completed", outcome: "answered" });
    const listed = await server.process.call("GET", `/conversations/${body.conversationId}/messages?limit=3`);
    expect(listed.body.items.map(({ replyWith }: { replyWith: string }) => replyWith)).to.deep.equal([
      "r0",
      "r1",
      "r2",
    ]);
    expect(listed.body.nextCursor).to.be.a("string");
  });

  /** Resolves when the server has used this much more processor time, in hundredths of a second: a call is running. */
  const hasWorked = async (hundredths: number): Promise<void> => {
    const worked = (): number => {
      const fields = readFileSync(`/proc/${server.process.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return Number(fields[11]);
    };
    const before = worked();
    await eventually(async () => (worked() - before > hundredths ? true : null));
  };

  it("ends the endless calls of a cancelled conversation before their limits, in a message or a batch", async function () {
    if (process.platform !== "linux") this.skip();
    const resources = "resources:\n  max_cpu: 1h\n  max_execution_time: 1h\n";
    const made = await upload("POST", "/agents", agentFile("Tireless", "tireless", resources), echo);
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    const endless = { performative: "request", receivers: ["Tireless"], content: "~" };
    const cancel = async (path: string, body: unknown): Promise<Answer> => {
      const opened = await server.process.call("POST", "/conversations", { protocol: "request-reply" });
      const sent = await server.process.call("POST", `/conversations/${opened.body.id}/${path}`, body);
      expect(sent.status, JSON.stringify(sent.body)).to.equal(202);
      await hasWorked(150);
      const { status } = await server.process.call("POST", `/conversations/${opened.body.id}/cancel`);
      expect(status).to.be.oneOf([200, 202]);
      // The agent has one instance, which answers in order: if the endless call continued, this request would wait for an hour.
      expect((await ask("tireless", "next")).body.replies[0].content).to.equal("next");
      return server.process.call("GET", `/conversations/${opened.body.id}`);
    };
    const message = await cancel("messages", endless);
    expect(message.body).to.deep.include({ state: "completed", outcome: "cancelled" });
    const batch = await cancel("messages/batch", [{ ...endless, content: "fine" }, endless, endless]);
    expect(batch.body).to.deep.include({ state: "completed", outcome: "cancelled" });
  });

  it("answers each accepted message before an agent is drained, and refuses new messages", async () => {
    const made = await upload("POST", "/agents", agentFile("Slow", "slow", slowLimits), slowEcho(1_500));
    expect([made.status, made.body.state], JSON.stringify(made.body)).to.deep.equal([201, "running"]);
    const message = (content: string) => ({ performative: "request", receivers: ["Slow"], content });
    const sent = [];
    // The second waits behind the first, because an agent answers in order.
    for (const content of ["one", "two"]) {
      const accepted = await server.process.call("POST", "/messages", message(content));
      expect(accepted.status, JSON.stringify(accepted.body)).to.equal(202);
      sent.push(accepted.body);
    }
    await eventually(async () => {
      const text = await (await fetch(server.process.metricsUrl)).text();
      return text.includes('caxton_sandbox_calls{guest="agent",state="running"} 1\n') ? true : null;
    });
    const drain = await server.process.call("POST", "/agents/Slow/drain");
    expect([drain.status, drain.body.state]).to.deep.equal([200, "draining"]);
    const [, second] = sent;
    expect((await server.process.call("GET", `/messages/${second.messageId}`)).body.status).to.not.equal("settled");

    const refused = await server.process.call("POST", "/messages", message("three"));
    expect([refused.status, refused.body.code]).to.deep.equal([409, "agent.invalid_state"]);
    expect(refused.body.detail).to.match(/Slow is draining/);
    const unrouted = await server.process.call("POST", "/messages", {
      performative: "request",
      targetCapability: "slow",
      content: "four",
    });
    expect([unrouted.status, unrouted.body.code]).to.deep.equal([404, "routing.no_capability_providers"]);
    const batch = await server.process.call("POST", "/messages/batch", [message("five")]);
    expect([batch.status, batch.body.code]).to.deep.equal([409, "agent.invalid_state"]);

    await eventually(async () =>
      (await server.process.call("GET", "/agents/Slow")).body.state === "drained" ? true : null,
    );
    for (const [index, { messageId, conversationId }] of sent.entries()) {
      expect((await server.process.call("GET", `/messages/${messageId}`)).body.status).to.equal("settled");
      const { body } = await server.process.call("GET", `/conversations/${conversationId}/messages`);
      const reply = body.items.find(({ answers }: { answers: string | null }) => answers === messageId);
      expect(reply.content).to.equal(["one", "two"][index]);
    }
    const { items } = (await server.process.call("GET", "/events?agent=Slow&limit=200")).body;
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
    expect((await server.process.call("POST", "/messages", message("six"))).body.detail).to.match(/Slow is drained/);
    expect((await server.process.call("POST", "/agents/Slow/start")).body.state).to.equal("running");
    expect((await ask("slow", "seven")).body.replies[0].content).to.equal("seven");
  });

  it("accepts a batch as lines in a conversation, and refuses mixed performatives and broken lines", async () => {
    const opened = await server.process.call("POST", "/conversations", { protocol: "request-reply" });
    const line = (content: unknown, more = {}): string =>
      JSON.stringify({ performative: "request", receivers: ["Echo"], content, ...more });
    const send = async (text: string): Promise<Answer> => {
      const response = await fetch(`${server.process.url}/api/v1/conversations/${opened.body.id}/messages/batch`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${server.process.key}`,
          "content-type": "application/x-ndjson",
          prefer: "wait=30",
        },
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
});
