/** Reads merges, with the names of their entities. */
import { placeKey, type EntityId, type MemoryPlace, type Merge, type MergeId } from "../../domain/memory.ts";
import { decodeMerge, encodeMerge } from "../cursors.ts";
import { notFound } from "../rules.ts";
import type { MemoryBackend } from "../types.ts";
import { placeOf } from "./entity.ts";
import type { EntityRecord, MergeRecord, RecordStore } from "./types.ts";

const named = ({ id, name, type }: EntityRecord): Merge["into"] => ({ id, name, type });

/** Leaves out merges whose target was erased after they were read. */
const shownMerges = async (store: RecordStore, merges: readonly MergeRecord[]): Promise<readonly Merge[]> => {
  const ids = new Set<EntityId>(merges.flatMap(({ target, taken }) => [target, ...taken.map(({ entity }) => entity)]));
  const entities = new Map((await store.entities([...ids])).map((record) => [record.id, record]));
  return merges.flatMap(({ id, target, taken, mergedAt, undoneAt = null }): readonly Merge[] => {
    const into = entities.get(target);
    if (into === undefined) return [];
    const others = taken.flatMap(({ entity }) => entities.get(entity) ?? []).map(named);
    return [{ id, place: placeOf(into.place), into: named(into), others, mergedAt, undoneAt }];
  });
};

export const createMergeReads = (store: RecordStore): Pick<MemoryBackend, "findMerges" | "getMerge"> => ({
  findMerges: async (places: readonly MemoryPlace[], { limit, cursor }) => {
    const found = await store.listMerges(places.map(placeKey), decodeMerge(cursor), limit + 1);
    return { items: await shownMerges(store, found.slice(0, limit)), nextCursor: encodeMerge(found, limit) };
  },
  getMerge: async (id: MergeId, places: readonly MemoryPlace[]) => {
    const record = await store.merge(id);
    const [merge] = record === null ? [] : await shownMerges(store, [record]);
    if (merge !== undefined && places.some((place) => placeKey(place) === placeKey(merge.place))) return merge;
    throw notFound("merge", id);
  },
});
