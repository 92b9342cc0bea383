/** Keeping a store as it should be, and saying how it is. */
import { placeKey, type MemoryPlace } from "../../domain/memory.ts";
import type { Embedder, MemoryFinding, MemoryStatistics } from "../types.ts";
import { placeOf } from "./entity.ts";
import type { Held, RecordStore } from "./types.ts";
import type { RecordWriting } from "./writing.ts";

/** Entities that are embedded and stored in one go when vectors are made anew. */
const reindexedAtOnce = 128;

/** Of those that lack one, or have another model's. Answers how many. */
export const makeMissingVectors = async (
  store: RecordStore,
  { modelId }: Embedder,
  write: RecordWriting,
): Promise<number> => {
  for (let made = 0; ;) {
    const missing = await store.withoutVector(modelId, reindexedAtOnce);
    if (missing.length === 0) return made;
    await write(["vectors"], async (draft) => {
      const ids = missing.map(({ id }) => id);
      await draft.foresee({ entities: ids });
      for (const id of ids) {
        const record = await draft.entity(id);
        if (record !== null) draft.reindex(record);
      }
    });
    made += missing.length;
  }
};

export const statisticsOf = async (
  store: RecordStore,
  embedder: Embedder,
  places: readonly MemoryPlace[] | null,
): Promise<MemoryStatistics> => {
  const all = await store.held(places === null ? null : places.map(placeKey));
  const sum = (key: keyof Held): number => all.reduce((total, { held }) => total + held[key], 0);
  return {
    backend: store.name,
    embeddingModel: embedder.modelId,
    entities: sum("entities"),
    observations: sum("observations"),
    relations: sum("relations"),
    places: all.map(({ place, held }) => ({ place: placeOf(place), ...held })),
  };
};

export const checked = async (
  store: RecordStore,
  embedder: Embedder,
  write: RecordWriting,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const found = await store.check(mend);
  if (mend) {
    const made = await makeMissingVectors(store, embedder, write);
    return made === 0 ? found : [...found, { what: "vectors that were made anew", count: made, mended: true }];
  }
  const missing = (await store.withoutVector(embedder.modelId, 1_000)).length;
  if (missing === 0) return found;
  return [...found, { what: "entities without a vector of the present model", count: missing, mended: false }];
};
