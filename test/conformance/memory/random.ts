/**
 * Compares random sequences of writes with a simple model: every response, the present state, and the state at each earlier moment.
 */
import { expect } from "chai";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import type { AgentName } from "../../../src/domain/ids.ts";
import {
  placeKey,
  type Entity,
  type MemoryPlace,
  type MergeId,
  type Relation,
  type RelationId,
} from "../../../src/domain/memory.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { allOf, codeOf, moment, textsOf, type World } from "./fixture.ts";
import { createModel, type ModelEntity, type ModelMerge, type ModelRelation, type Seen } from "./model.ts";

const runs = 10;

const words = ["anchor", "Bicycle", "candle", "DRUM", "engine"];
const name = fc.constantFrom("Ada", "ADA ", "Bob", "Cleo", "Dora");
const type = fc.constantFrom("person", "Ship");
const texts = fc.array(fc.constantFrom(...words, "bicycle "), { maxLength: 3 });
const metadata = fc.dictionary(fc.constantFrom("a", "b"), fc.nat(2), { maxKeys: 2 });
/** Selects an existing item: taken modulo their number. */
const one = fc.nat(60);
const isPrivate = fc.boolean();

const mergesAndUndoing = [
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("merge" as const),
      one,
      others: fc.array(one, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("undo" as const), one }) },
] as const;

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("store" as const), isPrivate, name, type, texts, metadata }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("observe" as const), one, texts }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), one, texts }) },
  {
    weight: 3,
    arbitrary: fc.record(
      { do: fc.constant("change" as const), one, name, type, metadata },
      { requiredKeys: ["do", "one"] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("invalidate" as const), one }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("erase" as const), one }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant("relate" as const), one, other: one, isPrivate },
      ...{ type: fc.constantFrom("knows", "owns"), strength: fc.constantFrom(0.25, 1) },
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unrelate" as const), one }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("adjust" as const), one, strength: fc.constantFrom(0.5, 0.75) }),
  },
  ...mergesAndUndoing,
);

/** Only merges and relations, among few entities, so that interactions between them are frequent. */
const merging = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant("store" as const), isPrivate: fc.constant(false), type: fc.constant("person"), texts },
      ...{ name: fc.constantFrom("Ada", "Bob", "Cleo", "Dora"), metadata: fc.constant({}) },
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ do: fc.constant("relate" as const), one, other: one, isPrivate: fc.constant(false) },
      ...{ type: fc.constant("knows"), strength: fc.constant(1) },
    }),
  },
  ...mergesAndUndoing,
);

type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

const shownEntity = ({ name: its, type: kind, metadata: more, place, ...rest }: Entity): unknown => ({
  name: its,
  type: kind,
  metadata: more,
  texts: textsOf({ name: its, type: kind, metadata: more, place, ...rest }),
  place: placeKey(place),
});

const shownRelation = ({ from, to, type: kind, strength, place }: Relation): string =>
  [from, kind, to, strength, placeKey(place)].join(" ");

const createRun = (memory: MemoryBackend) => {
  const workspace = randomUUID();
  const here: MemoryPlace = { kind: "workspace", workspace };
  const own: MemoryPlace = { kind: "agent-only", workspace, agent: "ada" as AgentName };
  const places = [here, own];
  const model = createModel();
  const stored: ModelEntity[] = [];
  const related: ModelRelation[] = [];
  const merged: ModelMerge[] = [];
  let snapshots: { readonly asOf: string; readonly seen: Seen }[] = [];

  const placeOf = (isOwn: boolean): MemoryPlace => (isOwn ? own : here);
  /** Usually an entity that counts; some writes to others must be refused. */
  const pick = (index: number): ModelEntity | undefined => {
    const some = index % 6 === 0 ? stored : model.live();
    return some[index % Math.max(1, some.length)];
  };

  const store = async ({ isPrivate: isOwn, ...given }: Extract<Action, { do: "store" }>): Promise<void> => {
    const place = placeOf(isOwn);
    const isThere = model.bearer({ ...given, place }) !== undefined;
    const expected = model.store({ ...given, place });
    const { entity, outcome } = await memory.storeEntity({ ...given, place, observations: given.texts });
    expect(outcome === "created").to.equal(!isThere);
    if (isThere) expect(entity.id).to.equal(expected.id);
    else stored.push(expected);
    expected.id = entity.id;
  };

  const relate = async (given: Extract<Action, { do: "relate" }>): Promise<void> => {
    const [from, to] = [pick(given.one), pick(given.other)];
    if (from === undefined || to === undefined) return;
    const { type: kind, strength } = given;
    const place = placeOf(given.isPrivate);
    const expected = model.relate({ id: "", place, from, to, type: kind, strength, isLive: true });
    const work = memory.storeRelation({ place, from: from.id, to: to.id, type: kind, strength });
    expect(await codeOf(work)).to.equal(typeof expected === "string" ? expected : "none");
    if (typeof expected === "string") return;
    const { id } = await work;
    if (expected.id !== "") expect(id).to.equal(expected.id);
    expected.id = id;
    related.push(expected);
  };

  const merge = async ({ one: index, others }: Extract<Action, { do: "merge" }>): Promise<void> => {
    const into = pick(index);
    const from = others.flatMap((each) => pick(each) ?? []);
    if (into === undefined || from.length === 0) return;
    const expected = model.merge(into, from);
    const ids = from.map(({ id }) => id);
    const work = memory.mergeEntities(into.id, ids, places);
    expect(await codeOf(work)).to.equal(typeof expected === "string" ? expected : "none");
    if (typeof expected === "string") return;
    expected.id = await work;
    merged.push(expected);
  };

  const undo = async (index: number): Promise<void> => {
    const found = merged[index % Math.max(1, merged.length)];
    if (found === undefined) return;
    const takesErased = found.taken.some(({ entity }) => !model.isKept(entity));
    const expected = model.undo(found);
    expect(await codeOf(memory.undoMerge(found.id as MergeId, places))).to.equal(expected);
    if (expected === "none" && takesErased) snapshots = [];
  };

  const forgetEverywhere = (entity: ModelEntity): void => {
    const { id } = entity;
    // Erasing an entity also removes what it gave to others from their history.
    if (merged.some(({ taken }) => taken.some((each) => each.entity === entity))) snapshots = [];
    snapshots = snapshots.map(({ asOf, seen }) => ({
      asOf,
      seen: {
        entities: new Map([...seen.entities].filter(([each]) => each !== id)),
        relations: seen.relations.filter((each) => !each.includes(id)),
      },
    }));
  };

  const toEntity = async (
    given: Extract<Action, { do: "observe" | "remove" | "change" | "invalidate" | "erase" }>,
  ): Promise<void> => {
    const entity = pick(given.one);
    if (entity === undefined) return;
    const { id } = entity;
    const expectCode = async (work: Promise<unknown>, code: string): Promise<void> =>
      void expect(await codeOf(work)).to.equal(code);
    if (given.do === "observe") {
      return expectCode(memory.addObservations(id, places, given.texts, null), model.observe(entity, given.texts));
    }
    if (given.do === "remove") {
      return expectCode(memory.removeObservations(id, places, given.texts), model.remove(entity, given.texts));
    }
    if (given.do === "invalidate") return expectCode(memory.invalidateEntity(id, places), model.invalidate(entity));
    if (given.do === "erase") {
      await expectCode(memory.eraseEntity(id, places), model.erase(entity));
      return forgetEverywhere(entity);
    }
    const { do: _do, one: _one, ...change } = given;
    return expectCode(memory.changeEntity(id, places, change), model.change(entity, change));
  };

  const unrelate = async (index: number): Promise<void> => {
    const relation = related[index % Math.max(1, related.length)];
    if (relation === undefined) return;
    const expected = model.unrelate(relation);
    expect(await codeOf(memory.invalidateRelation(relation.id as RelationId, places))).to.equal(expected);
  };

  const adjust = async ({ one: index, strength }: Extract<Action, { do: "adjust" }>): Promise<void> => {
    const relation = related[index % Math.max(1, related.length)];
    if (relation === undefined) return;
    const expected = model.adjust(relation, strength);
    const work = memory.changeRelation(relation.id as RelationId, places, { strength });
    expect(await codeOf(work)).to.equal(expected);
  };

  const perform = async (given: Action): Promise<void> => {
    if (given.do === "store") return store(given);
    if (given.do === "relate") return relate(given);
    if (given.do === "merge") return merge(given);
    if (given.do === "undo") return undo(given.one);
    if (given.do === "unrelate") return unrelate(given.one);
    if (given.do === "adjust") return adjust(given);
    return toEntity(given);
  };

  const expectSeen = async (seen: Seen, asOf?: string): Promise<void> => {
    const filter = { places, ...(asOf === undefined ? {} : { asOf }) };
    const entities = await allOf((page) => memory.findEntities(filter, page));
    expect(new Map(entities.map((each) => [each.id, shownEntity(each)]))).to.deep.equal(seen.entities);
    const relations = await allOf((page) => memory.findRelations(filter, page));
    expect(relations.map(shownRelation).toSorted()).to.deep.equal(seen.relations.toSorted());
  };

  /** Words, vectors, walks and counts agree with the lists. */
  const expectAgreement = async (): Promise<void> => {
    const live = model.live();
    const ids = live.map(({ id }) => id).toSorted();
    const query = { places, limit: 100, minSimilarity: -1 };
    for (const word of words) {
      const holding = live.filter(({ observations }) =>
        observations.some(({ text }) => text.toLowerCase().trim() === word.toLowerCase()),
      );
      const found = await memory.search({ ...query, text: word, mode: "keyword" });
      expect(found.map(({ entity }) => entity.id).toSorted()).to.deep.equal(holding.map(({ id }) => id).toSorted());
    }
    const near = await memory.search({ ...query, text: "anything", mode: "semantic" });
    expect(near.map(({ entity }) => entity.id).toSorted()).to.deep.equal(ids);
    for (const entity of live) {
      const walk = { from: entity.id, places, depth: 10, direction: "both", limit: 100 } as const;
      const reached = (await memory.traverse(walk)).map((each) => each.entity.id);
      expect(new Set(reached)).to.deep.equal(model.reachable(entity));
    }
    const observations = live.reduce((sum, each) => sum + each.observations.length, 0);
    const relations = model.seen().relations.length;
    expect(await memory.statistics(places)).to.deep.include({ entities: live.length, observations, relations });
  };

  return {
    perform: async (given: Action): Promise<void> => {
      await perform(given);
      snapshots.push({ asOf: moment(), seen: model.seen() });
    },
    finish: async (): Promise<void> => {
      await expectSeen(model.seen());
      for (const { asOf, seen } of snapshots) await expectSeen(seen, asOf);
      await expectAgreement();
      const known = await allOf((page) => memory.findMerges(places, page));
      const lasting = known.filter(({ undoneAt }) => undoneAt === null).map(({ id }) => id);
      expect(lasting.toSorted()).to.deep.equal(model.lasting().toSorted());
    },
  };
};

export const random = (world: World): void => {
  const expectAlike = async (each: fc.Arbitrary<Action>): Promise<void> => {
    await fc.assert(
      fc.asyncProperty(fc.array(each, { minLength: 10, maxLength: 40 }), async (actions) => {
        const run = createRun(world.memory);
        for (const given of actions) await run.perform(given);
        await run.finish();
      }),
      { numRuns: runs },
    );
    expect(await world.memory.check(false)).to.deep.equal([]);
  };

  it("matches a simple model after any sequence of writes, now and at each earlier moment", async () => {
    await expectAlike(action);
  });

  it("matches it after any sequence of relations, merges and undone merges", async () => {
    await expectAlike(merging);
  });
};
