/** Writes of entities, as steps of a draft. */
import {
  nameKey,
  placeKey,
  type EntityId,
  type EntityTag,
  type MemoryPlace,
  type Provenance,
} from "../../domain/memory.ts";
import {
  checkTag,
  idTaken,
  nameTaken,
  noSuchObservation,
  notFound,
  validityStoredAgain,
  type Period,
} from "../rules.ts";
import type { EntityChange, NewEntity, ObservationChange, StoredEntity } from "../types.ts";
import type { Draft } from "./draft.ts";
import {
  changed,
  ended,
  entityAt,
  isLive,
  nameOf,
  newRecord,
  observed,
  unobserved,
  withFields,
  withoutObservations,
  withoutPastMetadata,
} from "./entity.ts";
import type { EntityName, EntityRecord } from "./types.ts";

/** A new entity with a fixed id, so that the write can be repeated. */
export type IdentifiedEntity = NewEntity & { readonly id: EntityId };

export interface Located {
  readonly id: EntityId;
  readonly places: readonly MemoryPlace[];
  /** Tags that the entity may have. Default: any. */
  readonly expected?: readonly EntityTag[] | undefined;
}

export const nameFor = ({ place, name, type }: Pick<NewEntity, "place" | "name" | "type">): EntityName => ({
  place: placeKey(place),
  nameKey: nameKey(name),
  typeKey: nameKey(type),
});

/** Throws `memory.not_found` for entities that do not exist or belong to other places. */
export const find = async (draft: Draft, { id, places, expected }: Located): Promise<EntityRecord> => {
  const record = await draft.entity(id);
  if (record === null || places.every((place) => placeKey(place) !== record.place)) throw notFound("entity", id);
  if (expected !== undefined) checkTag(entityAt(record, null), expected);
  return record;
};

/** Only an entity that counts; a write to any other would have no effect. */
export const findLive = async (draft: Draft, located: Located): Promise<EntityRecord> => {
  const record = await find(draft, located);
  if (isLive(record)) return record;
  throw notFound("entity", located.id);
};

/** Adds new observations and the given fields to the existing entity. */
export const join = (
  draft: Draft,
  there: EntityRecord,
  entity: Pick<NewEntity, "metadata" | "observations" | "provenance" | "pinned">,
  { validFrom, validTo }: Period,
): StoredEntity => {
  const metadata = { ...there.metadata, ...entity.metadata };
  const fields = { metadata, validFrom, validTo, pinned: entity.pinned ?? there.pinned };
  const { now } = draft;
  const joined = observed(withFields(there, fields, now), entity.observations, entity.provenance ?? null, now);
  if (joined === there) return { entity: entityAt(there, null), outcome: "unchanged" };
  draft.put(joined);
  return { entity: entityAt(joined, null), outcome: "merged" };
};

const storeOne = async (draft: Draft, entity: IdentifiedEntity): Promise<StoredEntity> => {
  const fresh = newRecord(entity.id, entity, draft.now);
  const same = await draft.entity(entity.id);
  if (same !== null && same.place !== fresh.place) throw idTaken("entity", entity.id);
  if (same !== null) return { entity: entityAt(same, null), outcome: "unchanged" };
  const there = await draft.entityNamed(nameOf(fresh));
  if (there !== null) return join(draft, there, entity, validityStoredAgain(there, entity, draft.now));
  draft.put(fresh);
  return { entity: entityAt(fresh, null), outcome: "created" };
};

/** @param chosen ids given by the caller; an erased id cannot be used again. Throws `memory.conflict`. */
export const storeEntities = async (
  draft: Draft,
  entities: readonly IdentifiedEntity[],
  chosen: readonly EntityId[],
): Promise<readonly StoredEntity[]> => {
  await draft.foresee({ entities: entities.map(({ id }) => id), names: entities.map(nameFor), erased: chosen });
  for (const id of chosen) if (await draft.wasErased(id)) throw idTaken("entity", id);
  const stored: StoredEntity[] = [];
  for (const entity of entities) stored.push(await storeOne(draft, entity));
  return stored;
};

export const changeObservations = async (
  draft: Draft,
  located: Located,
  { add, remove }: ObservationChange,
  provenance: Provenance | null,
): Promise<EntityRecord> => {
  const record = await findLive(draft, located);
  const next = observed(unobserved(record, remove, draft.now), add, provenance, draft.now);
  if (next !== record) draft.put(next);
  return next;
};

/** Throws `memory.conflict` if another entity has the new name. */
export const changeEntity = async (draft: Draft, located: Located, change: EntityChange): Promise<EntityRecord> => {
  const record = await findLive(draft, located);
  const next = changed(record, change, draft.now);
  const taken = await draft.entityNamed(nameOf(next));
  if (taken !== null && taken.id !== record.id) throw nameTaken(next.name, next.type, taken.id);
  draft.put(next);
  return next;
};

export const invalidateEntity = async (draft: Draft, located: Located): Promise<void> => {
  const record = await findLive(draft, located);
  await draft.endRelations(record.id);
  draft.put(ended(record, null, draft.now));
};

export const eraseObservations = async (
  draft: Draft,
  located: Located,
  texts: readonly string[],
): Promise<EntityRecord> => {
  const record = await find(draft, located);
  const next = withoutObservations(record, texts, draft.now);
  if (next === record) throw noSuchObservation(located.id);
  draft.put(next);
  const left = new Set(next.observations);
  draft.eraseObservations(
    record.id,
    record.observations.filter((each) => !left.has(each)),
  );
  return next;
};

/** Entities into which it is or was merged. */
const targetsOf = ({ mergedInto: now, past }: EntityRecord): readonly EntityId[] =>
  [now, ...past.map((state) => state.mergedInto)].flatMap((id) => id ?? []);

/** Removes what came from the erased entity from the history of another one. */
const scrub = (draft: Draft, record: EntityRecord, erased: EntityRecord): void => {
  const observations = record.observations.filter((each) => isLive(each) || each.merged?.entity !== erased.id);
  const metadata = [erased, ...erased.past].map((state) => state.metadata);
  const next = withoutPastMetadata(record, metadata);
  if (next !== record || observations.length < record.observations.length) draft.put({ ...next, observations });
};

export const eraseEntity = async (draft: Draft, located: Located): Promise<void> => {
  const record = await find(draft, located);
  const targets = new Set(targetsOf(record));
  for (const target of targets) {
    const other = await draft.entity(target);
    // A further merge moved its data on.
    for (const next of other === null ? [] : targetsOf(other)) targets.add(next);
    if (other !== null && other.id !== record.id) scrub(draft, other, record);
  }
  await draft.erase(record.id);
};
