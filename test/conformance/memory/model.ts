/** A minimal in-memory model with which real memories are compared. It knows only the present. */
import { nameKey, observationKey, placeKey, type EntityId, type MemoryPlace } from "../../../src/domain/memory.ts";

/** The outcome of a call: `none` or an error code. */
type Outcome = "none" | "memory.not_found" | "memory.conflict" | "memory.invalid";

export interface ModelEntity {
  id: EntityId;
  readonly place: MemoryPlace;
  name: string;
  type: string;
  metadata: Readonly<Record<string, number>>;
  /** Compared by identity: an observation stored again is a different one. */
  observations: readonly { readonly text: string }[];
  isLive: boolean;
}

export interface ModelRelation {
  id: string;
  readonly place: MemoryPlace;
  readonly from: ModelEntity;
  readonly to: ModelEntity;
  readonly type: string;
  strength: number;
  isLive: boolean;
}

interface TakenIn {
  readonly entity: ModelEntity;
  readonly observations: readonly { readonly text: string }[];
  readonly ended: readonly ModelRelation[];
  readonly made: readonly ModelRelation[];
}

export interface ModelMerge {
  id: string;
  readonly target: ModelEntity;
  readonly taken: readonly TakenIn[];
  /** Metadata that the target lacked. */
  readonly added: Readonly<Record<string, number>>;
}

export interface EntityGiven {
  readonly place: MemoryPlace;
  readonly name: string;
  readonly type: string;
  readonly texts: readonly string[];
  readonly metadata: Readonly<Record<string, number>>;
}

const isSameEnds = (one: ModelRelation, other: ModelRelation): boolean =>
  one.from === other.from && one.to === other.to && one.type === other.type && one.place === other.place;

export const createModel = () => {
  const entities: ModelEntity[] = [];
  let relations: ModelRelation[] = [];
  let merges: ModelMerge[] = [];

  const bearer = ({ place, name, type }: Pick<ModelEntity, "place" | "name" | "type">): ModelEntity | undefined =>
    entities.find(
      (each) =>
        each.isLive &&
        each.place === place &&
        nameKey(each.name) === nameKey(name) &&
        nameKey(each.type) === nameKey(type),
    );
  const rival = (relation: ModelRelation): ModelRelation | undefined =>
    relations.find((each) => each.isLive && isSameEnds(each, relation));
  const touching = (entity: ModelEntity): readonly ModelRelation[] =>
    relations.filter(({ from, to, isLive }) => isLive && (from === entity || to === entity));

  /** Returns the new observations. */
  const observe = (entity: ModelEntity, texts: readonly string[]): readonly { readonly text: string }[] => {
    const known = new Set(entity.observations.map(({ text }) => observationKey(text)));
    const added = texts.flatMap((text) => {
      if (known.has(observationKey(text))) return [];
      known.add(observationKey(text));
      return [{ text }];
    });
    entity.observations = [...entity.observations, ...added];
    return added;
  };

  const store = ({ texts, ...given }: EntityGiven): ModelEntity => {
    const there = bearer(given);
    const entity = there ?? { ...given, id: "" as EntityId, observations: [], isLive: true };
    if (there === undefined) entities.push(entity);
    else there.metadata = { ...there.metadata, ...given.metadata };
    observe(entity, texts);
    return entity;
  };

  const change = (entity: ModelEntity, more: Partial<Pick<ModelEntity, "name" | "type" | "metadata">>): Outcome => {
    if (!entity.isLive) return "memory.not_found";
    const taken = bearer({ ...entity, ...more });
    if (taken !== undefined && taken !== entity) return "memory.conflict";
    Object.assign(entity, more);
    return "none";
  };

  const invalidate = (entity: ModelEntity): Outcome => {
    if (!entity.isLive) return "memory.not_found";
    for (const relation of touching(entity)) relation.isLive = false;
    entity.isLive = false;
    return "none";
  };

  const erase = (entity: ModelEntity): Outcome => {
    const at = entities.indexOf(entity);
    if (at < 0) return "memory.not_found";
    entities.splice(at, 1);
    entity.isLive = false;
    relations = relations.filter(({ from, to }) => from !== entity && to !== entity);
    merges = merges.filter(({ target }) => target !== entity);
    return "none";
  };

  const relate = (relation: ModelRelation): ModelRelation | Outcome => {
    const { from, to, place } = relation;
    const isIn = (end: ModelEntity): boolean => end.isLive && (place.kind === "agent-only" || end.place === place);
    if (!isIn(from) || !isIn(to)) return "memory.not_found";
    const there = rival(relation);
    if (there?.strength === relation.strength) return there;
    if (there !== undefined) there.isLive = false;
    relations.push(relation);
    return relation;
  };

  const takeIn = (entity: ModelEntity, into: ModelEntity): TakenIn => {
    const texts = [entity.name, ...entity.observations.map(({ text }) => text)];
    const observations = observe(
      into,
      texts.filter((text) => text !== into.name),
    );
    const ended = touching(entity);
    const made: ModelRelation[] = [];
    for (const relation of ended) {
      relation.isLive = false;
      const follow = (end: ModelEntity): ModelEntity => (end === entity ? into : end);
      const moved = { ...relation, id: "", from: follow(relation.from), to: follow(relation.to), isLive: true };
      if ((relation.from === entity ? relation.to : relation.from) === into || rival(moved) !== undefined) continue;
      relations.push(moved);
      made.push(moved);
    }
    entity.isLive = false;
    return { entity, observations, ended, made };
  };

  const merge = (target: ModelEntity, others: readonly ModelEntity[]): ModelMerge | Outcome => {
    const all = [...new Set(others)];
    if (!target.isLive) return "memory.not_found";
    for (const other of all) {
      if (!other.isLive) return "memory.not_found";
      if (other === target || other.place !== target.place) return "memory.invalid";
    }
    const own = target.metadata;
    const theirs = Object.assign({}, ...all.toReversed().map(({ metadata }) => metadata)) as Record<string, number>;
    const added = Object.fromEntries(Object.entries(theirs).filter(([name]) => !(name in own)));
    const done = { id: "", target, taken: all.map((other) => takeIn(other, target)), added };
    target.metadata = { ...own, ...added };
    merges.push(done);
    return done;
  };

  const giveBack = ({ entity, ended, made }: TakenIn): void => {
    relations = relations.filter((each) => !made.includes(each));
    entity.isLive = entities.includes(entity);
    for (const relation of ended) {
      const isThere = relations.includes(relation) && relation.from.isLive && relation.to.isLive;
      if (isThere && rival(relation) === undefined) relation.isLive = true;
    }
  };

  const undo = (done: ModelMerge): Outcome => {
    if (!merges.includes(done) || !done.target.isLive) return "memory.not_found";
    const back = done.taken.filter(({ entity }) => entities.includes(entity));
    if (back.some(({ entity }) => bearer(entity) !== undefined)) return "memory.conflict";
    for (const each of done.taken.toReversed()) giveBack(each);
    const { target, added } = done;
    target.metadata = Object.fromEntries(
      Object.entries(target.metadata).filter(([name, value]) => added[name] !== value),
    );
    const came = new Set(done.taken.flatMap(({ observations }) => observations));
    done.target.observations = done.target.observations.filter((each) => !came.has(each));
    merges = merges.filter((each) => each !== done);
    return "none";
  };

  const reachable = (from: ModelEntity): ReadonlySet<EntityId> => {
    const reached = new Set([from]);
    for (const each of reached) {
      for (const { from: one, to: other } of touching(each)) reached.add(one).add(other);
    }
    return new Set([...reached].map(({ id }) => id));
  };

  return {
    store,
    change,
    invalidate,
    erase,
    relate,
    merge,
    undo,
    reachable,
    observe: (entity: ModelEntity, texts: readonly string[]): Outcome => {
      if (!entity.isLive) return "memory.not_found";
      observe(entity, texts);
      return "none";
    },
    remove: (entity: ModelEntity, texts: readonly string[]): Outcome => {
      if (!entity.isLive) return "memory.not_found";
      const wrong = new Set(texts.map(observationKey));
      entity.observations = entity.observations.filter(({ text }) => !wrong.has(observationKey(text)));
      return "none";
    },
    unrelate: (relation: ModelRelation): Outcome => {
      if (!relations.includes(relation) || !relation.isLive) return "memory.not_found";
      relation.isLive = false;
      return "none";
    },
    adjust: (relation: ModelRelation, strength: number): Outcome => {
      if (!relations.includes(relation) || !relation.isLive) return "memory.not_found";
      relation.strength = strength;
      return "none";
    },
    bearer,
    /** Ids of the merges that last. */
    lasting: (): readonly string[] => merges.map(({ id }) => id),
    /** Whether it was not erased. */
    isKept: (entity: ModelEntity): boolean => entities.includes(entity),
    live: (): readonly ModelEntity[] => entities.filter(({ isLive }) => isLive),
    /** The expected content of both lists. */
    seen: (): Seen => ({
      entities: new Map(entities.filter(({ isLive }) => isLive).map((each) => [each.id, shownEntity(each)])),
      relations: relations.filter(({ isLive }) => isLive).map(shownRelation),
    }),
  };
};

export interface Seen {
  readonly entities: ReadonlyMap<EntityId, unknown>;
  readonly relations: readonly string[];
}

const shownEntity = ({ name, type, metadata, observations, place }: ModelEntity): unknown => ({
  name,
  type,
  metadata,
  texts: observations.map(({ text }) => text),
  place: placeKey(place),
});

const shownRelation = ({ from, to, type, strength, place }: ModelRelation): string =>
  [from.id, type, to.id, strength, placeKey(place)].join(" ");
