/** Agents' use of a memory: a lesson learnt twice is stored once, and can be recalled. */
import { expect } from "chai";
import type { AgentName } from "../../../src/domain/ids.ts";
import type { LearntEntity, Lesson } from "../../../src/domain/lesson.ts";
import { createAgentMemory } from "../../../src/memory/agents/agent-memory.ts";
import { allOf, moment, recordsOf, sorted, sure, textsOf, type World } from "./fixture.ts";

const learnt = (name: string, type: string, observations: readonly string[], more: Partial<LearntEntity> = {}) => ({
  ...{ id: null, name, type, observations, outdated: [] },
  ...more,
});

const lesson: Lesson = {
  entities: [
    learnt("Ada", "person", ["Ada drinks tea.", "Ada lives in Berlin."]),
    learnt("Berlin", "city", ["Berlin is a city."]),
    learnt("ada", "Person", ["Ada sings."]),
  ],
  relations: [
    { from: "Ada", to: "Berlin", type: "lives_in" },
    { from: "Ada", to: "Nobody", type: "knows" },
  ],
  ended: [],
};
const provenance = { agent: null, conversationId: null, messageId: null, source: "a test" };

export const lessons = (world: World): void => {
  const settings = { enabled: true, scope: "workspace", autoStore: true, searchLimit: 10, minSimilarity: 0.3 } as const;
  const who = { agent: "concierge" as AgentName, settings };
  const agentMemory = () => createAgentMemory(async () => world.memory, world.here.workspace);

  it("stores a lesson once if it is learnt twice or concurrently", async () => {
    const agent = agentMemory();
    const once = await agent.learn(who, lesson, `turn of ${world.here.workspace}`, provenance);
    expect(once).to.deep.equal({ entities: 3, relations: 1, outdated: 0, ended: 0, left: 1 });
    const before = sorted(await recordsOf(world.memory, [world.here]));
    expect((await agent.learn(who, lesson, `turn of ${world.here.workspace}`, provenance)).entities).to.equal(0);
    await Promise.all([1, 2].map(async () => agent.learn(who, lesson, `turn of ${world.here.workspace}`, provenance)));
    expect(sorted(await recordsOf(world.memory, [world.here]))).to.deep.equal(before);
    expect(await allOf((page) => world.memory.findEntities({ places: [world.here] }, page))).to.have.length(2);
  });

  it("recalls what was learnt with its id, but not in another workspace", async () => {
    await agentMemory().learn(who, lesson, `turn of ${world.here.workspace}`, provenance);
    const [ada] = (await world.memory.findEntities({ places: [world.here], name: "ada" }, { limit: 1, cursor: null }))
      .items;
    const { text: recalled } = await agentMemory().recall(who, "What does Ada drink?");
    expect(recalled).to.include(`[${ada?.id}] Ada (person): Ada drinks tea.`);
    const stranger = createAgentMemory(async () => world.memory, world.elsewhere.workspace);
    expect(await stranger.recall(who, "What does Ada drink?")).to.deep.equal({ text: "", ids: [] });
  });

  it("ends outdated observations, and joins those that differ only in final punctuation", async () => {
    const { memory, here } = world;
    const agent = agentMemory();
    const learn = async (entity: LearntEntity, key: string) =>
      agent.learn(who, { entities: [entity], relations: [], ended: [] }, `${key} of ${here.workspace}`, provenance);
    await learn(learnt("Eva", "person", ["Eva lives in Berlin.", "Eva sings."]), "first turn");
    const find = async () =>
      (await memory.findEntities({ places: [here], name: "Eva" }, { limit: 2, cursor: null })).items;
    const [eva] = await find();
    const before = moment();
    const moved = { id: sure(eva).id, outdated: ["eva lives in berlin"] };
    const news = ["Eva lives in Munich", "EVA sings"];
    expect(await learn(learnt("Eva", "human", news, moved), "second turn")).to.deep.include({
      entities: 1,
      outdated: 1,
    });
    expect(await learn(learnt("Eva", "human", news, moved), "second turn")).to.deep.include({
      entities: 0,
      outdated: 0,
    });
    await learn(learnt("eva", "Person", ["Eva lives in Munich."]), "third turn");
    const found = await find();
    expect(found.map(textsOf)).to.deep.equal([["Eva sings.", "Eva lives in Munich"]]);
    expect(textsOf(await memory.getEntity(sure(eva).id, [here], before))).to.include("Eva lives in Berlin.");
  });

  it("ends relations that no longer hold, and keeps when they did", async () => {
    const { memory, here } = world;
    const agent = agentMemory();
    const [ada, acme, globex] = [await world.store("Ada"), await world.store("Acme"), await world.store("Globex")];
    const old = await world.relate(ada, acme, "works_at", { validFrom: "2020-01-01T00:00:00.000Z" });
    const lasting = await world.relate(ada, acme, "likes");
    const future = await world.relate(ada, globex, "visits", { validFrom: "2999-01-01T00:00:00.000Z" });
    const hidden = await world.relate(ada, acme, "envies", { place: world.ofAgent("other") });
    const before = moment();
    const { text, ids } = (await agent.review(who, "What does Ada do?")).relations;
    expect(text).to.include(`- [${old.id}] Ada works_at Acme`);
    expect([...ids].toSorted()).to.deep.equal([old.id, lasting.id].toSorted());
    const changed: Lesson = {
      entities: [],
      relations: [
        { from: "Ada", to: "Globex", type: "works_at" },
        { from: "Ada", to: "Acme", type: "likes" },
      ],
      ended: [old.id, lasting.id, future.id, hidden.id],
    };
    const learn = async () => agent.learn(who, changed, `turn of ${here.workspace}`, provenance);
    expect(await learn()).to.deep.equal({ entities: 0, relations: 2, outdated: 0, ended: 2, left: 0 });
    expect(await learn()).to.deep.include({ relations: 2, ended: 0 });
    const list = async (more: object) =>
      (await allOf((page) => memory.findRelations({ places: [here, world.ofAgent("other")], ...more }, page)))
        .map(({ from, type, to }) => `${from} ${type} ${to}`)
        .toSorted();
    const [works, likes, envies] = [
      `${ada.id} works_at ${globex.id}`,
      `${ada.id} likes ${acme.id}`,
      `${ada.id} envies ${acme.id}`,
    ];
    expect(await list({})).to.deep.equal([works, likes, envies].toSorted());
    const worked = `${ada.id} works_at ${acme.id}`;
    expect(await list({ asOf: before })).to.deep.equal([worked, likes, envies].toSorted());
    expect(await list({ validAt: "2021-01-01T00:00:00.000Z" })).to.include(worked);
    expect(String((await memory.getRelation(old.id, [here])).validTo) > before).to.equal(true);
    expect((await agent.review(who, "What does Ada do?")).relations.text).to.not.include(old.id);
  });
};
