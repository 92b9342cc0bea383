/** A memory on a database server: applies the rules in this folder to the records of a store. */
import { randomUUID } from "node:crypto";
import { CaxtonError } from "../../domain/errors.ts";
import {
  type EntityId,
  type MergeId,
  type Quotas,
  type RelationId,
  defaultQuotas,
  nameKey,
  placeKey,
} from "../../domain/memory.ts";
import { decodeId, encodeId, pageOfErased } from "../cursors.ts";
import { findDuplicates } from "../duplicates.ts";
import { exported, imported, type ImportTarget, type Restored } from "../portability.ts";
import { notFound, readTimes, timesOf } from "../rules.ts";
import type { MemoryBackend } from "../types.ts";
import type { Embedder } from "../embedding/types.ts";
import {
  changeEntity,
  changeObservations,
  eraseEntity,
  eraseObservations,
  invalidateEntity,
  storeEntities,
} from "./entities.ts";
import { readsOfEarlier } from "./earlier.ts";
import { entityAt, isSeen, placeOf } from "./entity.ts";
import { createRecordGraph } from "./graph.ts";
import { checked, makeMissingVectors, statisticsOf } from "./housekeeping.ts";
import { createMergeReads } from "./merge-reads.ts";
import { mergeEntities, undoMerge } from "./merges.ts";
import { exportPages } from "./portability.ts";
import { relationAt, shownRelation } from "./relation-states.ts";
import { changeRelation, eraseRelation, invalidateRelation, restoreRelations, storeRelation } from "./relations.ts";
import { conflicting, restoreEntities } from "./restoring.ts";
import { createRecordSearch, recordFilter } from "./search.ts";
import type { RecordStore } from "./types.ts";
import { createRecordWriting } from "./writing.ts";

export interface RecordMemoryOptions {
  readonly store: RecordStore;
  readonly embedder: Embedder;
  readonly quotas?: Partial<Quotas>;
  /** Ends the opening while vectors are computed anew: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Vectors of another model are recomputed before the first read. Closing the memory closes the store, but not the embedder. */
export const openRecordMemory = async ({
  store,
  embedder,
  quotas = {},
  signal,
}: RecordMemoryOptions): Promise<MemoryBackend> => {
  const now = (): string => new Date().toISOString();
  const write = createRecordWriting(store, embedder, { ...defaultQuotas, ...quotas }, now);
  const graph = createRecordGraph(store, now);
  const search = createRecordSearch(store, embedder, graph, now);
  await makeMissingVectors(store, embedder, write, signal);

  const storeAll: MemoryBackend["storeEntities"] = async (given) => {
    const identified = given.map((each) => ({ ...each, id: each.id ?? (randomUUID() as EntityId) }));
    const keys = identified.map(({ place, name }) => `${placeKey(place)} ${nameKey(name)}`);
    const chosen = given.flatMap(({ id }) => id ?? []);
    return write([...new Set(keys)], async (draft) => storeEntities(draft, identified, chosen));
  };

  const observe: MemoryBackend["changeObservations"] = async (id, places, change, provenance, expected) =>
    entityAt(
      await write([id], async (draft) => changeObservations(draft, { id, places, expected }, change, provenance)),
      null,
    );

  const target: ImportTarget = {
    conflicts: async (entities) => conflicting(store, entities),
    entities: async (entities, rule, joins) => {
      const restored: Restored[] = [];
      const waiting = new Map<EntityId, EntityId>();
      // An entity may take a name that another one gave up in the previous write.
      for (let left = entities, before = 0; left.length > 0 && left.length !== before;) {
        before = left.length;
        const done = await write(["import"], async (draft) => restoreEntities(draft, left, rule, joins));
        restored.push(...done.restored);
        waiting.clear();
        for (const [id, bearer] of done.waiting) waiting.set(id, bearer);
        left = left.filter(({ id }) => waiting.has(id));
      }
      return { restored, waiting };
    },
    relations: async (relations, rule) => write(["import"], async (draft) => restoreRelations(draft, relations, rule)),
  };

  const reads: Pick<MemoryBackend, "findEntities" | "search"> = {
    search,
    findEntities: async (filter, { limit, cursor }) => {
      const from = filter.asOf === undefined ? store : readsOfEarlier(store, timesOf(filter, now()));
      const after = decodeId(cursor) as EntityId | null;
      const records = await from.listEntities(recordFilter(filter, now()), after, limit + 1);
      const items = records.slice(0, limit);
      return {
        items: items.map((record) => entityAt(record, filter.asOf ?? null)),
        nextCursor: encodeId(records.length > limit ? (items.at(-1)?.id ?? null) : null),
      };
    },
  };

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    closing ??= store.close();
    return closing;
  };

  return {
    name: store.name,
    storeEntities: storeAll,
    storeEntity: async (entity) => {
      const [stored] = await storeAll([entity]);
      if (stored !== undefined) return stored;
      throw new CaxtonError("internal.unexpected", "The memory stored nothing.");
    },
    ...reads,
    storeRelation: async (relation) => {
      const identified = { ...relation, id: relation.id ?? (randomUUID() as RelationId) };
      const key = [placeKey(relation.place), relation.from, relation.to].join(" ");
      return shownRelation(await write([key], async (draft) => storeRelation(draft, identified)));
    },
    semanticSearch: async (text, filter, limit, minSimilarity) =>
      search({ ...filter, text, mode: "semantic", limit, minSimilarity }),
    getEntity: async (id, places, asOf, validAt) => {
      const [record] = await store.entities([id]);
      const times = readTimes(asOf, validAt);
      if (record === undefined || !isSeen(record, { places, ...times }, now())) throw notFound("entity", id);
      return entityAt(record, asOf ?? null);
    },
    addObservations: async (id, places, add, provenance) => observe(id, places, { add, remove: [] }, provenance),
    removeObservations: async (id, places, remove) => observe(id, places, { add: [], remove }, null),
    changeObservations: observe,
    changeEntity: async (id, places, change, expected) =>
      entityAt(await write([id], async (draft) => changeEntity(draft, { id, places, expected }, change)), null),
    invalidateEntity: async (id, places, expected) =>
      write([id], async (draft) => invalidateEntity(draft, { id, places, expected })),
    eraseEntity: async (id, places, expected) =>
      write([id], async (draft) => eraseEntity(draft, { id, places, expected })),
    eraseObservations: async (id, places, texts, expected) =>
      entityAt(await write([id], async (draft) => eraseObservations(draft, { id, places, expected }, texts)), null),
    eraseRelation: async (id, places, expected) =>
      write([id], async (draft) => eraseRelation(draft, { id, places, expected })),
    findErased: async ({ limit, cursor }) => pageOfErased(await store.listErased(decodeId(cursor), limit + 1), limit),
    mergeEntities: async (into, others, places, id = randomUUID() as MergeId) =>
      write([into], async (draft) => mergeEntities(draft, id, into, others, places)),
    undoMerge: async (merge, places) => write([merge], async (draft) => undoMerge(draft, merge, places)),
    ...createMergeReads(store),
    findRelations: async ({ places, asOf, validAt, ...ends }, { limit, cursor }) => {
      const times = timesOf(readTimes(asOf, validAt), now());
      const filter = { ...ends, places: places.map(placeKey), times };
      const records = await store.listRelations(filter, decodeId(cursor) as RelationId | null, limit + 1);
      const items = records.slice(0, limit);
      return {
        items: items.map(shownRelation),
        nextCursor: encodeId(records.length > limit ? (items.at(-1)?.id ?? null) : null),
      };
    },
    getRelation: async (id, places, asOf, validAt) =>
      shownRelation(await relationAt(store, id, { places, ...readTimes(asOf, validAt) }, now())),
    changeRelation: async (id, places, change, expected) =>
      shownRelation(await write([id], async (draft) => changeRelation(draft, { id, places, expected }, change))),
    invalidateRelation: async (id, places, expected) =>
      write([id], async (draft) => invalidateRelation(draft, { id, places, expected })),
    traverse: graph.traverse,
    shortestPath: graph.shortestPath,
    neighbourhood: graph.neighbourhood,
    exportData: (places) => exported(exportPages(store, places)),
    importData: async (open, rule, options) => imported(target, open, rule, options),
    findConflicts: target.conflicts,
    findDuplicates: async (places, wanted) => findDuplicates(reads, places, wanted),
    places: async () => (await store.places()).map(placeOf),
    statistics: async (places, times = {}) => statisticsOf(store, embedder, places, times, now()),
    check: async (mend) => checked(store, embedder, write, mend),
    ping: store.ping,
    close,
  };
};
