/** Maintenance of a store, and reports of its state. */
import {
  placeKey,
  textOf,
  type EntityId,
  type MemoryPlace,
  type PlaceKey,
  type ReadTimes,
  type RelationId,
} from "../../domain/memory.ts";
import { readTimes, statisticsOfPlaces, timesOf, type Times } from "../rules.ts";
import type { MemoryFinding, MemoryStatistics } from "../types.ts";
import type { Embedder } from "../embedding/types.ts";
import { allPages } from "./all-pages.ts";
import { readsOfEarlier } from "./earlier.ts";
import { entityAt, placeOf } from "./entity.ts";
import { indexedWords, isVectorOf } from "./index-entry.ts";
import type { EntityRecord, Held, IndexedRecord, RecordStore, RelationRecord } from "./types.ts";
import type { RecordWriting } from "./writing.ts";

/** Entities embedded and stored at once when vectors are recomputed. */
const reindexedAtOnce = 128;

/** Recomputes words and vectors of these entities. */
const reindex = async (write: RecordWriting, all: readonly EntityId[]): Promise<void> => {
  for (let from = 0; from < all.length; from += reindexedAtOnce) {
    const ids = all.slice(from, from + reindexedAtOnce);
    await write(["vectors"], async (draft) => {
      await draft.foresee({ entities: ids });
      for (const id of ids) {
        const record = await draft.entity(id);
        if (record !== null) draft.reindex(record);
      }
    });
  }
};

/** Computes missing vectors and those of another model. Returns their number. Throws the signal's reason if it is aborted. */
export const makeMissingVectors = async (
  store: RecordStore,
  { modelId }: Embedder,
  write: RecordWriting,
  signal?: AbortSignal,
): Promise<number> => {
  for (let made = 0; ;) {
    signal?.throwIfAborted();
    const missing = await store.withoutVector(modelId, reindexedAtOnce);
    if (missing.length === 0) return made;
    await reindex(
      write,
      missing.map(({ id }) => id),
    );
    made += missing.length;
  }
};

const idOf = ({ id }: { readonly id: string }): string => id;

/** Counts what lists for these times show. */
const countedAt = async (
  store: RecordStore,
  places: readonly PlaceKey[],
  asOf: string | undefined,
  times: Times,
): Promise<readonly { readonly place: PlaceKey; readonly held: Held }[]> => {
  const held = new Map(places.map((place) => [place, { entities: 0, observations: 0, relations: 0 }]));
  const reads = asOf === undefined ? store : readsOfEarlier(store, times);
  const filter = { places, times };
  const entities = allPages<EntityRecord>(idOf, async (after, limit) =>
    reads.listEntities(filter, after as EntityId | null, limit),
  );
  for await (const record of entities) {
    const counts = held.get(record.place);
    if (counts === undefined) continue;
    counts.entities += 1;
    counts.observations += entityAt(record, asOf ?? null).observations.length;
  }
  const relations = allPages<RelationRecord>(idOf, async (after, limit) =>
    store.listRelations(filter, after as RelationId | null, limit),
  );
  for await (const { place } of relations) {
    const counts = held.get(place);
    if (counts !== undefined) counts.relations += 1;
  }
  return [...held].map(([place, counts]) => ({ place, held: counts }));
};

export const statisticsOf = async (
  store: RecordStore,
  embedder: Embedder,
  places: readonly MemoryPlace[] | null,
  { asOf, validAt }: ReadTimes,
  now: string,
): Promise<MemoryStatistics> => {
  const keys = places === null ? null : places.map(placeKey);
  const isNow = asOf === undefined && validAt === undefined;
  const times = timesOf(readTimes(asOf, validAt), now);
  const all = isNow ? await store.held(keys) : await countedAt(store, keys ?? (await store.places()), asOf, times);
  return statisticsOfPlaces(
    store.name,
    embedder.modelId,
    all.map(({ place, held }) => ({ place: placeOf(place), ...held })),
  );
};

/** Entities whose words or vector do not match their text, or whose vector cannot be checked. */
const wronglyIndexed = async (store: RecordStore, { modelId }: Embedder) => {
  const [words, vectors, unchecked]: [EntityId[], EntityId[], EntityId[]] = [[], [], []];
  const all = allPages<IndexedRecord>(
    ({ record }) => record.id,
    async (after, limit) => store.listIndexed(after as EntityId | null, limit),
  );
  for await (const indexed of all) {
    const entity = entityAt(indexed.record, null);
    if (!indexed.hasWords(indexedWords(entity))) words.push(entity.id);
    const isRight = isVectorOf(modelId, textOf(entity), indexed);
    if (isRight === false) vectors.push(entity.id);
    // One that is missing is counted as such.
    if (isRight === "unknown" && indexed.vector !== null) unchecked.push(entity.id);
  }
  return { words, vectors, unchecked };
};

/** Looks for inconsistencies, and repairs them if `mend` is true. */
export const checked = async (
  store: RecordStore,
  embedder: Embedder,
  write: RecordWriting,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const found = await store.check(mend);
  const missing = mend
    ? await makeMissingVectors(store, embedder, write)
    : (await store.withoutVector(embedder.modelId, 1_000)).length;
  const { words, vectors, unchecked } = await wronglyIndexed(store, embedder);
  if (mend) await reindex(write, [...new Set([...words, ...vectors, ...unchecked])]);
  return [
    ...found,
    { what: "entities without a vector of the current model", count: missing, mended: mend },
    { what: "vectors that were not made from their entity's text", count: vectors.length, mended: mend },
    { what: "vectors of older versions, which cannot be checked", count: unchecked.length, mended: mend },
    { what: "entities whose indexed words do not match their text", count: words.length, mended: mend },
  ].filter(({ count }) => count > 0);
};
