/**
 * The store in its thread: functions that run to completion, each in one transaction. Before each call, writes of other processes to
 * the same file are detected and applied to the scan.
 */
import type {
  Entity,
  EntityFilter,
  EntityId,
  EntityMatch,
  ErasedId,
  MemoryPlace,
  Merge,
  MergeId,
  Provenance,
  ReadTimes,
  Relation,
  SearchQuery,
  Traversal,
  Visited,
} from "../../domain/memory.ts";
import type { ConflictRule, ExportedEntity, ExportedRelation } from "../../domain/exported-memory.ts";
import type { MergePosition } from "../cursors.ts";
import type { RelationOutcome, RestoredPage } from "../portability.ts";
import type { Walk } from "../rules.ts";
import type {
  EntityChange,
  MemoryFinding,
  MemoryStatistics,
  ObservationChange,
  RelationChange,
  RelationFilter,
  StoredEntity,
} from "../types.ts";
import type { CarriedGraph, CarriedSteps } from "./carried.ts";
import { numbers, VectorsNeeded, type Located, type StoreInput } from "./context.ts";
import type { IdentifiedEntity } from "./entities.ts";
import type { IdentifiedRelation, LocatedRelation } from "./relations.ts";
import { filterOf } from "./search.ts";
import { createStoreParts, type StoreParts, type Vectors } from "./store-parts.ts";

/** A page of rows, and the row after which the next one starts; null at the end. */
export interface RowPage<Item> {
  readonly items: readonly Item[];
  readonly next: number | null;
}

const noVectors: Vectors = new Map();

const page = <Row extends { readonly row: number }, Item>(
  rows: readonly Row[],
  limit: number,
  shown: (row: Row) => Item,
): RowPage<Item> => ({
  items: rows.slice(0, limit).map(shown),
  next: rows.length > limit ? (rows[limit - 1]?.row ?? null) : null,
});

const createEntityWrites = ({ entities, merges, write, scrub }: StoreParts) => ({
  storeEntities: (given: readonly IdentifiedEntity[], vectors: Vectors): readonly StoredEntity[] =>
    write(vectors, (writing) => {
      const stored: StoredEntity[] = [];
      const missing = new Set<string>();
      for (const entity of given) {
        try {
          stored.push(entities.store(entity, writing));
        } catch (thrown) {
          // All missing vectors are requested at once.
          if (!(thrown instanceof VectorsNeeded)) throw thrown;
          for (const text of thrown.texts) missing.add(text);
        }
      }
      if (missing.size > 0) throw new VectorsNeeded([...missing]);
      return stored;
    }),
  changeObservations: (
    located: Located,
    change: ObservationChange,
    provenance: Provenance | null,
    vectors: Vectors,
  ): Entity => write(vectors, (writing) => entities.changeObservations(located, change, provenance, writing)),
  eraseObservations: (located: Located, texts: readonly string[], vectors: Vectors): Entity => {
    const entity = write(vectors, (writing) => entities.eraseObservations(located, texts, writing));
    scrub();
    return entity;
  },
  changeEntity: (located: Located, change: EntityChange, vectors: Vectors): Entity =>
    write(vectors, (writing) => entities.change(located, change, writing)),
  invalidateEntity: (located: Located): void =>
    write(noVectors, (writing) => {
      const row = entities.findLive(located);
      entities.endRelations(row.row, writing.now);
      entities.end(row, null, writing.now);
    }),
  eraseEntity: (located: Located): void => {
    write(noVectors, (writing) => entities.erase(entities.find(located), writing.now));
    scrub();
  },
  mergeEntities: (
    id: MergeId,
    into: EntityId,
    others: readonly EntityId[],
    of: readonly MemoryPlace[],
    vectors: Vectors,
  ): MergeId => write(vectors, (writing) => merges.merge(id, into, others, of, writing)),
  undoMerge: (id: MergeId, of: readonly MemoryPlace[], vectors: Vectors): void =>
    write(vectors, (writing) => merges.undo(id, of, writing)),
});

const createRelationWrites = ({ relations, write, scrub }: StoreParts) => ({
  storeRelation: (relation: IdentifiedRelation): Relation =>
    write(noVectors, (writing) => relations.store(relation, writing.now)),
  changeRelation: (located: LocatedRelation, change: RelationChange): Relation =>
    write(noVectors, (writing) => relations.change(located, change, writing.now)),
  invalidateRelation: (located: LocatedRelation): void =>
    write(noVectors, (writing) => relations.invalidate(located, writing.now)),
  eraseRelation: (located: LocatedRelation): void => {
    write(noVectors, (writing) => relations.erase(located, writing.now));
    scrub();
  },
});

const createReads = ({ context, entities, relations, merges, graph, search, statistics, now }: StoreParts) => ({
  getEntity: (located: Located, times: ReadTimes): Entity => entities.get(located, times, now()),
  findEntities: (filter: EntityFilter & { readonly name?: string }, after: number, limit: number): RowPage<Entity> => {
    const { where, parameters } = filterOf(context, filter, now());
    const rows = entities.list(where, parameters, after, limit + 1);
    return page(rows, limit, (row) => entities.hydrate(row, filter.asOf ?? null));
  },
  getRelation: (located: LocatedRelation, times: ReadTimes): Relation => relations.get(located, times, now()),
  findRelations: (filter: RelationFilter, after: number, limit: number): RowPage<Relation> =>
    page(relations.find(filter, now(), after, limit + 1), limit, relations.shown),
  findMerges: (of: readonly MemoryPlace[], after: MergePosition | null, limit: number): readonly Merge[] =>
    merges.list(of, after, limit),
  getMerge: (id: MergeId, of: readonly MemoryPlace[]): Merge => merges.get(id, of),
  findErased: (after: string, limit: number): readonly ErasedId[] => entities.erasedAfter(after, limit),
  search: (query: SearchQuery, vector: Float32Array | null): readonly EntityMatch[] => search(query, vector),
  traverse: (traversal: Traversal): CarriedSteps<readonly Visited[]> => graph.traverse(traversal),
  shortestPath: (from: EntityId, to: EntityId, walk: Walk): CarriedSteps<readonly Visited[] | null> =>
    graph.shortestPath(from, to, walk),
  neighbourhood: (traversal: Traversal): CarriedGraph => graph.neighbourhood(traversal),
  places: (): readonly MemoryPlace[] => context.places.all().map(({ row }) => context.places.of(row)),
  statistics: (of: readonly MemoryPlace[] | null, times: ReadTimes): MemoryStatistics => statistics(of, times),
});

/** Everything, including records that no longer count. */
const createPorting = ({ context: { places }, entities, relations, restoring, write }: StoreParts) => ({
  exportEntities: (of: readonly MemoryPlace[] | null, after: number, limit: number): RowPage<ExportedEntity> => {
    const where = of === null ? "TRUE" : `"place" IN (${numbers(places.rowsOf(of))})`;
    return page(entities.list(where, {}, after, limit + 1), limit, entities.whole);
  },
  exportRelations: (of: readonly MemoryPlace[] | null, after: number, limit: number): RowPage<ExportedRelation> =>
    page(relations.every(of, after, limit + 1), limit, relations.whole),
  /** The given entities that exist already, by id or by name. */
  conflicts: (given: readonly Entity[]): readonly EntityId[] => given.filter(restoring.isThere).map(({ id }) => id),
  importEntities: (
    given: readonly ExportedEntity[],
    rule: ConflictRule,
    vectors: Vectors,
    joins: boolean,
  ): RestoredPage => write(vectors, (writing) => restoring.entities(given, rule, joins, writing)),
  importRelations: (given: readonly ExportedRelation[], rule: ConflictRule): readonly RelationOutcome[] =>
    write(noVectors, () => restoring.relations(given, rule)),
});

const createKeeping = ({ connection, entities, follower, graph, integrity, write }: StoreParts) => {
  const checkFile = (): readonly MemoryFinding[] => {
    const integrityRows = connection.pragma("integrity_check") as readonly { readonly integrity_check: string }[];
    const broken = integrityRows.filter((each) => each.integrity_check !== "ok").length;
    const foreign = (connection.pragma("foreign_key_check") as readonly unknown[]).length;
    return [
      { what: "damaged pages of the file", count: broken, mended: false },
      { what: "references to missing rows", count: foreign, mended: false },
    ];
  };
  const inOneRead = connection.transaction((work: () => unknown) => work());
  /** Compares rows with everything derived from them, within one transaction. */
  const compare = () => {
    follower.takeOver();
    const missing = follower.withoutVector(1_000_000).length;
    return { missing, scan: follower.difference(), walks: graph.difference(), wrong: integrity.find() };
  };
  return {
    /** Entities whose vector is missing or was made by another model. */
    withoutVector: (limit: number): readonly { readonly id: EntityId }[] => follower.withoutVector(limit),
    /** Recomputes words and vectors of these entities. */
    reindex: (ids: readonly EntityId[], vectors: Vectors): void =>
      write(vectors, (writing) => entities.reindex(ids, writing)),
    /** If the file is damaged, nothing else is read. */
    check: (mend: boolean): readonly MemoryFinding[] => {
      const file = checkFile().filter(({ count }) => count > 0);
      if (file.length > 0) return file;
      const { missing, scan, walks, wrong } = inOneRead(compare) as ReturnType<typeof compare>;
      if (mend && wrong.words.length + wrong.vectors.length > 0) write(noVectors, () => integrity.mend(wrong));
      if (mend && scan > 0) follower.readAll();
      if (mend && walks > 0) graph.derived.all();
      return [
        { what: "entities without a vector of the current model", count: missing, mended: mend },
        { what: "vectors that were not made from their entity's text", count: wrong.vectors.length, mended: mend },
        { what: "entities whose indexed words do not match their text", count: wrong.words.length, mended: mend },
        { what: "vectors that differ from the scan in memory", count: scan, mended: mend },
        { what: "relations that are missing from, or left over in, the graph in memory", count: walks, mended: mend },
      ].filter(({ count }) => count > 0);
    },
    ping: (): void => {
      connection.prepare(`SELECT 1 FROM "place" LIMIT 1`).get();
    },
    close: (): void => {
      connection.close();
    },
  };
};

export const openStore = (input: StoreInput, clock: () => Date = () => new Date()) => {
  const parts = createStoreParts(input, () => clock().toISOString());
  const operations = {
    ...createEntityWrites(parts),
    ...createRelationWrites(parts),
    ...createReads(parts),
    ...createPorting(parts),
    ...createKeeping(parts),
  };

  /**
   * These read in several steps, which must see one snapshot: otherwise data that another process erases in between would be seen in
   * part.
   */
  const ofOneMoment: ReadonlySet<keyof typeof operations> = new Set(["traverse", "shortestPath", "neighbourhood"]);
  const inOneRead = parts.connection.transaction((work: () => unknown) => work());

  /** Applies writes of other processes, then performs the call. */
  const call = <Name extends keyof typeof operations>(
    name: Name,
    ...args: Parameters<(typeof operations)[Name]>
  ): ReturnType<(typeof operations)[Name]> => {
    const operation = operations[name] as (...all: typeof args) => ReturnType<(typeof operations)[Name]>;
    const upToDate = (): ReturnType<(typeof operations)[Name]> => {
      if (name !== "close") parts.follower.takeOver();
      return operation(...args);
    };
    return ofOneMoment.has(name) ? (inOneRead(upToDate) as ReturnType<typeof upToDate>) : upToDate();
  };
  return { operations, call };
};

export type Store = ReturnType<typeof openStore>["operations"];
