/** The embedded memory: a backend composed of an embedder's thread and a store's thread. */
import { randomUUID } from "node:crypto";
import { createKeyedMutex } from "../../concurrency/keyed-mutex.ts";
import { CaxtonError } from "../../domain/errors.ts";
import {
  type EntityId,
  type MergeId,
  type Quotas,
  type RelationId,
  defaultQuotas,
  nameKey,
  placeKey,
  textOf,
} from "../../domain/memory.ts";
import type { MemoryBackend, NewEntity } from "../types.ts";
import type { Embedder } from "../embedding/types.ts";
import { graphOf, stepsOf } from "./carried.ts";
import { startStoreThread, value } from "./calls.ts";
import type { IdentifiedEntity } from "./entities.ts";
import { decodeId, decodeMerge, decodeRow, encodeMerge, encodeRow, pageOfErased } from "../cursors.ts";
import { findDuplicates } from "../duplicates.ts";
import { readTimes } from "../rules.ts";
import { untilDone } from "../attempts.ts";
import { createImportTarget, exportPages, type Writing } from "./portability.ts";
import { exported, imported } from "../portability.ts";

export interface EmbeddedOptions {
  /** `memory.db`. */
  readonly file: string;
  readonly embedder: Embedder;
  readonly quotas?: Partial<Quotas>;
  /** Ends the opening while vectors are computed anew: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Entities embedded and stored at once when vectors are recomputed. */
const reindexedAtOnce = 256;

/** The text of the new entity if no entity has its name yet. */
const probableText = (entity: NewEntity): string =>
  textOf({
    name: entity.name,
    type: entity.type,
    observations: entity.observations.map((text) => ({ text, recordedAt: "", invalidatedAt: null, provenance: null })),
  });

/** Opens the file, or creates it. Throws `memory.unavailable`. */
export const openEmbeddedMemory = async ({
  file,
  embedder,
  quotas = {},
  signal,
}: EmbeddedOptions): Promise<MemoryBackend> => {
  const { modelId, dimensions } = embedder;
  const thread = await startStoreThread({ file, modelId, dimensions, quotas: { ...defaultQuotas, ...quotas } });

  /** Repeats the call until it has the vectors that it needs; `texts` are those it will probably need. */
  const writing: Writing = async (texts, write) => {
    const vectors = new Map<string, Float32Array>();
    let wanted = texts;
    return untilDone(async () => {
      const made = await embedder.embed(wanted);
      for (const [index, text] of wanted.entries()) vectors.set(text, made[index] as Float32Array);
      const answer = await write(vectors);
      if (answer.kind === "done") return { value: answer.value };
      wanted = answer.texts;
      return null;
    });
  };

  /** Writes of this process to one entity are serialised: each would otherwise change the text that another one has embedded. */
  const withLock = createKeyedMutex();

  const storeEntities: MemoryBackend["storeEntities"] = async (given) => {
    const entities = given.map((each): IdentifiedEntity => ({ ...each, id: each.id ?? (randomUUID() as EntityId) }));
    const keys = entities.map(({ place, name }) => `${placeKey(place)} ${nameKey(name)}`);
    return withLock([...new Set(keys)], async () =>
      writing(entities.map(probableText), async (vectors) => thread.call("storeEntities", entities, vectors)),
    );
  };

  const observe: MemoryBackend["changeObservations"] = async (id, places, change, provenance, expected) =>
    withLock([id], async () =>
      writing([], async (vectors) =>
        thread.call("changeObservations", { id, places, expected }, change, provenance, vectors),
      ),
    );

  const queryVector = async (text: string): Promise<Float32Array> => {
    const [vector] = await embedder.embed([text]);
    return vector as Float32Array;
  };

  const search: MemoryBackend["search"] = async (query) => {
    const vector = query.mode === "keyword" ? null : await queryVector(query.text);
    return value(thread.call("search", query, vector));
  };

  /** After a change of the model, or if the file lost vectors, they are computed before the first read. */
  const makeMissingVectors = async (ends?: AbortSignal): Promise<number> => {
    let made = 0;
    for (;;) {
      ends?.throwIfAborted();
      const missing = await value(thread.call("withoutVector", reindexedAtOnce));
      if (missing.length === 0) return made;
      const ids = missing.map(({ id }) => id);
      await writing([], async (vectors) => thread.call("reindex", ids, vectors));
      made += ids.length;
    }
  };
  try {
    await makeMissingVectors(signal);
  } catch (thrown) {
    await thread.close();
    throw thrown;
  }

  const reads: Pick<MemoryBackend, "findEntities" | "search"> = {
    search,
    findEntities: async (filter, { limit, cursor }) => {
      const { items, next } = await value(thread.call("findEntities", filter, decodeRow(cursor), limit));
      return { items, nextCursor: encodeRow(next) };
    },
  };

  const importTarget = createImportTarget(thread, writing);
  const backend: MemoryBackend = {
    name: "embedded",
    storeEntities,
    storeEntity: async (entity) => {
      const [stored] = await storeEntities([entity]);
      if (stored !== undefined) return stored;
      throw new CaxtonError("internal.unexpected", "The memory stored nothing.");
    },
    ...reads,
    storeRelation: async (relation) =>
      value(thread.call("storeRelation", { ...relation, id: relation.id ?? (randomUUID() as RelationId) })),
    semanticSearch: async (text, filter, limit, minSimilarity) =>
      search({ ...filter, text, mode: "semantic", limit, minSimilarity }),
    getEntity: async (id, places, asOf, validAt) =>
      value(thread.call("getEntity", { id, places }, readTimes(asOf, validAt))),
    addObservations: async (id, places, add, provenance) => observe(id, places, { add, remove: [] }, provenance),
    removeObservations: async (id, places, remove) => observe(id, places, { add: [], remove }, null),
    changeObservations: observe,
    changeEntity: async (id, places, change, expected) =>
      withLock([id], async () =>
        writing([], async (vectors) => thread.call("changeEntity", { id, places, expected }, change, vectors)),
      ),
    invalidateEntity: async (id, places, expected) => value(thread.call("invalidateEntity", { id, places, expected })),
    eraseEntity: async (id, places, expected) => value(thread.call("eraseEntity", { id, places, expected })),
    eraseObservations: async (id, places, texts, expected) =>
      withLock([id], async () =>
        writing([], async (vectors) => thread.call("eraseObservations", { id, places, expected }, texts, vectors)),
      ),
    eraseRelation: async (id, places, expected) => value(thread.call("eraseRelation", { id, places, expected })),
    findErased: async ({ limit, cursor }) =>
      pageOfErased(await value(thread.call("findErased", decodeId(cursor) ?? "", limit + 1)), limit),
    mergeEntities: async (into, others, places, id = randomUUID() as MergeId) =>
      writing([], async (vectors) => thread.call("mergeEntities", id, into, others, places, vectors)),
    undoMerge: async (merge, places) =>
      writing([], async (vectors) => thread.call("undoMerge", merge, places, vectors)),
    findMerges: async (places, { limit, cursor }) => {
      const found = await value(thread.call("findMerges", places, decodeMerge(cursor), limit + 1));
      return { items: found.slice(0, limit), nextCursor: encodeMerge(found, limit) };
    },
    getMerge: async (id, places) => value(thread.call("getMerge", id, places)),
    findRelations: async (filter, { limit, cursor }) => {
      const { items, next } = await value(thread.call("findRelations", filter, decodeRow(cursor), limit));
      return { items, nextCursor: encodeRow(next) };
    },
    getRelation: async (id, places, asOf, validAt) =>
      value(thread.call("getRelation", { id, places }, readTimes(asOf, validAt))),
    changeRelation: async (id, places, change, expected) =>
      value(thread.call("changeRelation", { id, places, expected }, change)),
    invalidateRelation: async (id, places, expected) =>
      value(thread.call("invalidateRelation", { id, places, expected })),
    traverse: async (traversal) => stepsOf(await value(thread.call("traverse", traversal))),
    shortestPath: async (from, to, walk) => stepsOf(await value(thread.call("shortestPath", from, to, walk))),
    neighbourhood: async (traversal) => graphOf(await value(thread.call("neighbourhood", traversal))),
    exportData: (places) => exported(exportPages(thread, places)),
    importData: async (open, rule, options) => imported(importTarget, open, rule, options),
    findConflicts: importTarget.conflicts,
    findDuplicates: async (places, wanted) => findDuplicates(reads, places, wanted),
    places: async () => value(thread.call("places")),
    statistics: async (places, times = {}) => value(thread.call("statistics", places, times)),
    check: async (mend) => {
      const found = await value(thread.call("check", mend));
      if (mend) await makeMissingVectors();
      return found;
    },
    ping: async () => value(thread.call("ping")),
    close: thread.close,
  };
  return backend;
};
