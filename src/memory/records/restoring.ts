/** Writes entities with the ids and times of an export. */
import { isDeepStrictEqual } from "node:util";
import type { Entity, EntityId } from "../../domain/memory.ts";
import type { ConflictRule, ExportedEntity } from "../../domain/exported-memory.ts";
import { erasableIds, mayAdd, withoutErased } from "../erased-observations.ts";
import type { Restored, RestoredPage, WaitingForNames } from "../portability.ts";
import type { EntityRecord, RecordStore } from "./types.ts";
import type { Draft } from "./draft.ts";
import { join, nameFor } from "./entities.ts";
import { isLive, nameOf, restoredRecord, wholeEntity } from "./entity.ts";

const isSame = (there: EntityRecord, record: EntityRecord): boolean =>
  isDeepStrictEqual(wholeEntity(there), wholeEntity(record));

/** Replaces the existing entity by the exported one. */
const replace = async (draft: Draft, there: EntityRecord, record: EntityRecord): Promise<Restored> => {
  const { id } = there;
  if (isSame(there, record)) return { outcome: "skipped", id, as: id };
  const ended = isLive(record) ? [] : await draft.relationsOf(id);
  for (const relation of ended) draft.putRelation({ ...relation, invalidatedAt: record.invalidatedAt });
  draft.put(record);
  return { outcome: "merged", id, as: id };
};

const withoutErasedOnes = async (draft: Draft, given: ExportedEntity, there: EntityRecord): Promise<ExportedEntity> => {
  const erased = new Set<string>();
  for (const id of erasableIds(given, there)) if (await draft.wasErased(id)) erased.add(id);
  return withoutErased(given, there, (id) => erased.has(id));
};

const restoreOne = async (draft: Draft, given: ExportedEntity, rule: ConflictRule): Promise<Restored> => {
  const { id } = given;
  if (await draft.wasErased(id)) return { outcome: "skipped", id, as: id };
  const same = await draft.entity(id);
  const entity = same === null || !mayAdd(rule) ? given : await withoutErasedOnes(draft, given, same);
  const record = restoredRecord(entity);
  if (same !== null && rule === "replace") return replace(draft, same, record);
  const there = same ?? (isLive(record) ? await draft.entityNamed(nameOf(record)) : null);
  if (there === null) {
    draft.put(record);
    return { outcome: "created", id, as: id };
  }
  if (rule === "skip" || rule === "fail" || !isLive(there)) return { outcome: "skipped", id, as: there.id };
  const observations = entity.observations.filter(isLive).map(({ text }) => text);
  const { metadata, provenance } = entity;
  const { outcome } = join(draft, there, { metadata, provenance, observations }, there);
  return { outcome: outcome === "merged" ? "merged" : "skipped", id, as: there.id };
};

/** Entities whose names are taken by others. */
const waitingForNames = async (
  draft: Draft,
  entities: readonly ExportedEntity[],
  joins: boolean,
): Promise<WaitingForNames> => {
  const waiting = new Map<EntityId, EntityId>();
  for (const entity of entities.filter(isLive)) {
    const bearer = await draft.entityNamed(nameFor(entity));
    if (bearer === null || bearer.id === entity.id || (await draft.wasErased(entity.id))) continue;
    const isThere = (await draft.entity(entity.id)) !== null;
    if (isThere || !joins) waiting.set(entity.id, bearer.id);
  }
  return waiting;
};

/**
 * Writes entities with their own ids and times. Under the rule `replace`, entities whose names are taken are left for a later write,
 * even if the names become free in this one: a server may check names one at a time.
 *
 * @param joins under the rule `replace`: whether an entity that exists by name only is merged, or waits for its name
 */
export const restoreEntities = async (
  draft: Draft,
  entities: readonly ExportedEntity[],
  rule: ConflictRule,
  joins: boolean,
): Promise<RestoredPage> => {
  const ids = entities.map(({ id }) => id);
  await draft.foresee({ entities: ids, erased: ids, names: entities.filter(isLive).map(nameFor) });
  if (mayAdd(rule)) {
    const there = await Promise.all(entities.map(async (each) => ({ each, record: await draft.entity(each.id) })));
    const erasable = there.flatMap(({ each, record }) => (record === null ? [] : erasableIds(each, record)));
    await draft.foresee({ erased: erasable });
  }
  const waiting: WaitingForNames = rule === "replace" ? await waitingForNames(draft, entities, joins) : new Map();
  const restored: Restored[] = [];
  for (const entity of entities) if (!waiting.has(entity.id)) restored.push(await restoreOne(draft, entity, rule));
  return { restored, waiting };
};

/** The given entities that exist already, by id or by name. */
export const conflicting = async (store: RecordStore, entities: readonly Entity[]): Promise<readonly EntityId[]> => {
  const [byId, byName] = await Promise.all([
    store.entities(entities.map(({ id }) => id)),
    store.entitiesNamed(entities.filter(isLive).map(nameFor)),
  ]);
  const ids = new Set(byId.map(({ id }) => id));
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  const names = new Set(byName.map(({ place, nameKey, typeKey }) => keyOf(place, nameKey, typeKey)));
  const bearsName = (entity: Entity): boolean => {
    const { place, nameKey, typeKey } = nameFor(entity);
    return isLive(entity) && names.has(keyOf(place, nameKey, typeKey));
  };
  return entities.filter((entity) => ids.has(entity.id) || bearsName(entity)).map(({ id }) => id);
};
