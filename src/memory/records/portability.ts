/** A store's records as the source of an export. */
import { placeKey, type EntityId, type MemoryPlace, type RelationId } from "../../domain/memory.ts";
import { portedAtOnce, type ExportPages } from "../portability.ts";
import { wholeEntity } from "./entity.ts";
import { exportedRelation, statesBefore } from "./relation-states.ts";
import type { RecordStore } from "./types.ts";

/** If this page is full, another one follows. */
const next = <Id extends string>(records: readonly { readonly id: Id }[], limit: number): Id | null =>
  records.length < limit ? null : (records.at(-1)?.id ?? null);

export const exportPages = (
  store: RecordStore,
  of: readonly MemoryPlace[] | null,
): ExportPages<EntityId | RelationId> => {
  const filter = { places: of === null ? null : of.map(placeKey), times: null };
  return {
    entities: async (after, limit) => {
      const records = await store.listEntities(filter, after as EntityId | null, limit);
      return { items: records.map(wholeEntity), next: next(records, limit) };
    },
    relations: async (after) => {
      const records = await store.listRelations(filter, after as RelationId | null, portedAtOnce);
      const relations = records.filter(({ stateOf }) => stateOf === undefined);
      const items = relations.map(async (record) => exportedRelation(record, await statesBefore(store, record)));
      return { items: await Promise.all(items), next: next(records, portedAtOnce) };
    },
  };
};
