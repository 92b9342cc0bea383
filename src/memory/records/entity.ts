/** The rules of one entity: from a record to the next one, pure. All throw `memory.invalid` for what no memory holds. */
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../domain/json.ts";
import {
  nameKey,
  observationKey,
  parsePlaceKey,
  placeKey,
  type Entity,
  type EntityId,
  type ExportedEntity,
  type MemoryPlace,
  type Observation,
  type PastState,
  type PlaceKey,
  type Provenance,
  type Validity,
} from "../../domain/memory.ts";
import { CaxtonError } from "../../domain/errors.ts";
import { changedLast, checkNameAndType, checkObservation, checkObservationCount } from "../rules.ts";
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

/** It was known at that time, and true in the world. */
const countsAt = ({ recordedAt, invalidatedAt, validFrom, validTo }: Validity, at: string): boolean =>
  recordedAt <= at &&
  (invalidatedAt === null || invalidatedAt > at) &&
  (validFrom === null || validFrom <= at) &&
  (validTo === null || validTo > at);

/** What it was at that time; time stands still within a millisecond, so what came at `at` is there. */
const stateAt = (record: EntityRecord, at: string): Omit<PastState, "supersededAt"> =>
  record.past.find(({ supersededAt }) => supersededAt > at) ?? record;

/** It counted, by what was held to be its validity then. */
export const entityCountsAt = (record: EntityRecord, at: string): boolean => {
  const { validFrom, validTo } = stateAt(record, at);
  return countsAt({ ...record, validFrom, validTo }, at);
};

/** Names, types and metadata were then as the filter wants them. */
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

const shown = (
  record: EntityRecord,
  then: Omit<PastState, "supersededAt">,
  observations: readonly Observation[],
): Entity => ({
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

/** As it is, or as it was at that time. */
export const entityAt = (record: EntityRecord, at: string | null): Entity => {
  if (at === null) return shown(record, record, record.observations.filter(isLive));
  const observations = record.observations.filter(
    ({ recordedAt, invalidatedAt }) => recordedAt <= at && (invalidatedAt === null || invalidatedAt > at),
  );
  return shown(record, stateAt(record, at), observations);
};

/** With what was observed and no longer counts, and what it was. */
export const wholeEntity = (record: EntityRecord): ExportedEntity => ({
  ...shown(record, record, record.observations),
  ...(record.past.length === 0 ? {} : { past: record.past }),
});

export const liveObservations = (record: EntityRecord): number => record.observations.filter(isLive).length;

/** What does not count yet is added. */
export const observed = (
  record: EntityRecord,
  texts: readonly string[],
  provenance: Provenance | null,
  now: string,
): EntityRecord => {
  const known = new Set(record.observations.filter(isLive).map(({ text }) => observationKey(text)));
  const added: Observation[] = [];
  for (const text of texts) {
    checkObservation(text);
    const key = observationKey(text);
    if (known.has(key)) continue;
    known.add(key);
    added.push({ text, recordedAt: now, invalidatedAt: null, provenance });
  }
  checkObservationCount(known.size);
  return added.length === 0 ? record : { ...record, observations: [...record.observations, ...added], changedAt: now };
};

/** Observations that say this count no more. */
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

/** As an export has it, with its own id and times. */
export const restoredRecord = ({ past = [], ...entity }: ExportedEntity): EntityRecord => ({
  ...entity,
  place: placeKey(entity.place),
  nameKey: nameKey(entity.name),
  typeKey: nameKey(entity.type),
  past,
  changedAt: changedLast({ ...entity, past }),
  revision: 0,
});

/** Two changes within a millisecond keep what was before the first one. */
const withPast = (record: EntityRecord, now: string): readonly PastState[] => {
  if (record.past.at(-1)?.supersededAt === now) return record.past;
  const { name, type, metadata, validFrom, validTo } = record;
  return [...record.past, { supersededAt: now, name, type, metadata, validFrom, validTo }];
};

/** Metadata of both, the newer one's where both say something. */
export const withMetadata = (record: EntityRecord, more: Readonly<Record<string, Json>>, now: string): EntityRecord => {
  const metadata = { ...record.metadata, ...more };
  if (JSON.stringify(metadata) === JSON.stringify(record.metadata)) return record;
  return { ...record, metadata, past: withPast(record, now), changedAt: now };
};

export const changed = (record: EntityRecord, change: EntityChange, now: string): EntityRecord => {
  const name = change.name ?? record.name;
  const type = change.type ?? record.type;
  checkNameAndType(name, type);
  return {
    ...record,
    name,
    nameKey: nameKey(name),
    type,
    typeKey: nameKey(type),
    metadata: change.metadata ?? record.metadata,
    validFrom: change.validFrom === undefined ? record.validFrom : change.validFrom,
    validTo: change.validTo === undefined ? record.validTo : change.validTo,
    pinned: change.pinned ?? record.pinned,
    past: withPast(record, now),
    changedAt: now,
  };
};

export const ended = (record: EntityRecord, mergedInto: EntityId | null, now: string): EntityRecord => ({
  ...record,
  invalidatedAt: now,
  mergedInto,
});

export const revived = (record: EntityRecord): EntityRecord => ({ ...record, invalidatedAt: null, mergedInto: null });
