/** Stores what was learnt from one exchange. Every operation here is idempotent. */
import { CaxtonError } from "../../domain/errors.ts";
import type { LearntEntity, LearntRelation, Lesson } from "../../domain/lesson.ts";
import {
  nameKey,
  type Entity,
  type EntityId,
  type MemoryPlace,
  type Provenance,
  type Relation,
  type RelationId,
} from "../../domain/memory.ts";
import type { Learnt, MemoryBackend, NewEntity, StoredEntity } from "../types.ts";
import { derivedId } from "./derived-id.ts";
import { refersTo } from "./prompt-lines.ts";
import { isEntityId, narrowest } from "./relating.ts";

/** Destination and provenance of a lesson. */
export interface Learning {
  readonly memory: MemoryBackend;
  /** The places that the agent may read and write, narrowest first. What it learns goes into the widest. */
  readonly places: readonly MemoryPlace[];
  readonly provenance: Provenance;
  /** RFC 3339, UTC. */
  readonly now: string;
}

interface StoredPart {
  readonly entity: Entity;
  readonly isNew: boolean;
  readonly outdated: number;
}

/** Errors of a single part of a lesson, which would recur on every retry. */
const partial: ReadonlySet<string> = new Set(["memory.not_found", "memory.invalid", "memory.conflict"]);

/** Null if this part cannot be stored; any other failure concerns the whole lesson and is thrown. */
const ifPossible = async <Value>(work: () => Promise<Value>): Promise<Value | null> => {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof CaxtonError && partial.has(thrown.code)) return null;
    throw thrown;
  }
};

/** Ends the observations of the entity that these texts refer to; returns their number. */
const endOutdated = async ({ memory, places }: Learning, entity: Entity, outdated: readonly string[]) => {
  const ended = entity.observations
    .map(({ text }) => text)
    .filter((text) => outdated.some((each) => refersTo(each, text)));
  if (ended.length > 0) await memory.removeObservations(entity.id, places, ended);
  return ended.length;
};

/** Stores facts about an entity that the model was shown. An entity forgotten or merged in the meantime is not brought back. */
const storeAboutKnown = async (learning: Learning, id: EntityId, learnt: LearntEntity): Promise<StoredPart> => {
  const { memory, places, provenance } = learning;
  const before = await memory.getEntity(id, places);
  const outdated = await endOutdated(learning, before, learnt.outdated);
  const entity = await memory.addObservations(id, places, learnt.observations, provenance);
  return { entity, isNew: outdated > 0 || entity.observations.length > before.observations.length, outdated };
};

/** Stores all in one transaction; if one cannot be stored, stores each by itself, with null for those that fail. */
const storeAll = async (
  memory: MemoryBackend,
  given: readonly NewEntity[],
): Promise<readonly (StoredEntity | null)[]> => {
  const all = await ifPossible(async () => memory.storeEntities(given));
  if (all !== null) return all;
  const stored: (StoredEntity | null)[] = [];
  for (const each of given) stored.push(await ifPossible(async () => memory.storeEntity(each)));
  return stored;
};

/** Stores facts about entities identified by name and type. */
const storeByName = async (
  learning: Learning,
  learnt: readonly { readonly each: LearntEntity; readonly id: EntityId }[],
): Promise<readonly StoredPart[]> => {
  const { memory, places, provenance } = learning;
  const place = places.at(-1) as MemoryPlace;
  const stored = await storeAll(
    memory,
    learnt.map(({ id, each: { name, type, observations } }) => ({ id, place, name, type, observations, provenance })),
  );
  const parts: StoredPart[] = [];
  for (const [index, done] of stored.entries()) {
    if (done === null) continue;
    const outdated = await endOutdated(learning, done.entity, learnt[index]?.each.outdated ?? []);
    parts.push({ entity: done.entity, isNew: done.outcome !== "unchanged" || outdated > 0, outdated });
  }
  return parts;
};

/** Resolves the ends of relations: entities of the lesson, or known entities by id or name. */
const createFinder = ({ memory, places }: Learning, stored: readonly Entity[]) => {
  const known = new Map(
    stored.flatMap((entity) => [[entity.id as string, entity] as const, [nameKey(entity.name), entity] as const]),
  );
  return async (end: string): Promise<Entity | null> => {
    const own = known.get(end) ?? known.get(nameKey(end));
    if (own !== undefined) return own;
    if (isEntityId(end)) return ifPossible(async () => memory.getEntity(end, places));
    return (await memory.findEntities({ places, name: end }, { limit: 1, cursor: null })).items[0] ?? null;
  };
};

/** Null if the relation cannot be stored. */
const storeRelation = async (
  { memory, places, provenance }: Learning,
  id: RelationId,
  [from, to]: readonly [Entity | null, Entity | null],
  type: string,
): Promise<Relation | null> => {
  if (from === null || to === null || from.id === to.id) return null;
  const place = narrowest(places, from.place, to.place);
  const relation = { id, place, from: from.id, to: to.id, type, provenance };
  return ifPossible(async () => memory.storeRelation(relation));
};

const storeRelations = async (
  learning: Learning,
  relations: readonly LearntRelation[],
  entities: readonly Entity[],
  key: string,
): Promise<readonly Relation[]> => {
  const find = createFinder(learning, entities);
  const stored: Relation[] = [];
  for (const [index, { from, to, type }] of relations.entries()) {
    const id = derivedId(`relation ${key} ${index}`) as RelationId;
    const relation = await storeRelation(learning, id, [await find(from), await find(to)], type);
    if (relation !== null) stored.push(relation);
  }
  return stored;
};

/** From now on the relation no longer holds. Returns false if it did not hold anyway. */
const endRelation = async ({ memory, places, now }: Learning, id: RelationId): Promise<boolean> => {
  const { validFrom, validTo } = await memory.getRelation(id, places);
  if (validTo !== null && validTo <= now) return false;
  // One that was to begin later never held.
  if (validFrom !== null && validFrom >= now) await memory.invalidateRelation(id, places);
  else await memory.changeRelation(id, places, { validTo: now });
  return true;
};

/** Returns how many no longer hold. Those that the same lesson states still do. */
const endRelations = async (
  learning: Learning,
  ended: readonly RelationId[],
  stated: readonly Relation[],
): Promise<number> => {
  const still = new Set(stated.map(({ id }) => id));
  let count = 0;
  for (const id of ended) {
    if (still.has(id)) continue;
    if ((await ifPossible(async () => endRelation(learning, id))) === true) count += 1;
  }
  return count;
};

/**
 * Stores a lesson, leaving out parts that cannot be stored. Throws errors that concern the whole lesson, such as `memory.unavailable`
 * and `memory.quota_exceeded`.
 *
 * @param key ids of stored records are derived from it, so that storing the same lesson again has no effect
 */
export const storeLesson = async (
  learning: Learning,
  { entities, relations, ended }: Lesson,
  key: string,
): Promise<Learnt> => {
  const numbered = entities.map((each, index) => ({ each, id: derivedId(`entity ${key} ${index}`) as EntityId }));
  const parts: StoredPart[] = [];
  for (const { each } of numbered) {
    const { id } = each;
    if (id === null) continue;
    const part = await ifPossible(async () => storeAboutKnown(learning, id, each));
    if (part !== null) parts.push(part);
  }
  parts.push(
    ...(await storeByName(
      learning,
      numbered.filter(({ each }) => each.id === null),
    )),
  );
  const related = await storeRelations(
    learning,
    relations,
    parts.map(({ entity }) => entity),
    key,
  );
  return {
    entities: parts.filter(({ isNew }) => isNew).length,
    relations: related.length,
    outdated: parts.reduce((sum, { outdated }) => sum + outdated, 0),
    ended: await endRelations(learning, ended, related),
    left: entities.length - parts.length + relations.length - related.length,
  };
};
