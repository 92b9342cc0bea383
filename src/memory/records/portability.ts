/** A store's records as where exports come from. */
import { placeKey, type EntityId, type MemoryPlace, type RelationId } from "../../domain/memory.ts";
import { portedAtOnce, type ExportPages } from "../portability.ts";
import { wholeEntity } from "./entity.ts";
import { shownRelation } from "./relations.ts";
import type { RecordStore } from "./types.ts";

/** A page is followed by another one where it is full. */
const next = <Id extends string>(records: readonly { readonly id: Id }[]): Id | null =>
  records.length < portedAtOnce ? null : (records.at(-1)?.id ?? null);

export const exportPages = (
  store: RecordStore,
  of: readonly MemoryPlace[] | null,
): ExportPages<EntityId | RelationId> => {
  const filter = { places: of === null ? null : of.map(placeKey), times: null };
  return {
    entities: async (after) => {
      const records = await store.listEntities(filter, after as EntityId | null, portedAtOnce);
      return { items: records.map(wholeEntity), next: next(records) };
    },
    relations: async (after) => {
      const records = await store.listRelations(filter, after as RelationId | null, portedAtOnce);
      return { items: records.map(shownRelation), next: next(records) };
    },
  };
};
