/** What a user sees of agents and conversations, good and bad, on a whole server with a vendor that misbehaves on demand. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOpenAiServer, type OpenAiServer, type VendorRequest } from "../support/openai-server.ts";
import { eventually, startServerProcess, type Answer, type ServerProcess } from "../support/server-process.ts";

const agent = (name: string, capability: string, more = ""): string =>
  `---\nname: ${name}\ndescription: ${name} of the tests\ncapabilities: [${capability}]\n${more}---\nYou are ${name}.\n`;

const agents: Record<string, string> = {
  analyst: agent("Analyst", "analysis"),
  boss: agent("Boss", "management", "tools: [send_message]\n"),
  clerk: agent("Clerk", "clerking", "tools: [send_message]\n"),
  ping: agent("Ping", "pinging", "tools: [send_message]\n"),
  pong: agent("Pong", "ponging", "tools: [send_message]\n"),
  hasty: agent("Hasty", "hurrying", "llm:\n  timeout: 200ms\n"),
  brief: agent("Brief", "brevity", "limits:\n  max_turns: 2\n  max_message_size: 100B\ntools: [send_message]\n"),
  patient: agent("Patient", "patience", "limits:\n  timeout: 600ms\n"),
  thrifty: agent("Thrifty", "thrift", "model: priced\nlimits:\n  max_cost_usd: 0.15\ntools: [send_message]\n"),
  a: agent("NewsA", "news"),
  b: agent("NewsB", "news"),
};

const configuration = `
llm:
  max_attempts: 2
  prices: { priced: { input: 1000, output: 10000 } }
agents: { max_hops: 3 }
`;

const speaker = ({ messages }: VendorRequest): string => /You are (\w+)\./.exec(messages[0]?.content ?? "")?.[1] ?? "";

const lastOf = ({ messages }: VendorRequest) => messages.at(-1);

describe("a whole server", function () {
  this.timeout(300_000);
  let vendor: OpenAiServer;
  let folder: string;
  let server: ServerProcess;

  before(async function () {
    this.timeout(600_000);
    vendor = await startOpenAiServer();
    folder = await mkdtemp(join(tmpdir(), "caxton-e2e-"));
    await mkdir(join(folder, "agents"));
    for (const [name, text] of Object.entries(agents)) await writeFile(join(folder, "agents", `${name}.md`), text);
    await writeFile(join(folder, "agents", "broken.md"), "---\nname: [\n");
    await writeFile(join(folder, "caxton.yaml"), configuration);
    server = await startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_CONFIG_PATH: join(folder, "caxton.yaml"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
    });
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    vendor.calls.splice(0);
    vendor.script(() => ({ kind: "text", text: "Very well." }));
  });

  const ask = async (capability: string, content: unknown, more: Record<string, unknown> = {}): Promise<Answer> =>
    server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: capability, content, ...more },
      { prefer: "wait=30" },
    );

  const onlyReply = (answer: Answer): any => {
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    expect(answer.body.replies).to.have.length(1);
    return answer.body.replies[0];
  };

  const refusal = async (answer: Promise<Answer>): Promise<readonly [number, string]> => {
    const { status, body } = await answer;
    return [status, body.code];
  };

  describe("answers", () => {
    it("a request, with the agent's words as inform", async () => {
      const reply = onlyReply(await ask("analysis", { request: "How many rows?", context: "sales.csv" }));
      expect(reply).to.include({ performative: "inform", sender: "agent:Analyst", content: "Very well." });
      const [call] = vendor.calls;
      expect(call?.headers["traceparent"]).to.include(reply.traceId);
      expect(call?.request.messages.at(-1)?.content).to.match(/^A user is requesting: How many rows\?/);
    });

    it("with the performative that a structured answer chooses, as far as FIPA allows it", async () => {
      vendor.script(() => ({ kind: "text", text: '{"performative": "refuse", "content": "Not on Sundays."}' }));
      expect(onlyReply(await ask("analysis", "Work!"))).to.include({
        performative: "refuse",
        content: "Not on Sundays.",
      });
      vendor.script(() => ({ kind: "text", text: '{"performative": "accept-proposal", "content": "?"}' }));
      expect(onlyReply(await ask("analysis", "Work!")).performative).to.equal("inform");
    });

    it("an inform from every provider", async () => {
      const { body } = await ask("news", "It rains.", { performative: "inform" });
      expect(body.deliveredTo.toSorted()).to.deep.equal(["NewsA", "NewsB"]);
      expect(body.replies.map((each: any) => each.sender).toSorted()).to.deep.equal(["agent:NewsA", "agent:NewsB"]);
    });

    it("a receiver by name", async () => {
      const answer = await server.call(
        "POST",
        "/messages",
        { performative: "request", receivers: ["NewsB"], content: "Hello" },
        { prefer: "wait=30" },
      );
      expect(onlyReply(answer).sender).to.equal("agent:NewsB");
    });

    it("remembers what was said in a conversation that stays open", async () => {
      const opened = await server.call("POST", "/conversations", { protocol: "request-reply" });
      expect(opened.status).to.equal(201);
      const { id } = opened.body;
      vendor.script(() => ({ kind: "text", text: "My name is Analyst." }));
      onlyReply(await ask("analysis", "Who are you?", { conversationId: id }));
      onlyReply(await ask("analysis", "And who am I?", { conversationId: id }));
      const roles = vendor.calls.at(-1)?.request.messages.map((each) => each.role);
      expect(roles).to.deep.equal(["system", "user", "assistant", "user"]);
    });

    it("goes on after a limit, a fault and a cut connection", async () => {
      const faults = [{ kind: "status", status: 429, headers: { "retry-after": "0" } }, { kind: "cut" }] as const;
      for (const fault of faults) {
        let calls = 0;
        vendor.script(() => (calls++ === 0 ? fault : { kind: "text", text: "At last." }));
        expect(onlyReply(await ask("analysis", "Again?")).content).to.equal("At last.");
      }
    });
  });

  describe("lets agents work together", () => {
    it("by the tool send_message, whose result goes back to the model", async () => {
      vendor.script((request) => {
        if (speaker(request) === "Analyst") return { kind: "text", text: "42 rows" };
        if (lastOf(request)?.role === "tool") return { kind: "text", text: `They say: ${lastOf(request)?.content}` };
        return {
          kind: "calls",
          calls: [{ name: "send_message", arguments: { capability: "analysis", content: "Count." } }],
        };
      });
      const answer = await ask("management", "How many rows?");
      expect(onlyReply(answer).content).to.include("42 rows").and.to.include("Analyst");
      const { body } = await server.call("GET", `/conversations/${answer.body.conversationId}/messages`);
      expect(body.items.map((each: any) => each.sender)).to.deep.equal([
        "user:admin",
        "agent:Boss",
        "agent:Analyst",
        "agent:Boss",
      ]);
    });

    it("by a structured answer that addresses another capability", async () => {
      vendor.script((request) =>
        speaker(request) === "Analyst"
          ? { kind: "text", text: "42 rows" }
          : { kind: "text", text: '{"performative": "request", "targetCapability": "analysis", "content": "Count."}' },
      );
      expect(onlyReply(await ask("management", "How many rows?"))).to.include({
        sender: "agent:Boss",
        performative: "inform",
        content: "42 rows",
      });
    });

    it("but not in circles, nor for ever", async () => {
      const results: string[] = [];
      vendor.script((request) => {
        const last = lastOf(request);
        if (last?.role === "tool") {
          results.push(last.content);
          return { kind: "text", text: "I give up." };
        }
        const next: Record<string, string> = { Ping: "ponging", Pong: "pinging", Boss: "clerking", Clerk: "pinging" };
        const capability = next[speaker(request)] ?? "analysis";
        return { kind: "calls", calls: [{ name: "send_message", arguments: { capability, content: "You!" } }] };
      });
      onlyReply(await ask("pinging", "Start."));
      expect(results[0]).to.include("routing.loop");
      results.length = 0;
      onlyReply(await ask("management", "Start."));
      expect(results[0]).to.include("routing.too_many_hops");
    });

    it("and tells the model of a capability that nobody provides, and of a tool that it may not have", async () => {
      const results: string[] = [];
      vendor.script((request) => {
        if (lastOf(request)?.role !== "tool") {
          return {
            kind: "calls",
            calls: [
              { id: "a", name: "send_message", arguments: { capability: "analysys", content: "?" } },
              { id: "b", name: "rm_rf", arguments: {} },
              { id: "c", name: "send_message", arguments: "{broken" },
            ],
          };
        }
        results.push(...request.messages.filter((each) => each.role === "tool").map((each) => each.content));
        return { kind: "text", text: "I see." };
      });
      onlyReply(await ask("management", "Try."));
      expect(results).to.have.length(3);
      expect(results[0]).to.include("routing.no_capability_providers");
      expect(results[1]).to.include("tool.not_allowed");
      expect(results[2]).to.include("tool.invalid_arguments");
    });
  });

  it("carries out each of two calls to which the model gave the same id", async () => {
    vendor.script((request) => {
      if (speaker(request) === "Analyst") return { kind: "text", text: `Heard: ${lastOf(request)?.content}` };
      const results = request.messages.filter(({ role }) => role === "tool").map(({ content }) => content);
      if (results.length > 0) return { kind: "text", text: results.join(" | ") };
      const calls = ["first", "second"].map((content) => ({
        id: "call_0",
        name: "send_message",
        arguments: { capability: "analysis", content },
      }));
      return { kind: "calls", calls };
    });
    const { content } = onlyReply(await ask("management", "Ask twice."));
    expect(content).to.match(/first.* \| .*second/s);
  });

  describe("ends in a failure that says why", () => {
    const failureOf = async (answer: Promise<Answer>): Promise<string> => {
      const reply = onlyReply(await answer);
      expect(reply.performative).to.equal("failure");
      return reply.content.error.code;
    };

    it("when the model hangs, answers garbage, or refuses the key", async () => {
      vendor.script(() => ({ kind: "hang" }));
      expect(await failureOf(ask("hurrying", "Quick!"))).to.equal("llm.timeout");
      vendor.script(() => ({ kind: "garbage" }));
      expect(await failureOf(ask("analysis", "Hm?"))).to.equal("llm.invalid_response");
      vendor.script(() => ({ kind: "status", status: 401 }));
      expect(await failureOf(ask("analysis", "Hm?"))).to.equal("llm.rejected");
    });

    it("when the agent reaches its limits", async () => {
      vendor.script(() => ({
        kind: "calls",
        calls: [{ name: "send_message", arguments: { capability: "nowhere", content: "?" } }],
      }));
      expect(await failureOf(ask("brevity", "Go on."))).to.equal("resource.limit_exceeded");
    });

    it("when the agent has spent what it may, and says what that was", async () => {
      vendor.script(() => ({
        kind: "calls",
        calls: [{ name: "send_message", arguments: { capability: "nowhere", content: "?" } }],
      }));
      const answer = await ask("thrift", "Go on.");
      const { error } = onlyReply(answer).content;
      expect(error.code).to.equal("resource.limit_exceeded");
      // 11 tokens in and 7 out a call.
      expect(error.message).to.include("max_cost_usd of 0.15").and.to.include("2 model calls cost 0.162 US dollars");
      expect(vendor.calls).to.have.length(2);
      const { body } = await server.call("GET", "/events?kind=model.answered&agent=Thrifty");
      expect(body.items.map((each: any) => each.data.costUsd)).to.deep.equal([0.081, 0.081]);
    });

    it("tells no cost where there is no price for the model", async () => {
      await ask("analysis", "How many rows?");
      const { body } = await server.call("GET", "/events?kind=model.answered&agent=Analyst&limit=1");
      expect(body.items[0].data.costUsd).to.equal(null);
    });

    it("when the agent's time is up, however often the model could be asked again", async () => {
      vendor.script(() => ({ kind: "hang" }));
      expect(await failureOf(ask("patience", "Go on."))).to.be.oneOf(["resource.limit_exceeded", "llm.timeout"]);
    });

    it("when replyBy passes, and marks the conversation as failed", async () => {
      vendor.script(() => ({ kind: "hang" }));
      const answer = await ask("analysis", "Soon!", { replyBy: new Date(Date.now() + 1_500).toISOString() });
      expect(onlyReply(answer).content.error.code).to.equal("message.reply_by_passed");
      const state = await server.call("GET", `/conversations/${answer.body.conversationId}`);
      expect(state.body.state).to.equal("failed");
    });
  });

  describe("refuses with a typed error", () => {
    it("an unknown capability and an unknown agent, and suggests the nearest", async () => {
      const capability = await ask("analysys", "?");
      expect([capability.status, capability.body.code]).to.deep.equal([404, "routing.no_capability_providers"]);
      expect(JSON.stringify(capability.body)).to.include("analysis");
      const named = await server.call("POST", "/messages", {
        performative: "request",
        receivers: ["Analist"],
        content: "?",
      });
      expect(named.body.code).to.equal("agent.not_found");
      expect(JSON.stringify(named.body)).to.include("Analyst");
    });

    it("malformed and very large bodies, unknown performatives and fields", async () => {
      expect((await server.call("POST", "/messages", "{")).status).to.equal(400);
      const enormous = { performative: "request", targetCapability: "analysis", content: "x".repeat(10_000_000) };
      expect((await server.call("POST", "/messages", enormous)).status).to.equal(413);
      const shouted = await ask("analysis", "?", { performative: "shout" });
      expect(shouted.status).to.equal(422);
      const misspelt = await ask("analysis", "?", { replyWit: "x" });
      expect(misspelt.status).to.equal(422);
      expect(JSON.stringify(misspelt.body)).to.include("replyWith");
    });

    it("a duplicate id, a reply to nothing, and a message that the protocol does not allow", async () => {
      const id = randomUUID();
      onlyReply(await ask("analysis", "First.", { id }));
      expect(await refusal(ask("analysis", "Second.", { id }))).to.deep.equal([409, "message.duplicate"]);
      const { body } = await server.call("POST", "/conversations", { protocol: "query" });
      const there = { conversationId: body.id };
      expect(
        (await refusal(ask("analysis", "?", { ...there, inReplyTo: "nothing", performative: "query" })))[1],
      ).to.equal("message.reply_to_nothing");
      expect((await refusal(ask("analysis", "?", there)))[1]).to.equal("conversation.protocol_violation");
      const listed = await server.call("GET", `/conversations/${body.id}/messages`);
      expect(listed.body.items).to.deep.equal([]);
    });

    it("a message to a finished conversation, and content that is too large", async () => {
      const { body } = await ask("analysis", "Only this.");
      expect(await refusal(ask("analysis", "And this.", { conversationId: body.conversationId }))).to.deep.equal([
        409,
        "conversation.finished",
      ]);
      expect(await refusal(ask("brevity", "x".repeat(200)))).to.deep.equal([413, "message.too_large"]);
    });
  });

  it("loads all valid agents, and reports a file that is invalid", async () => {
    const { body } = await server.call("GET", "/agents?limit=200");
    expect(body.items).to.have.length(Object.keys(agents).length);
    const events = await server.call("GET", "/events?kind=agent.file_rejected");
    expect(JSON.stringify(events.body)).to.include("broken.md");
  });

  it("warns of an unknown provider, with and without a model", async () => {
    for (const model of [{}, { model: "gpt-4o" }]) {
      const definition = { name: "Lost", description: "d", systemPrompt: "Hi.", llm: { provider: "opnai" }, ...model };
      const { status, body } = await server.call("POST", "/agents/validate", definition);
      expect(status).to.equal(200);
      expect(JSON.stringify(body.warnings)).to.include("opnai").and.to.include("openai");
    }
  });

  it("cancels a conversation with a running turn", async () => {
    vendor.script(() => ({ kind: "hang", after: "Well" }));
    const sent = await server.call("POST", "/messages", {
      performative: "request",
      targetCapability: "analysis",
      content: "Take your time.",
    });
    expect(sent.status).to.equal(202);
    await eventually(async () => (vendor.calls.length > 0 ? true : null));
    const cancelled = await server.call("POST", `/conversations/${sent.body.conversationId}/cancel`);
    expect(cancelled.body.state).to.equal("completed");
    const reply = await eventually(async () => {
      const { body } = await server.call("GET", `/conversations/${sent.body.conversationId}/messages`);
      return body.items.find((each: any) => each.answers === sent.body.messageId) ?? null;
    });
    expect(reply.content.error.code).to.equal("conversation.cancelled");
  });
});
