/** Writes of relations, as steps of a draft. */
import { isDeepStrictEqual } from "node:util";
import {
  placeKey,
  type ConflictRule,
  type EntityId,
  type MemoryPlace,
  type Relation,
  type RelationId,
} from "../../domain/memory.ts";
import type { RelationOutcome } from "../portability.ts";
import { checkRelation, idTaken, notFound, placesForEnds } from "../rules.ts";
import type { NewRelation } from "../types.ts";
import type { Draft } from "./draft.ts";
import { findLive } from "./entities.ts";
import { isLive, placeOf } from "./entity.ts";
import type { RelationRecord } from "./types.ts";

export type IdentifiedRelation = NewRelation & { readonly id: RelationId };

export const shownRelation = (record: RelationRecord): Relation => {
  const { revision: _revision, place, ...relation } = record;
  return { ...relation, place: placeOf(place) };
};

const newRelation = (relation: IdentifiedRelation, now: string): RelationRecord => {
  const { id, place, from, to, type, strength = 1, confidence = 1, directed = true } = relation;
  checkRelation(type, strength, confidence);
  return {
    id,
    place: placeKey(place),
    from,
    to,
    type,
    strength,
    confidence,
    directed,
    metadata: relation.metadata ?? {},
    provenance: relation.provenance ?? null,
    validFrom: relation.validFrom ?? null,
    validTo: relation.validTo ?? null,
    recordedAt: now,
    invalidatedAt: null,
    revision: 0,
  };
};

const saysTheSame = (one: RelationRecord, other: RelationRecord): boolean =>
  (["strength", "confidence", "directed", "validFrom", "validTo"] as const).every((key) => one[key] === other[key]) &&
  JSON.stringify(one.metadata) === JSON.stringify(other.metadata);

/**
 * Ends relations with the same ends and type and an overlapping period, and keeps them for reads with an earlier `asOf`. If one of
 * them is identical, it is kept and nothing is stored.
 */
export const storeRelation = async (draft: Draft, relation: IdentifiedRelation): Promise<RelationRecord> => {
  const same = await draft.relation(relation.id);
  const isTaken = same === null ? await draft.wasErased(relation.id) : same.place !== placeKey(relation.place);
  if (isTaken) throw idTaken("relation", relation.id);
  if (same !== null) return same;
  const fresh = newRelation(relation, draft.now);
  const places = placesForEnds(relation.place);
  for (const id of [relation.from, relation.to]) {
    await findLive(draft, { id, places });
    draft.needs(id);
  }
  const rivals = await draft.rivalsOf(fresh);
  const known = rivals.find((rival) => saysTheSame(rival, fresh));
  if (known !== undefined) return known;
  for (const rival of rivals) draft.putRelation({ ...rival, invalidatedAt: draft.now });
  draft.putRelation(fresh);
  return fresh;
};

export const invalidateRelation = async (
  draft: Draft,
  id: RelationId,
  places: readonly MemoryPlace[],
): Promise<void> => {
  const record = await draft.relation(id);
  if (record === null || !isLive(record) || !places.some((place) => placeKey(place) === record.place)) {
    throw notFound("relation", id);
  }
  draft.putRelation({ ...record, invalidatedAt: draft.now });
};

/** Erases the relation, whether or not it still counts. */
export const eraseRelation = async (draft: Draft, id: RelationId, places: readonly MemoryPlace[]): Promise<void> => {
  const record = await draft.relation(id);
  if (record === null || !places.some((place) => placeKey(place) === record.place)) throw notFound("relation", id);
  draft.eraseRelation(id);
};

const isMissing = async (draft: Draft, id: EntityId): Promise<boolean> =>
  (await draft.entity(id)) === null && !(await draft.wasErased(id));

const restoreOne = async (draft: Draft, record: RelationRecord, rule: ConflictRule): Promise<RelationOutcome> => {
  const there = await draft.relation(record.id);
  const isUnchanged = there !== null && isDeepStrictEqual({ ...there, revision: 0 }, record);
  if (there !== null && (rule !== "replace" || isUnchanged)) return "unchanged";
  if (await draft.wasErased(record.id)) return "unchanged";
  if (isLive(record) && (await draft.rivalsOf(record)).length > 0) return "unchanged";
  const [from, to] = [await draft.entity(record.from), await draft.entity(record.to)];
  if (from === null || to === null) {
    const isLost = (await isMissing(draft, record.from)) || (await isMissing(draft, record.to));
    return isLost ? "end-missing" : "unchanged";
  }
  // Ending an entity also ended its relations.
  if (isLive(record) && !(isLive(from) && isLive(to))) return "unchanged";
  if (isLive(record)) for (const id of [record.from, record.to]) draft.needs(id);
  draft.putRelation(record);
  return "written";
};

/** Writes relations with the ids and times of an export. Returns one outcome per relation, in order. */
export const restoreRelations = async (
  draft: Draft,
  relations: readonly Relation[],
  rule: ConflictRule,
): Promise<readonly RelationOutcome[]> => {
  const records = relations.map(({ place, ...relation }): RelationRecord => ({
    ...relation,
    place: placeKey(place),
    revision: 0,
  }));
  await draft.foresee({
    relations: records.map(({ id }) => id),
    erased: records.map(({ id }) => id),
    entities: records.flatMap(({ from, to }) => [from, to]),
    ends: records.filter(isLive),
  });
  const outcomes: RelationOutcome[] = [];
  for (const record of records) outcomes.push(await restoreOne(draft, record, rule));
  return outcomes;
};
