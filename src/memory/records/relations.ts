/** Writes of relations, as steps of a draft. */
import { isDeepStrictEqual } from "node:util";
import { placeKey, type EntityId, type MemoryPlace, type RelationId, type RelationTag } from "../../domain/memory.ts";
import type { ConflictRule, ExportedRelation } from "../../domain/exported-memory.ts";
import type { RelationOutcome } from "../portability.ts";
import { checkRelation, checkRelationTag, idTaken, notFound, periodTaken, placesForEnds } from "../rules.ts";
import type { NewRelation, RelationChange } from "../types.ts";
import type { Draft } from "./draft.ts";
import { findLive as findLiveEntity } from "./entities.ts";
import { isLive } from "./entity.ts";
import { exportedRelation, nextState, restoredRelation, shownRelation } from "./relation-states.ts";
import type { RelationRecord } from "./types.ts";

export type IdentifiedRelation = NewRelation & { readonly id: RelationId };

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
    await findLiveEntity(draft, { id, places });
    draft.needs(id);
  }
  const rivals = await draft.rivalsOf(fresh);
  const known = rivals.find((rival) => saysTheSame(rival, fresh));
  if (known !== undefined) return known;
  for (const rival of rivals) draft.putRelation({ ...rival, invalidatedAt: draft.now });
  draft.putRelation(fresh);
  return fresh;
};

export interface LocatedRelation {
  readonly id: RelationId;
  readonly places: readonly MemoryPlace[];
  /** Tags that the relation may have. Default: any. */
  readonly expected?: readonly RelationTag[] | undefined;
}

/** Throws `memory.not_found` for relations that do not exist or belong to other places. */
const find = async (draft: Draft, { id, places, expected }: LocatedRelation): Promise<RelationRecord> => {
  const record = await draft.relation(id);
  const isThere = record !== null && record.stateOf === undefined;
  if (!isThere || places.every((place) => placeKey(place) !== record.place)) throw notFound("relation", id);
  if (expected !== undefined) checkRelationTag(shownRelation(record), expected);
  return record;
};

/** Only a relation that counts. */
const findLive = async (draft: Draft, located: LocatedRelation): Promise<RelationRecord> => {
  const record = await find(draft, located);
  if (isLive(record)) return record;
  throw notFound("relation", located.id);
};

export const changeRelation = async (
  draft: Draft,
  located: LocatedRelation,
  change: RelationChange,
): Promise<RelationRecord> => {
  const record = await findLive(draft, located);
  const next = { ...record, ...change };
  checkRelation(next.type, next.strength, next.confidence);
  if (saysTheSame(record, next)) return record;
  const [rival] = await draft.rivalsOf(next);
  if (rival !== undefined) throw periodTaken(record.type, rival.id);
  const { before, after } = nextState(record, change, draft.now);
  if (before !== null) draft.putRelation(before);
  draft.putRelation(after);
  return after;
};

export const invalidateRelation = async (draft: Draft, located: LocatedRelation): Promise<void> => {
  const record = await findLive(draft, located);
  draft.putRelation({ ...record, invalidatedAt: draft.now });
};

/** Erases the relation in all its states, whether or not it still counts. */
export const eraseRelation = async (draft: Draft, located: LocatedRelation): Promise<void> => {
  const record = await find(draft, located);
  for (const state of await draft.statesBefore(record)) await draft.removeRelation(state.id);
  draft.eraseRelation(record.id);
};

const isMissing = async (draft: Draft, id: EntityId): Promise<boolean> =>
  (await draft.entity(id)) === null && !(await draft.wasErased(id));

const restoreOne = async (draft: Draft, relation: ExportedRelation, rule: ConflictRule): Promise<RelationOutcome> => {
  const there = await draft.relation(relation.id);
  if (there !== null && rule !== "replace") return "unchanged";
  const before = there === null ? [] : await draft.statesBefore(there);
  if (there !== null && isDeepStrictEqual(exportedRelation(there, before), relation)) return "unchanged";
  if (await draft.wasErased(relation.id)) return "unchanged";
  const { record, states } = restoredRelation(relation);
  if (isLive(record) && (await draft.rivalsOf(record)).length > 0) return "unchanged";
  const [from, to] = [await draft.entity(record.from), await draft.entity(record.to)];
  if (from === null || to === null) {
    const isLost = (await isMissing(draft, record.from)) || (await isMissing(draft, record.to));
    return isLost ? "end-missing" : "unchanged";
  }
  // Ending an entity also ended its relations.
  if (isLive(record) && !(isLive(from) && isLive(to))) return "unchanged";
  if (isLive(record)) for (const id of [record.from, record.to]) draft.needs(id);
  for (const state of before) await draft.removeRelation(state.id);
  for (const state of [...states, record]) draft.putRelation(state);
  return "written";
};

/** Writes relations with the ids, times and earlier states of an export. Returns one outcome per relation, in order. */
export const restoreRelations = async (
  draft: Draft,
  relations: readonly ExportedRelation[],
  rule: ConflictRule,
): Promise<readonly RelationOutcome[]> => {
  await draft.foresee({
    relations: relations.map(({ id }) => id),
    erased: relations.map(({ id }) => id),
    entities: relations.flatMap(({ from, to }) => [from, to]),
    ends: relations.filter(isLive).map(({ place, ...ends }) => ({ ...ends, place: placeKey(place) })),
  });
  const outcomes: RelationOutcome[] = [];
  for (const relation of relations) outcomes.push(await restoreOne(draft, relation, rule));
  return outcomes;
};
