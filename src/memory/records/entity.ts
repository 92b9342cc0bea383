/**
 * The rules for one entity: pure functions from a record to the next. All throw `memory.invalid` if the memory cannot hold the
 * result.
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../domain/json.ts";
import {
  nameKey,
  observationKey,
  parsePlaceKey,
  placeKey,
  type Entity,
  type EntityId,
  type MemoryPlace,
  type Observation,
  type PlaceKey,
  type Provenance,
  type ReadTimes,
  type Validity,
} from "../../domain/memory.ts";
import type { ExportedEntity, PastState } from "../../domain/exported-memory.ts";
import { CaxtonError } from "../../domain/errors.ts";
import {
  changedLast,
  checkNameAndType,
  checkObservation,
  checkObservationCount,
  readTimes,
  timesOf,
  type Times,
} from "../rules.ts";
import { withoutThoseOf } from "../scrub.ts";
import type { EntityChange, NewEntity } from "../types.ts";
import type { EntityName, EntityRecord, RecordFilter } from "./types.ts";

export const placeOf = (key: PlaceKey): MemoryPlace => {
  const parsed = parsePlaceKey(key);
  if (parsed.ok) return parsed.value;
  throw new CaxtonError("memory.unavailable", `A record of the memory is damaged: ${parsed.error}`, {
    hint: "Restore the memory from a backup or an export.",
  });
};

export const isLive = ({ invalidatedAt }: Pick<Validity, "invalidatedAt">): boolean => invalidatedAt === null;

export const countsAt = ({ recordedAt, invalidatedAt, validFrom, validTo }: Validity, { at, valid }: Times): boolean =>
  recordedAt <= at &&
  (invalidatedAt === null || invalidatedAt > at) &&
  (validFrom === null || validFrom <= valid) &&
  (validTo === null || validTo > valid);

/** The state of an entity, present or past. */
type State = Omit<PastState, "supersededAt" | "mergedInto">;

/**
 * The state at `at`, if it has since been superseded. A change at exactly `at` counts as made, because times only have milliseconds.
 */
const pastAt = ({ past }: EntityRecord, at: string): PastState | null =>
  past.find(({ supersededAt }) => supersededAt > at) ?? null;

const stateAt = (record: EntityRecord, at: string): State => pastAt(record, at) ?? record;

/** Whether the entity counted at these times. */
export const entityCountsAt = (record: EntityRecord, times: Times): boolean => {
  const then = pastAt(record, times.at);
  if (then?.mergedInto !== undefined) return false;
  const { validFrom, validTo } = then ?? record;
  return countsAt({ ...record, validFrom, validTo }, times);
};

/** Whether a read by id finds it in these places. Without times it must count now, valid or not. */
export const isSeen = (
  record: EntityRecord,
  { places, asOf, validAt }: ReadTimes & { readonly places: readonly MemoryPlace[] },
  now: string,
): boolean => {
  if (places.every((place) => placeKey(place) !== record.place)) return false;
  if (asOf === undefined && validAt === undefined) return isLive(record);
  return entityCountsAt(record, timesOf(readTimes(asOf, validAt), now));
};

/** Whether name, type and metadata passed the filter then. */
export const wasLike = (
  record: EntityRecord,
  { nameKey: name, typeKeys, metadata }: RecordFilter,
  at: string,
): boolean => {
  const then = stateAt(record, at);
  return (
    (name === undefined || nameKey(then.name) === name) &&
    (typeKeys === undefined || typeKeys.includes(nameKey(then.type))) &&
    Object.entries(metadata ?? {}).every(([key, value]) => isDeepStrictEqual(then.metadata[key], value))
  );
};

export const nameOf = ({ place, nameKey: name, typeKey }: EntityRecord): EntityName => ({
  place,
  nameKey: name,
  typeKey,
});

const shown = (record: EntityRecord, then: State, observations: readonly Observation[]): Entity => ({
  id: record.id,
  place: placeOf(record.place),
  name: then.name,
  type: then.type,
  observations,
  metadata: then.metadata,
  provenance: record.provenance,
  pinned: record.pinned,
  mergedInto: record.mergedInto,
  validFrom: then.validFrom,
  validTo: then.validTo,
  recordedAt: record.recordedAt,
  invalidatedAt: record.invalidatedAt,
});

/** The entity now, or as it was at a time. */
export const entityAt = (record: EntityRecord, at: string | null): Entity => {
  if (at === null) return shown(record, record, record.observations.filter(isLive));
  const observations = record.observations.filter(
    ({ recordedAt, invalidatedAt, merged }) =>
      (merged?.at ?? recordedAt) <= at && (invalidatedAt === null || invalidatedAt > at),
  );
  return shown(record, stateAt(record, at), observations);
};

/** The entity with all observations and states that it ever had. */
export const wholeEntity = (record: EntityRecord): ExportedEntity => ({
  ...shown(record, record, record.observations),
  ...(record.past.length === 0 ? {} : { past: record.past }),
});

export const liveObservations = (record: EntityRecord): number => record.observations.filter(isLive).length;

/** Adds the observations that the entity does not have yet. */
export const withObservations = (record: EntityRecord, given: readonly Observation[], now: string): EntityRecord => {
  const known = new Set(record.observations.filter(isLive).map(({ text }) => observationKey(text)));
  const added: Observation[] = [];
  for (const observation of given) {
    checkObservation(observation.text);
    const key = observationKey(observation.text);
    if (known.has(key)) continue;
    known.add(key);
    added.push(observation);
  }
  checkObservationCount(known.size);
  return added.length === 0 ? record : { ...record, observations: [...record.observations, ...added], changedAt: now };
};

export const observed = (
  record: EntityRecord,
  texts: readonly string[],
  provenance: Provenance | null,
  now: string,
): EntityRecord =>
  withObservations(
    record,
    texts.map((text) => ({ text, recordedAt: now, invalidatedAt: null, provenance })),
    now,
  );

/** The record without these observations, whether or not they counted. */
export const withoutObservations = (record: EntityRecord, texts: readonly string[], now: string): EntityRecord => {
  const gone = new Set(texts.map(observationKey));
  const observations = record.observations.filter(({ text }) => !gone.has(observationKey(text)));
  return observations.length === record.observations.length ? record : { ...record, observations, changedAt: now };
};

/** Ends the observations with these texts. */
export const unobserved = (record: EntityRecord, texts: readonly string[], now: string): EntityRecord => {
  const wrong = new Set(texts.map(observationKey));
  const ends = (each: Observation): boolean => isLive(each) && wrong.has(observationKey(each.text));
  if (!record.observations.some(ends)) return record;
  const observations = record.observations.map((each) => (ends(each) ? { ...each, invalidatedAt: now } : each));
  return { ...record, observations, changedAt: now };
};

export const newRecord = (id: EntityId, entity: NewEntity, now: string): EntityRecord => {
  checkNameAndType(entity.name, entity.type);
  const empty: EntityRecord = {
    id,
    place: placeKey(entity.place),
    name: entity.name,
    nameKey: nameKey(entity.name),
    type: entity.type,
    typeKey: nameKey(entity.type),
    observations: [],
    past: [],
    metadata: entity.metadata ?? {},
    provenance: entity.provenance ?? null,
    pinned: entity.pinned ?? false,
    mergedInto: null,
    validFrom: entity.validFrom ?? null,
    validTo: entity.validTo ?? null,
    recordedAt: now,
    invalidatedAt: null,
    changedAt: now,
    revision: 0,
  };
  return observed(empty, entity.observations, entity.provenance ?? null, now);
};

/** A record with the id and times of an export. */
export const restoredRecord = ({ past = [], ...entity }: ExportedEntity): EntityRecord => ({
  ...entity,
  place: placeKey(entity.place),
  nameKey: nameKey(entity.name),
  typeKey: nameKey(entity.type),
  past,
  changedAt: changedLast({ ...entity, past }),
  revision: 0,
});

/** For two changes in the same millisecond, the state before the first is kept. */
const withPast = (record: EntityRecord, supersededAt: string, mergedInto: EntityId | null = null): EntityRecord => {
  if (record.past.some((each) => each.supersededAt === supersededAt)) return record;
  const { name, type, metadata, validFrom, validTo } = record;
  const state = { supersededAt, name, type, metadata, validFrom, validTo };
  const past = [...record.past, { ...state, ...(mergedInto === null ? {} : { mergedInto }) }];
  return { ...record, past: past.toSorted((one, other) => (one.supersededAt < other.supersededAt ? -1 : 1)) };
};

/** Fields that a change, a merge or a repeated store may replace. */
type Fields = Partial<Pick<EntityRecord, "metadata" | "pinned" | "validFrom" | "validTo">>;

/** The record with these fields, and the previous state in its history. The same record if nothing changes. */
export const withFields = (record: EntityRecord, fields: Fields, now: string): EntityRecord => {
  const isSame = Object.entries(fields).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(record[name as keyof Fields]),
  );
  return isSame ? record : { ...withPast(record, now), ...fields, changedAt: now };
};

/** Removes metadata of an erased entity from the history. The same record if there is none. */
export const withoutPastMetadata = (record: EntityRecord, erased: readonly JsonObject[]): EntityRecord => {
  const past = record.past.map((state) => ({ ...state, metadata: withoutThoseOf(state.metadata, erased) }));
  return isDeepStrictEqual(past, record.past) ? record : { ...record, past };
};

export const changed = (record: EntityRecord, change: EntityChange, now: string): EntityRecord => {
  const name = change.name ?? record.name;
  const type = change.type ?? record.type;
  checkNameAndType(name, type);
  return {
    ...withPast(record, now),
    name,
    nameKey: nameKey(name),
    type,
    typeKey: nameKey(type),
    metadata: change.metadata ?? record.metadata,
    validFrom: change.validFrom === undefined ? record.validFrom : change.validFrom,
    validTo: change.validTo === undefined ? record.validTo : change.validTo,
    pinned: change.pinned ?? record.pinned,
    changedAt: now,
  };
};

export const ended = (record: EntityRecord, mergedInto: EntityId | null, now: string): EntityRecord => ({
  ...record,
  invalidatedAt: now,
  mergedInto,
});

/** Makes the entity count again after an undone merge; its history records that it did not count in between. */
export const revived = (record: EntityRecord, now: string): EntityRecord => {
  if (record.invalidatedAt === null) return record;
  const before = withPast(record, record.invalidatedAt);
  return { ...withPast(before, now, record.mergedInto), invalidatedAt: null, mergedInto: null };
};
