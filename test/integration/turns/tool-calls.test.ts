/** Tool calls of a turn: repeated where that is safe, counted, audited, and referred to by names of their own. */
import { expect } from "chai";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConfigAgentDefinition } from "../../../src/domain/agent.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { ChatRequest } from "../../../src/llm/provider.ts";
import type { MessageRecord } from "../../../src/registry/stores.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { aDefinition } from "../../support/agents.ts";
import { startBuiltTools, type BuiltTools } from "../../support/built-tools.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { aTool, callTool } from "../../support/tools.ts";
import { driveTurns, type DrivenTurns, type ScriptedAnswer } from "../../support/turns.ts";

/** The results that the model has been given so far, oldest first. */
const resultsIn = ({ messages }: ChatRequest): readonly any[] =>
  messages.flatMap((each) => (each.role === "tool" ? [JSON.parse(each.content)] : []));

describe("tool calls of a turn", function () {
  this.timeout(60_000);
  let temporary: TemporaryRegistry;
  let message: MessageRecord;

  beforeEach(async () => {
    temporary = await temporaryRegistry();
    message = aRecord();
    await temporary.registry.messages.open(anOpening(message));
  });
  afterEach(async () => temporary.remove());

  const drive = (
    tools: readonly Tool[],
    script: (request: ChatRequest) => ScriptedAnswer,
    more: {
      readonly limits?: Partial<ConfigAgentDefinition["limits"]>;
      readonly journal?: Parameters<typeof driveTurns>[0]["journal"];
    } = {},
  ): DrivenTurns => {
    const definition = aDefinition({ name: "Greeter", tools: tools.map(({ name }) => name) });
    const limits = { ...definition.limits, ...more.limits };
    const { registry } = temporary;
    const { journal = {} } = more;
    return driveTurns({ registry, message, tools, script, journal, definition: { ...definition, limits } });
  };

  const eventsOf = async (kind: string): Promise<readonly any[]> =>
    (await temporary.registry.events.after({ kind }, 0, 100)).map(({ data, ...rest }) => ({ ...rest, ...data }));

  describe("over a network that drops the first connection", () => {
    let web: Server;
    let tools: BuiltTools;
    let port: number;
    let seen: string[];
    let drops: number;

    before(async () => {
      web = createServer((request, response) => {
        seen.push(request.method ?? "");
        if (drops-- > 0) request.socket.destroy();
        else response.setHeader("content-type", "text/plain").end("here");
      }).listen(0, "127.0.0.1");
      await once(web, "listening");
      ({ port } = web.address() as AddressInfo);
      const network = [{ host: "here.test", ports: [port], methods: ["GET", "POST"], private: true }];
      tools = await startBuiltTools({ grants: { http_client: { network } } });
    });
    after(async () => {
      await tools.close();
      web.close();
    });
    beforeEach(() => {
      seen = [];
      drops = 1;
    });

    /** What the model is told of a call. */
    const ask = async (tool: Tool, args: JsonObject): Promise<any> => {
      let told: unknown;
      const call = { id: "c1", name: tool.name, arguments: { url: `http://here.test:${port}/`, ...args } };
      await drive([tool], (request) => {
        [told] = resultsIn(request);
        return told === undefined ? { calls: [call] } : { text: "Done." };
      }).run();
      return told;
    };
    const client = (): Tool => tools.tools.find(({ name }) => name === "http_client") as Tool;

    it("a GET is made again, and both attempts are audited", async () => {
      expect(await ask(client(), {})).to.deep.include({ status: 200, body: "here" });
      expect(seen).to.deep.equal(["GET", "GET"]);
      const [attempt, ...noMore] = await eventsOf("tool.attempt_failed");
      expect(noMore).to.deep.equal([]);
      const grants = [{ grant: "network", target: `GET http://here.test:${port}`, allowed: true }];
      expect(attempt).to.deep.include({ tool: "http_client", origin: "built-in", ok: false, grants });
      expect(attempt.error.code).to.equal("tool.unavailable");
      const [called] = await eventsOf("tool.called");
      expect(called).to.deep.include({ ok: true, grants, via: "turn", agent: "Greeter" });
      expect(called.conversationId).to.equal(message.message.conversationId);
      expect(called.fuel).to.be.greaterThan(0);
    });

    it("a POST is not, and the model is told why it failed", async () => {
      const { error } = await ask(client(), { method: "POST", body: "x" });
      expect(error.code).to.equal("tool.unavailable");
      expect(error.message).to.include("the connection was closed in the middle");
      expect(seen).to.deep.equal(["POST"]);
    });

    it("a POST is where the manifest says that every call may be", async () => {
      const idempotent = tools.variant("http_client", { name: "posting_client", idempotent: true });
      expect(await ask(idempotent, { method: "POST", body: "x" })).to.deep.include({ status: 200 });
      expect(seen).to.deep.equal(["POST", "POST"]);
    });

    it("a call that is given up is audited with what its attempts used", async () => {
      drops = 99;
      const { error } = await ask(client(), {});
      expect(error.code).to.equal("tool.unavailable");
      expect(seen).to.deep.equal(["GET", "GET", "GET"]);
      const attempts = await eventsOf("tool.attempt_failed");
      const [called, ...noMore] = await eventsOf("tool.called");
      expect(noMore).to.deep.equal([]);
      expect(called).to.deep.include({ ok: false, origin: "built-in", attempts: 3 });
      expect(called.grants).to.deep.equal(attempts[0].grants);
      const sum = (key: string): number => attempts.reduce((total, each) => total + each[key], 0);
      expect([called.fuel, called.durationMs]).to.deep.equal([sum("fuel"), sum("durationMs")]);
    });

    it("a grant that is missing keeps its code, and the hint says where to add which", async () => {
      drops = 0;
      const network = [{ host: "other.test", ports: [80], methods: ["GET"], private: false }];
      const grants = { network, storage: [], database: [], env: [], secrets: [] };
      const mine = tools.variant("http_client", { name: "my_client", grants });
      const refused = await ask(mine, {});
      expect(refused.error.code).to.equal("tool.grant_missing");
      expect(refused.error.hint).to.include("grants.network in the tool's manifest").and.include("here.test");
      const thrown = await callTool(client(), { url: "http://elsewhere.test/" }).catch((error: unknown) => error);
      expect(thrown).to.include({ code: "tool.grant_missing" });
      expect((thrown as CaxtonError).hint).to.include("tools.grants.http_client.network");
    });
  });

  it("a call for which the sandbox had no room is made again, whether or not it is idempotent", async () => {
    for (const idempotent of [true, false]) {
      let refusals = 2;
      const tool = aTool(
        `busy_${idempotent}`,
        async () => {
          if (refusals-- > 0) throw new CaxtonError("sandbox.overloaded", "Too many calls.", { retryAfterMs: 1 });
          return { value: { done: true }, audit: {} };
        },
        { idempotent },
      );
      message = aRecord();
      await temporary.registry.messages.open(anOpening(message));
      let told: unknown;
      await drive([tool], (request) => {
        [told] = resultsIn(request);
        return told === undefined ? { calls: [{ id: "c1", name: tool.name, arguments: {} }] } : { text: "Done." };
      }).run();
      expect(told, tool.name).to.deep.equal({ done: true });
    }
  });

  it("a worker that was lost is said to be the end of the call, with no time made up for it", async () => {
    const tool = aTool("slow", async () => ({ value: 1, audit: {} }));
    const driven = drive([tool], () => ({ calls: [{ id: "c1", name: "slow", arguments: {} }] }));
    await driven.step(0);
    await driven.turns.abandonCall(driven.task, 0, "c1", { code: "internal.worker_lost", message: "It ended." });
    const [called] = await eventsOf("tool.called");
    expect(called).to.deep.include({ origin: "embedded", ok: false, durationMs: null, attempts: 0, fuel: null });
    expect(called.error.code).to.equal("internal.worker_lost");
  });

  it("a time-out of the call is the tool's, not the model's", async () => {
    const driven = drive([aTool("slow", async () => ({ value: 1, audit: {} }))], () => ({
      calls: [{ id: "c1", name: "slow", arguments: {} }],
    }));
    await driven.step(0);
    await driven.turns.abandonCall(driven.task, 0, "c1", { code: "llm.timeout", message: "It took too long." });
    const [called] = await eventsOf("tool.called");
    expect(called.error.code).to.equal("tool.timeout");
  });

  it("the journal and the audit are written together, or neither is", async () => {
    const { journal } = temporary.registry;
    const tool = aTool("counts", async () => ({ value: 1, audit: {} }));
    let crashes = 1;
    const driven = drive([tool], () => ({ calls: [{ id: "c1", name: "counts", arguments: {} }] }), {
      journal: {
        addToolCall: async (call, event) => {
          await journal.addToolCall(call, event);
          if (crashes-- > 0) throw new CaxtonError("internal.unexpected", "The process ended right after it.");
        },
      },
    });
    await driven.step(0);
    const never = new AbortController().signal;
    await driven.turns.callTool(driven.task, 0, "c1", never).catch(() => undefined);
    await driven.turns.callTool(driven.task, 0, "c1", never);
    expect(await eventsOf("tool.called")).to.have.length(1);
  });

  describe("beyond max_tool_calls", () => {
    let made: number;
    const counts = aTool("counts", async () => ({ value: { made: (made += 1) }, audit: {} }));
    const call = (id: string) => ({ id, name: "counts", arguments: {} });
    beforeEach(() => {
      made = 0;
    });

    it("the model is told, and answers without tools", async () => {
      const driven = drive(
        [counts],
        (request) =>
          resultsIn(request).length === 0 ? { calls: ["a", "b", "c"].map(call) } : { text: "Two are enough." },
        { limits: { maxToolCalls: 2 } },
      );
      expect(await driven.run()).to.equal("Two are enough.");
      expect(made).to.equal(2);
      const [first, last] = driven.asked;
      expect(first?.tools.map(({ name }) => name)).to.deep.equal(["counts"]);
      expect(last?.tools).to.deep.equal([]);
      const [, , third] = last === undefined ? [] : resultsIn(last);
      expect(third.error.message).to.include("You may make 2 tool calls");
    });

    it("a call that was refused for another reason does not count", async () => {
      const driven = drive(
        [counts],
        (request) => {
          const count = resultsIn(request).length;
          if (count === 0) return { calls: [{ id: "x", name: "absent", arguments: {} }] };
          return count === 1 ? { calls: ["a", "b"].map(call) } : { text: "Done." };
        },
        { limits: { maxToolCalls: 2 } },
      );
      expect(await driven.run()).to.equal("Done.");
      expect(made).to.equal(2);
    });

    it("a model that goes on calling ends its turn", async () => {
      const driven = drive([counts], () => ({ calls: ["a", "b"].map(call) }), { limits: { maxToolCalls: 1 } });
      const thrown = await driven.run().catch((error: unknown) => error);
      expect(thrown).to.include({ code: "resource.limit_exceeded" });
      expect(String(thrown)).to.include("max_tool_calls");
      expect([made, driven.asked.length]).to.deep.equal([1, 2]);
    });
  });

  describe("whose ids come again in a later step", () => {
    const letters = aTool("letters", async ({ letter }) => ({
      value: { text: String(letter).repeat(9_000) },
      audit: {},
    }));
    const taken: unknown[] = [];
    const takes = aTool("takes", async ({ text }) => {
      taken.push(String(text).slice(0, 1));
      return { value: null, audit: {} };
    });
    const call = (name: string, args: JsonObject): ScriptedAnswer => ({
      calls: [{ id: "call_0", name, arguments: args }],
    });

    it("are told apart by their references", async () => {
      const references: string[] = [];
      const driven = drive([letters, takes], (request) => {
        const results = resultsIn(request);
        if (results.length === 0) return call("letters", { letter: "a" });
        if (results.length === 1) return call("letters", { letter: "b" });
        references.push(...results.slice(0, 2).map(({ note }) => /"\$result": "([^"]+)"/.exec(note)?.[1] ?? ""));
        if (results.length < 4) {
          return call("takes", { text: { $result: references[results.length - 2] ?? "", pointer: "/text" } });
        }
        return { text: "Done." };
      });
      taken.length = 0;
      await driven.run();
      expect(new Set(references).size).to.equal(2);
      expect(taken).to.deep.equal(["a", "b"]);
    });

    it("are refused by the bare id, which would be a guess; one that comes once is known by it, as of old", async () => {
      const told: any[] = [];
      const driven = drive([letters, takes], (request) => {
        const results = resultsIn(request);
        told.splice(0, told.length, ...results);
        if (results.length === 0) return call("letters", { letter: "a" });
        const bare = {
          calls: [{ id: "t", name: "takes", arguments: { text: { $result: "call_0", pointer: "/text" } } }],
        };
        if (results.length === 1) return bare;
        if (results.length === 2) return call("letters", { letter: "b" });
        return results.length === 3 ? bare : { text: "Done." };
      });
      taken.length = 0;
      await driven.run();
      expect(taken).to.deep.equal(["a"]);
      expect(told[3].error).to.deep.include({ code: "tool.invalid_arguments" });
      expect(told[3].error.message).to.include("call_0@0, call_0@2");
    });
  });
});
