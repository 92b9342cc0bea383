/** Entities as an export has them, with their own ids and times. */
import { isDeepStrictEqual } from "node:util";
import type { ConflictRule, Entity, EntityId, ExportedEntity } from "../../domain/memory.ts";
import type { Restored } from "../portability.ts";
import { nameTaken } from "../rules.ts";
import type { EntityRecord, RecordStore } from "./types.ts";
import type { Draft } from "./draft.ts";
import { join, nameFor } from "./entities.ts";
import { isLive, nameOf, restoredRecord, wholeEntity } from "./entity.ts";

const isSame = (there: EntityRecord, record: EntityRecord): boolean =>
  isDeepStrictEqual(wholeEntity(there), wholeEntity(record));

/** What is there becomes what the export says. Null where another one has its name as yet. */
const replace = async (draft: Draft, there: EntityRecord, record: EntityRecord): Promise<Restored | null> => {
  const { id } = there;
  if (isSame(there, record)) return { outcome: "skipped", id, as: id };
  const bearer = isLive(record) ? await draft.entityNamed(nameOf(record)) : null;
  if (bearer !== null && bearer.id !== id) return null;
  const ended = isLive(record) ? [] : await draft.relationsOf(id);
  for (const relation of ended) draft.putRelation({ ...relation, invalidatedAt: record.invalidatedAt });
  draft.put(record);
  return { outcome: "merged", id, as: id };
};

const restoreOne = async (draft: Draft, entity: ExportedEntity, rule: ConflictRule): Promise<Restored | null> => {
  const { id } = entity;
  if (await draft.wasErased(id)) return { outcome: "skipped", id, as: id };
  const record = restoredRecord(entity);
  const same = await draft.entity(id);
  if (same !== null && rule === "replace") return replace(draft, same, record);
  const there = same ?? (isLive(record) ? await draft.entityNamed(nameOf(record)) : null);
  if (there === null) {
    draft.put(record);
    return { outcome: "created", id, as: id };
  }
  if (rule === "skip" || rule === "fail" || !isLive(there)) return { outcome: "skipped", id, as: there.id };
  const observations = entity.observations.filter(isLive).map(({ text }) => text);
  const { outcome } = join(draft, there, { ...entity, observations });
  return { outcome: outcome === "merged" ? "merged" : "skipped", id, as: there.id };
};

export const restoreEntities = async (
  draft: Draft,
  entities: readonly ExportedEntity[],
  rule: ConflictRule,
): Promise<readonly Restored[]> => {
  const ids = entities.map(({ id }) => id);
  await draft.foresee({ entities: ids, erased: ids, names: entities.filter(isLive).map(nameFor) });
  const restored: Restored[] = [];
  // One may take the name that another one of these gives up: what cannot be yet is tried again after the rest.
  for (let waiting = entities; waiting.length > 0;) {
    const left: ExportedEntity[] = [];
    for (const entity of waiting) {
      const done = await restoreOne(draft, entity, rule);
      if (done === null) left.push(entity);
      else restored.push(done);
    }
    const [first] = left;
    if (first !== undefined && left.length === waiting.length) {
      const bearer = await draft.entityNamed(nameFor(first));
      throw nameTaken(first.name, first.type, bearer?.id ?? first.id);
    }
    waiting = left;
  }
  return restored;
};

/** Those that are there, by id or by name. */
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
