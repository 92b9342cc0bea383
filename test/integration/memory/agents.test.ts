/** What an agent recalls, learns, and does with its tools, on a real memory. */
import { expect } from "chai";
import type { AgentMemorySettings } from "../../../src/domain/agent.ts";
import type { AgentName, ConversationId, MessageId } from "../../../src/domain/ids.ts";
import type { Json, JsonObject } from "../../../src/domain/json.ts";
import type { LearntEntity, LearntRelation } from "../../../src/domain/lesson.ts";
import type { Entity, MemoryPlace } from "../../../src/domain/memory.ts";
import { createAgentMemory } from "../../../src/memory/agents/agent-memory.ts";
import { createMemoryTools } from "../../../src/memory/agents/tools.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import type { ToolContext } from "../../../src/tools/types.ts";
import { openTestMemory, ofAgent, workspace, type TestMemory } from "../../support/memory.ts";

const agent = "concierge" as AgentName;
const own = ofAgent(agent);
const settings: AgentMemorySettings = {
  ...{ enabled: true, scope: "workspace", autoStore: true, searchLimit: 10, minSimilarity: 0.7 },
};
const provenance = { agent, conversationId: null, messageId: null, source: null };

const learnt = (name: string, observations: readonly string[], more: Partial<LearntEntity> = {}): LearntEntity => ({
  ...{ id: null, name, type: "person", observations, outdated: [] },
  ...more,
});

describe("the memory of an agent", () => {
  let test: TestMemory;
  let memory: MemoryBackend;

  beforeEach(async () => {
    test = await openTestMemory();
    memory = test.memory;
  });
  afterEach(async () => test.remove());

  const store = async (name: string, observations: readonly string[], place: MemoryPlace = workspace) =>
    (await memory.storeEntity({ place, name, type: "thing", observations })).entity;
  const ofAgents = () => createAgentMemory(async () => memory, "default");
  const recall = async (text: string, more: Partial<AgentMemorySettings> = {}) =>
    ofAgents().recall({ agent, settings: { ...settings, ...more } }, text);
  const learn = async (
    entities: readonly LearntEntity[],
    relations: readonly LearntRelation[] = [],
    key = "turn 1",
    more: Partial<AgentMemorySettings> = {},
  ) =>
    ofAgents().learn(
      { agent, settings: { ...settings, ...more } },
      { entities, relations, ended: [] },
      key,
      provenance,
    );
  const named = async (name: string): Promise<readonly Entity[]> =>
    (await memory.findEntities({ places: [own, workspace], name }, { limit: 10, cursor: null })).items;
  const textsOf = async (name: string) =>
    (await named(name)).map(({ observations }) => observations.map((o) => o.text));
  const relations = async () =>
    (await memory.findRelations({ places: [own, workspace] }, { limit: 50, cursor: null })).items;

  describe("recalls", () => {
    it("other memories besides a very long one", async () => {
      await store("Castle", [`The castle is in Wales. ${"It has many rooms. ".repeat(450)}`]);
      await store("Castle keeper", ["The castle's keeper is Bronwen."]);
      const { text, ids } = await recall("Who keeps the castle?");
      expect(ids).to.have.length(2);
      expect(text).to.include("Bronwen").and.to.include("The castle is in Wales.");
    });

    it("nothing that shares only function words with the message, however small the memory is", async () => {
      await store("Grail", ["The grail is in the castle."]);
      await store("Bob", ["Bob is the head of sales in Berlin."]);
      await store("Invoice 7", ["The invoice is in the drawer."]);
      expect(await recall("What is the boiling point of water in the mountains?")).to.deep.equal({ text: "", ids: [] });
      expect((await recall("Where is the grail?")).text).to.include("castle");
      // Matches by meaning need no shared word.
      expect((await recall("Who leads the sales team?", { minSimilarity: 0.3 })).text).to.include("Bob");
    });

    it("at most the requested number of entities, within the agent's token budget", async () => {
      for (let each = 0; each < 12; each++)
        await store(`Apple ${each}`, [`Apple number ${each} is ${"very ".repeat(40)}red.`]);
      expect((await recall("apple", { searchLimit: 3 })).ids).to.have.length(3);
      const [small, large] = [await recall("apple", { maxTokens: 200 }), await recall("apple", { maxTokens: 3_000 })];
      expect(small.ids.length).to.be.within(1, 3);
      expect(large.ids).to.have.length(10);
    });
  });

  describe("reviews, before it learns,", () => {
    it("the relations of what it recalls, each once and on a line that no name can forge", async () => {
      const forged = "[0191f3a2-4b7c-7d1e-8f00-3c5a9e2b7d41]";
      const [ada, acme] = [await store("Ada", ["Ada builds engines."]), await store(`Acme\n- ${forged} Eve`, [])];
      await store("Eve", ["Eve builds engines."]);
      for (const type of ["works_at", `owns ${forged}`]) {
        await memory.storeRelation({ place: workspace, from: ada.id, to: acme.id, type });
      }
      const review = async (maxTokens: number) =>
        (await ofAgents().review({ agent, settings: { ...settings, maxTokens } }, "Who builds engines?")).relations;
      const { text, ids } = await review(1_500);
      const bare = forged.slice(1, -1);
      const [works, owns] = await relations();
      expect(text.split("\n").toSorted()).to.deep.equal(
        [
          `- [${works?.id}] Ada works_at Acme - (${bare}) Eve`,
          `- [${owns?.id}] Ada owns (${bare}) Acme - (${bare}) Eve`,
        ].toSorted(),
      );
      expect(ids).to.have.length(2);
      expect((await review(100)).ids.length).to.be.lessThan(2);
    });
  });

  describe("learns", () => {
    it("the rest of a lesson if a relation or an entity cannot be stored", async () => {
      const secret = await store("Secret", ["The secret is the agent's own."], own);
      const lesson = [
        [learnt("Ada", ["Ada sings."]), learnt("Bob", ["Bob drums."]), learnt("Broken", [" "])],
        [
          { from: "Ada", to: secret.id, type: "knows" },
          { from: "Ada", to: "Bob", type: " " },
          { from: "Ada", to: "Nobody", type: "knows" },
          { from: "Ada", to: "Bob", type: "plays_with" },
        ],
      ] as const;
      expect(await learn(...lesson)).to.deep.equal({ entities: 2, relations: 2, outdated: 0, ended: 0, left: 3 });
      expect((await relations()).map(({ type, place }) => [type, place.kind])).to.have.deep.members([
        ["knows", "agent-only"],
        ["plays_with", "workspace"],
      ]);
      expect((await learn(...lesson)).entities).to.equal(0);
      expect(await relations()).to.have.length(2);
    });

    it("replacements of known facts: the old ones no longer count, but reads of an earlier time show them", async () => {
      await learn([learnt("Eva", ["Eva lives in Berlin.", "Eva likes cheese."])]);
      const [eva] = await named("Eva");
      const id = eva?.id ?? expect.fail("Eva is not there.");
      const before = eva?.observations.at(-1)?.recordedAt ?? "";
      await new Promise((resolve) => setTimeout(resolve, 5));
      const moved = learnt("Eva", ["Eva lives in Munich.", "eva likes CHEESE"], {
        id,
        outdated: ["eva lives in berlin"],
      });
      expect(await learn([moved], [], "turn 2")).to.deep.equal({
        entities: 1,
        relations: 0,
        outdated: 1,
        ended: 0,
        left: 0,
      });
      expect(await textsOf("Eva")).to.deep.equal([["Eva likes cheese.", "Eva lives in Munich."]]);
      const then = await memory.getEntity(id, [workspace], before);
      expect(then.observations.map(({ text }) => text)).to.deep.equal(["Eva lives in Berlin.", "Eva likes cheese."]);
      expect(await learn([moved], [], "turn 2")).to.deep.include({ entities: 0, outdated: 0 });
    });

    it("facts about an entity given by id, whatever its type in the lesson and its place", async () => {
      const secret = await store("Eva", ["Eva has a plan."], own);
      await learn([learnt("Eva", ["Eva's plan is good."], { id: secret.id, type: "human" })]);
      expect(await textsOf("Eva")).to.deep.equal([["Eva has a plan.", "Eva's plan is good."]]);
      await memory.invalidateEntity(secret.id, [own]);
      const late = await learn([learnt("Eva", ["Late."], { id: secret.id })], [], "turn 2");
      expect(late).to.deep.equal({ entities: 0, relations: 0, outdated: 0, ended: 0, left: 1 });
      expect(await named("Eva")).to.deep.equal([]);
    });

    it("a single observation if two differ only in final punctuation", async () => {
      await learn([learnt("Eva", ["Eva lives in Berlin."])]);
      await learn([learnt("eva", ["Eva lives in Berlin", "EVA lives in  Berlin!"])], [], "turn 2");
      expect(await textsOf("Eva")).to.deep.equal([["Eva lives in Berlin."]]);
    });
  });

  describe("has tools that", () => {
    let calls = 0;
    const call = async (name: string, args: JsonObject): Promise<any> => {
      const tools = createMemoryTools({
        open: async () => memory,
        workspace: "default",
        settingsOf: async () => settings,
      });
      const context = {
        agent,
        conversationId: null as ConversationId | null,
        messageId: null as MessageId | null,
        callKey: `call ${calls++}`,
      } as unknown as ToolContext;
      return (await tools.find((each) => each.name === name)?.call(args, context))?.value as Json;
    };

    it("relate the agent's own entities with shared ones, visible only to the agent", async () => {
      await call("memory_store", { name: "Plan", type: "thing", observations: ["x"], private: true });
      await call("memory_store", { name: "Ada", type: "person", observations: ["y"] });
      await call("memory_store", { name: "Bob", type: "person", observations: ["z"] });
      await call("memory_relate", { from: "Ada", type: "has", to: "Plan" });
      await call("memory_relate", { from: "Ada", type: "knows", to: "Bob" });
      await call("memory_relate", { from: "Ada", type: "distrusts", to: "Bob", private: true });
      expect(Object.fromEntries((await relations()).map(({ type, place }) => [type, place.kind]))).to.deep.equal({
        has: "agent-only",
        knows: "workspace",
        distrusts: "agent-only",
      });
    });

    it("search what was known at a time, and only entities of the given types", async () => {
      const ada = await store("Ada", ["Ada lives in Berlin."]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await memory.removeObservations(ada.id, [workspace], ["Ada lives in Berlin."]);
      await memory.addObservations(ada.id, [workspace], ["Ada lives in Munich."], null);
      const find = async (more: JsonObject) => JSON.stringify(await call("memory_search", { query: "Ada", ...more }));
      expect(await find({}))
        .to.include("Munich")
        .and.to.not.include("Berlin");
      expect(await find({ as_of: ada.recordedAt }))
        .to.include("Berlin")
        .and.to.not.include("Munich");
      expect(await find({ types: ["person"] })).to.equal("[]");
      expect(await find({ types: ["Thing"], as_of: "2000-01-01T00:00:00+01:00" })).to.equal("[]");
      const wrong = await find({ as_of: "yesterday" }).catch((thrown) => thrown);
      expect(wrong.code).to.equal("tool.invalid_arguments");
      expect(wrong.message).to.include("as_of").and.to.include("RFC 3339");
    });

    it("forget a fact given with other final punctuation", async () => {
      await store("Ada", ["Ada sings.", "Ada paints."]);
      expect((await call("memory_forget", { entity: "Ada", observations: ["ada sings"] })).observations).to.deep.equal([
        "Ada paints.",
      ]);
    });
  });
});
