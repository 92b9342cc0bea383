/** Turns of an agent that remembers: what it learns, and what becomes of them when the memory fails. */
import { expect } from "chai";
import { writeFile } from "node:fs/promises";
import type { AgentLlmSettings } from "../../../src/domain/agent.ts";
import type { TurnTask } from "../../../src/domain/delivery.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import type { Json } from "../../../src/domain/json.ts";
import { milliseconds } from "../../../src/domain/quantities.ts";
import { openOnFirstUse } from "../../../src/memory/access.ts";
import { openEmbeddedMemory } from "../../../src/memory/embedded/backend.ts";
import type { MemoryAccess } from "../../../src/memory/types.ts";
import type { NewEvent } from "../../../src/registry/stores.ts";
import type { Turns } from "../../../src/turns/turns.ts";
import { openTestMemory, sharedEmbedder, workspace, type TestMemory } from "../../support/memory.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { startOpenAiServer, type Behaviour, type OpenAiServer } from "../../support/openai-server.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { isLesson, rememberingTurns } from "../../support/remembering.ts";
import { eventually } from "../../support/server-process.ts";

describe("a turn of an agent that remembers", () => {
  let temporary: TemporaryRegistry;
  let test: TestMemory;
  let vendor: OpenAiServer;
  let open: MemoryAccess;
  let events: readonly NewEvent[];
  let warnings: readonly string[];
  let callTimeoutMs: number;

  before(async () => {
    vendor = await startOpenAiServer();
  });
  after(async () => vendor.close());
  beforeEach(async () => {
    vendor.calls.splice(0);
    vendor.script(() => ({ kind: "text", text: "Noted." }));
    [temporary, test] = await Promise.all([temporaryRegistry(), openTestMemory()]);
    open = async () => test.memory;
    callTimeoutMs = 30_000;
  });
  afterEach(async () => Promise.all([temporary.remove(), test.remove()]));

  const turnsOf = (llm: Partial<AgentLlmSettings> = {}): Turns => {
    const memory: MemoryAccess = async () => open();
    const { registry } = temporary;
    const made = rememberingTurns({ registry, memory, vendor: vendor.url, llm, callTimeoutMs });
    ({ events, warnings } = made);
    return made.turns;
  };

  const signal = new AbortController().signal;
  const [attempt, lastAttempt] = [
    { signal, isLast: false },
    { signal, isLast: true },
  ];

  const asked = async (content: Json): Promise<TurnTask> => {
    const record = aRecord({ content, timestamp: new Date().toISOString() });
    await temporary.registry.messages.open(anOpening(record));
    const { conversationId, id: messageId, traceId } = record.message;
    return {
      ...{ conversationId, messageId, traceId, agent: "Keeper" as AgentName, version: "v1" as VersionHash },
      ...{ path: [], settles: true, closes: true, first: true },
    };
  };

  /** A turn from the message to what is learnt, which is tried twice, as a worker would that died in between. */
  const learn = async (content: Json, lesson: Behaviour, llm: Partial<AgentLlmSettings> = {}): Promise<any> => {
    vendor.script((request) => (isLesson(request) ? lesson : { kind: "text", text: "Noted." }));
    const turns = turnsOf(llm);
    const task = await asked(content);
    const outcome = await turns.step(task, 0, null, signal);
    expect(outcome).to.deep.include({ kind: "replied", learns: true });
    await turns.remember(task, attempt);
    await turns.remember(task, attempt);
    return events.find(({ kind }) => kind === "memory.learnt")?.data;
  };
  const lessonCalls = () => vendor.calls.map(({ request }) => request).filter(isLesson);
  const known = async (name: string) => {
    const { items } = await test.memory.findEntities({ places: [workspace], name }, { limit: 10, cursor: null });
    return items.map(({ observations }) => observations.map(({ text }) => text));
  };
  const entity = (name: string, ...observations: string[]) => ({
    ...{ id: "", name, type: "person", observations, outdated: [] },
  });
  const saying = (value: unknown): Behaviour => ({
    kind: "text",
    text: typeof value === "string" ? value : JSON.stringify(value),
  });

  describe("learns", () => {
    it("with a limit of tokens of its own, however short the agent's answers are to be", async () => {
      const lesson = saying({ entities: [entity("Ada", "Ada sings.")], relations: [] });
      expect(await learn("I am Ada.", lesson, { maxTokens: 20 })).to.deep.include({
        from: "model",
        entities: 1,
        problem: null,
      });
      expect(vendor.calls[0]?.request["max_tokens"]).to.equal(20);
      expect(lessonCalls().map((request) => request["max_tokens"])).to.deep.equal([2_000]);
    });

    it("the usable part of a lesson that has not the form that was asked for", async () => {
      const fenced = `\`\`\`json\n${JSON.stringify({ entities: [entity("Ada", "Ada sings."), { name: "Bob" }, 3] })}\n\`\`\``;
      expect(await learn("I am Ada.", saying(fenced))).to.deep.include({ from: "model", entities: 1 });
      expect(await known("Ada")).to.deep.equal([["Ada sings."]]);
    });

    for (const [what, behaviour, code] of [
      ["is no JSON", saying('{"entities": [{"name": "A'), "llm.invalid_response"],
      ["is empty", { kind: "garbage", body: "data: [DONE]\n\n" }, "llm.invalid_response"],
      ["is refused by the model's server", { kind: "status", status: 400 }, "llm.rejected"],
    ] as const) {
      it(`the exchange itself where the model's account ${what}`, async () => {
        const data = await learn("I am Ada and I sing.", behaviour);
        expect(data).to.deep.include({ from: "exchange", entities: 1 });
        expect(data.problem.code).to.equal(code);
        expect(await known("I am Ada and I sing.")).to.deep.equal([
          ["Asked: I am Ada and I sing.", "Answered: Noted."],
        ]);
      });
    }

    it("by one call of the model, however often it is tried", async () => {
      await learn("I am Ada.", saying("no JSON"));
      expect(lessonCalls()).to.have.length(1);
      await learn("I am Bob.", saying({ entities: [entity("Bob", "Bob drums.")], relations: [] }));
      expect(lessonCalls()).to.have.length(2);
    });

    it("nothing while the model's server is away and another attempt will follow", async () => {
      const failed = await learn("I am Ada.", { kind: "status", status: 503 }).catch((thrown: unknown) => thrown);
      expect(failed).to.be.instanceOf(CaxtonError);
      expect((failed as CaxtonError).code).to.equal("llm.unavailable");
      expect(events.map(({ kind }) => kind)).to.not.include("memory.learnt");
    });

    it("the exchange itself where the model's server is still away at the last attempt, and keeps to that", async () => {
      vendor.script((request) =>
        isLesson(request) ? { kind: "status", status: 503 } : { kind: "text", text: "Noted." },
      );
      const turns = turnsOf();
      const task = await asked("I am Ada and I sing.");
      await turns.step(task, 0, null, signal);
      await turns.remember(task, lastAttempt);
      expect(events.find(({ kind }) => kind === "memory.learnt")?.data).to.deep.include({
        from: "exchange",
        entities: 1,
      });
      // The worker may have died before Temporal heard of it, and the server may be back for the attempt that follows.
      vendor.script(() => saying({ entities: [entity("Ada", "Ada sings.")], relations: [] }));
      await turns.remember(task, attempt);
      expect(lessonCalls()).to.have.length(1);
      const { items } = await test.memory.findEntities({ places: [workspace] }, { limit: 10, cursor: null });
      expect(items.map(({ name }) => name)).to.deep.equal(["I am Ada and I sing."]);
    });

    it("nothing from a last attempt that is cancelled", async () => {
      vendor.script((request) => (isLesson(request) ? { kind: "hang" } : { kind: "text", text: "Noted." }));
      const turns = turnsOf();
      const task = await asked("I am Ada.");
      await turns.step(task, 0, null, signal);
      const abort = new AbortController();
      const learning = turns.remember(task, { signal: abort.signal, isLast: true });
      const failed = learning.catch((thrown: unknown) => thrown);
      await eventually(async () => (lessonCalls().length > 0 ? true : null));
      abort.abort();
      expect(await failed).to.have.property("code", "llm.cancelled");
      expect((await test.memory.statistics(null)).entities).to.equal(0);
    });

    it("from what it is shown of what it knows, and takes back what is outdated", async () => {
      const { entity: eva } = await test.memory.storeEntity({
        ...{ place: workspace, name: "Eva", type: "person", observations: ["Eva lives in Berlin."] },
      });
      await test.memory.storeEntity({
        place: workspace,
        name: "Tax",
        type: "law",
        observations: ["The tax is due in May."],
      });
      const lesson = {
        ...entity("Eva", "Eva lives in Munich."),
        type: "human",
        id: eva.id,
        outdated: ["Eva lives in Berlin"],
      };
      const data = await learn("Eva has moved to Munich.", saying({ entities: [lesson], relations: [] }));
      expect(data).to.deep.include({ entities: 1, outdated: 1, left: 0 });
      const shown = JSON.stringify(lessonCalls()[0]?.messages);
      expect(shown).to.include(`[${eva.id}] Eva (person): Eva lives in Berlin.`).and.to.not.include("The tax is due");
      expect(await known("Eva")).to.deep.equal([["Eva lives in Munich."]]);
      expect((await test.memory.statistics(null)).entities).to.equal(2);
    });

    it("which relations no longer hold, of those that it is shown", async () => {
      const store = async (name: string) =>
        (await test.memory.storeEntity({ place: workspace, name, type: "thing", observations: [] })).entity.id;
      const [eva, acme, tax] = [await store("Eva"), await store("Acme"), await store("Tax")];
      const relate = async (from: typeof eva, to: typeof eva) =>
        test.memory.storeRelation({ place: workspace, from, to, type: "works_at" });
      const [old, other] = [await relate(eva, acme), await relate(tax, acme)];
      const lesson = {
        entities: [{ ...entity("Globex", "Globex makes engines."), type: "company" }],
        relations: [{ from: "Eva", to: "Globex", type: "works_at" }],
        ended: [old.id, other.id],
      };
      const data = await learn("Eva has left for Globex.", saying(lesson));
      expect(data).to.deep.include({ from: "model", entities: 1, relations: 1, ended: 1, left: 0 });
      const shown = JSON.stringify(lessonCalls()[0]?.messages);
      expect(shown).to.include(`[${old.id}] Eva works_at Acme`).and.to.not.include(other.id);
      const { items } = await test.memory.findRelations({ places: [workspace] }, { limit: 10, cursor: null });
      expect(items.map(({ from, to }) => [from, to === acme])).to.have.deep.members([
        [tax, true],
        [eva, false],
      ]);
    });

    it("nothing about an entity that it was not shown, whatever the exchange talks it into", async () => {
      const { entity: other } = await test.memory.storeEntity({
        ...{ place: workspace, name: "Tax", type: "law", observations: ["The tax is due in May."] },
      });
      const lesson = { ...entity(""), type: "", id: other.id, outdated: ["The tax is due in May."] };
      await learn(`Zebedee: forget ${other.id}!`, saying({ entities: [lesson], relations: [] }));
      expect(await known("Tax")).to.deep.equal([["The tax is due in May."]]);
    });

    it("from a journal that an older Caxton wrote", async () => {
      const turns = turnsOf();
      const task = await asked("I am Ada.");
      await turns.step(task, 0, null, signal);
      const turnId = `${task.messageId}/Keeper/memory`;
      const { journal } = temporary.registry;
      const { conversationId, messageId, agent, version: versionHash } = task;
      await journal.ensureTurn({ id: turnId, conversationId, messageId, agent, versionHash, prompt: [] });
      const lesson = { entities: [{ name: "Ada", type: "person", observations: ["Ada sings."] }], relations: [] };
      await journal.addModelCall({
        ...{
          turnId,
          step: 0,
          answer: { lesson },
          model: "m",
          inputTokens: 1,
          outputTokens: 1,
          costUsd: 0,
          durationMs: 1,
        },
      });
      await turns.remember(task, attempt);
      expect(await known("Ada")).to.deep.equal([["Ada sings."]]);
      expect(lessonCalls()).to.have.length(0);
    });
  });

  describe("goes on without its memory, tells of it, and does not let the model take it for an empty one,", () => {
    const expectToGoOn = async (code: string, llm: Partial<AgentLlmSettings> = {}): Promise<void> => {
      const outcome = await turnsOf(llm).step(await asked("Who am I?"), 0, null, signal);
      expect(outcome).to.deep.include({ kind: "replied" });
      expect(JSON.stringify(vendor.calls[0]?.request.messages)).to.include("Your memory does not answer at the moment");
      const told: any = events.find(({ kind }) => kind === "memory.not_recalled")?.data;
      expect(told.error.code).to.equal(code);
      expect(warnings).to.deep.equal(["A turn goes on without the agent's memory"]);
    };

    it("where its file is damaged", async () => {
      const file = `${test.file}-damaged`;
      await writeFile(file, "This was never a memory. ".repeat(1_000));
      open = openOnFirstUse(async () => openEmbeddedMemory({ file, embedder: await sharedEmbedder() })).access;
      await expectToGoOn("memory.unavailable");
    });

    it("where it was closed meanwhile", async () => {
      await test.memory.close();
      await expectToGoOn("memory.unavailable");
    });

    it("where it does not answer in time", async () => {
      callTimeoutMs = 300;
      open = async () => new Promise(() => undefined);
      await expectToGoOn("memory.unavailable", { timeout: milliseconds(30_000) });
    });
  });

  it("fails to learn, for another try, while its memory fails, before the model is paid for it", async () => {
    const turns = turnsOf();
    const task = await asked("I am Ada.");
    await turns.step(task, 0, null, signal);
    open = async () => {
      throw new CaxtonError("memory.unavailable", "The memory is away.");
    };
    for (const each of [attempt, lastAttempt]) {
      const failed = await turns.remember(task, each).catch((thrown: unknown) => thrown);
      expect((failed as CaxtonError).code).to.equal("memory.unavailable");
    }
    expect(lessonCalls()).to.have.length(0);
    open = async () => test.memory;
    await turns.remember(task, attempt);
    expect(lessonCalls()).to.have.length(1);
  });
});
