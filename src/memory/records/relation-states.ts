/** The states of a relation: each is a record, and the present one has the relation's id. */
import { randomUUID } from "node:crypto";
import { placeKey, type MemoryPlace, type ReadTimes, type Relation, type RelationId } from "../../domain/memory.ts";
import type { ExportedRelation } from "../../domain/exported-memory.ts";
import { notFound, readTimes, timesOf } from "../rules.ts";
import { allPages } from "./all-pages.ts";
import { countsAt, isLive, placeOf } from "./entity.ts";
import type { RecordStore, RelationRecord } from "./types.ts";

/** What a change may replace. */
type RelationFields = Pick<
  RelationRecord,
  "strength" | "confidence" | "directed" | "metadata" | "validFrom" | "validTo"
>;

const fieldsOf = ({ strength, confidence, directed, metadata, validFrom, validTo }: RelationFields) => ({
  ...{ strength, confidence, directed, metadata, validFrom, validTo },
});

/** The relation in this state. */
export const shownRelation = (record: RelationRecord): Relation => {
  const { revision: _revision, stateOf, firstRecordedAt, place, ...relation } = record;
  const { id, recordedAt } = relation;
  return { ...relation, id: stateOf ?? id, recordedAt: firstRecordedAt ?? recordedAt, place: placeOf(place) };
};

/** Earlier states of the relation, oldest first. They have the same ends and type, which a change cannot replace. */
export const statesBefore = async (
  store: Pick<RecordStore, "listRelations">,
  { id, from, to, type, firstRecordedAt }: RelationRecord,
): Promise<readonly RelationRecord[]> => {
  if (firstRecordedAt === undefined) return [];
  const filter = { places: null, times: null, from, to, types: [type] };
  const states: RelationRecord[] = [];
  const all = allPages<RelationRecord>(
    (record) => record.id,
    async (after, limit) => store.listRelations(filter, after as RelationId | null, limit),
  );
  for await (const record of all) if (record.stateOf === id) states.push(record);
  return states.toSorted((one, other) => (one.recordedAt < other.recordedAt ? -1 : 1));
};

/**
 * The state of the relation that a read by its id shows. Without times, the relation must count now, valid or not. Throws
 * `memory.not_found`.
 */
export const relationAt = async (
  store: Pick<RecordStore, "relations" | "listRelations">,
  id: RelationId,
  { places, asOf, validAt }: ReadTimes & { readonly places: readonly MemoryPlace[] },
  now: string,
): Promise<RelationRecord> => {
  const [record] = await store.relations([id]);
  const isThere = record !== undefined && record.stateOf === undefined;
  if (!isThere || places.every((place) => placeKey(place) !== record.place)) throw notFound("relation", id);
  const isNow = asOf === undefined && validAt === undefined;
  const times = timesOf(readTimes(asOf, validAt), now);
  const shows = (state: RelationRecord): boolean => (isNow ? isLive(state) : countsAt(state, times));
  const found = shows(record) || isNow ? record : (await statesBefore(store, record)).find(shows);
  if (found !== undefined && shows(found)) return found;
  throw notFound("relation", id);
};

/**
 * The relation in a new state, in which it counts, and the previous state as a record of its own. That is null if nobody can have
 * seen it, because it was replaced in the same millisecond.
 */
export const nextState = (
  record: RelationRecord,
  changes: Partial<RelationFields>,
  now: string,
): { readonly before: RelationRecord | null; readonly after: RelationRecord } => {
  const { firstRecordedAt = record.recordedAt } = record;
  const invalidatedAt = record.invalidatedAt ?? now;
  const wasSeen = record.recordedAt < invalidatedAt;
  const { firstRecordedAt: _first, ...plain } = record;
  return {
    before: wasSeen
      ? { ...record, id: randomUUID() as RelationId, stateOf: record.id, invalidatedAt, revision: 0 }
      : null,
    after: {
      ...plain,
      ...changes,
      // Kept even if the clock was set back, because it says that there are earlier states.
      ...(record.firstRecordedAt === undefined && record.recordedAt === now ? {} : { firstRecordedAt }),
      recordedAt: now,
      invalidatedAt: null,
    },
  };
};

/** @param states the earlier ones, oldest first */
export const exportedRelation = (record: RelationRecord, states: readonly RelationRecord[]): ExportedRelation => {
  const past = states
    .map((state) => ({ ...fieldsOf(state), recordedAt: state.recordedAt, supersededAt: state.invalidatedAt ?? "" }))
    // A change may have been made after the record was read.
    .filter(({ supersededAt }) => supersededAt <= record.recordedAt);
  return {
    ...shownRelation(record),
    ...(record.firstRecordedAt === undefined ? {} : { changedAt: record.recordedAt }),
    ...(past.length === 0 ? {} : { past }),
  };
};

/** The records of an exported relation. The ids of earlier states are new. */
export const restoredRelation = ({
  place,
  past = [],
  changedAt,
  ...relation
}: ExportedRelation): { readonly record: RelationRecord; readonly states: readonly RelationRecord[] } => {
  const { id, recordedAt } = relation;
  const plain = { ...relation, place: placeKey(place), revision: 0 };
  const since = changedAt ?? past.at(-1)?.supersededAt ?? recordedAt;
  const isFirst = past.length === 0 && since === recordedAt;
  return {
    record: isFirst ? plain : { ...plain, recordedAt: since, firstRecordedAt: recordedAt },
    states: past.map((state) => ({
      ...plain,
      ...fieldsOf(state),
      ...{ id: randomUUID() as RelationId, stateOf: id },
      ...(state.recordedAt === recordedAt ? {} : { firstRecordedAt: recordedAt }),
      recordedAt: state.recordedAt,
      invalidatedAt: state.supersededAt,
    })),
  };
};
