/**
 * The store in its thread: functions that run to their end, each in one transaction. What another process wrote into the
 * same file is noticed before each call, and taken over into the scan.
 */
import {
  type ConflictRule,
  type Entity,
  type EntityFilter,
  type EntityId,
  type EntityMatch,
  type ExportedEntity,
  type MemoryPlace,
  type MergeId,
  type Provenance,
  type Relation,
  type RelationId,
  type SearchQuery,
  type Traversal,
  type Visited,
} from "../../domain/memory.ts";
import type {
  EntityChange,
  MemoryFinding,
  MemoryStatistics,
  PlaceStatistics,
  RelationFilter,
  StoredEntity,
} from "../types.ts";
import type { CarriedGraph, CarriedSteps } from "./carried.ts";
import { createChanges } from "./changes.ts";
import {
  countsAt,
  numbers,
  VectorsNeeded,
  type Located,
  type StoreContext,
  type StoreInput,
  type WriteContext,
} from "./context.ts";
import { createEntities, type IdentifiedEntity } from "./entities.ts";
import { createGraph } from "./graph.ts";
import { createMerges } from "./merges.ts";
import { createPlaces } from "./places.ts";
import { createRelations, type IdentifiedRelation } from "./relations.ts";
import { createRestoring } from "./restoring.ts";
import type { Restored } from "../portability.ts";
import { createSearch, filterOf } from "./search.ts";
import { modelRow, openFile } from "./file.ts";
import { createFollower } from "./follower.ts";
import { createVectorScan } from "./vectors.ts";

/** A page of rows, and the row after which the next one begins; null at the end. */
export interface RowPage<Item> {
  readonly items: readonly Item[];
  readonly next: number | null;
}

export const openStore = (input: StoreInput, clock: () => Date = () => new Date()) => {
  const connection = openFile(input.file);
  const context: StoreContext = {
    connection,
    places: createPlaces(connection, input.quotas),
    vectors: createVectorScan(input.dimensions),
    model: modelRow(connection, input.modelId),
  };
  const { places } = context;
  const now = (): string => clock().toISOString();
  const entities = createEntities(context);
  const relations = createRelations(context, entities);
  const merges = createMerges(context, entities, relations);
  const graph = createGraph(context, entities, relations, now);
  const restoring = createRestoring(context, entities, relations);
  const { search } = createSearch(context, entities, graph, now);
  const changes = createChanges(connection, graph.derived);
  const follower = createFollower(context, graph.derived);
  follower.readAll();

  const inOneRead = connection.transaction((work: () => unknown) => work());
  const immediate = connection.transaction((work: () => unknown) => work()).immediate;

  /** All of `work` or nothing. The scan follows when the file has it. */
  const write = <Value>(vectors: WriteContext["vectors"], work: (context: WriteContext) => Value): Value => {
    try {
      const done = immediate(() => {
        const value = work({ now: now(), vectors });
        return { value, told: changes.tell() };
      }) as { readonly value: Value; readonly told: number };
      entities.committed();
      follower.trim(done.told);
      return done.value;
    } catch (thrown) {
      entities.rolledBack();
      changes.forget();
      throw thrown;
    }
  };

  const page = <Row extends { readonly row: number }, Item>(
    rows: readonly Row[],
    limit: number,
    shown: (row: Row) => Item,
  ): RowPage<Item> => ({
    items: rows.slice(0, limit).map(shown),
    next: rows.length > limit ? (rows[limit - 1]?.row ?? null) : null,
  });

  const operations = {
    storeEntities: (given: readonly IdentifiedEntity[], vectors: WriteContext["vectors"]): readonly StoredEntity[] =>
      write(vectors, (writing) => {
        const stored: StoredEntity[] = [];
        const missing = new Set<string>();
        for (const entity of given) {
          try {
            stored.push(entities.store(entity, writing));
          } catch (thrown) {
            // All that are missing are asked for at once.
            if (!(thrown instanceof VectorsNeeded)) throw thrown;
            for (const text of thrown.texts) missing.add(text);
          }
        }
        if (missing.size > 0) throw new VectorsNeeded([...missing]);
        return stored;
      }),
    addObservations: (
      located: Located,
      texts: readonly string[],
      provenance: Provenance | null,
      vectors: WriteContext["vectors"],
    ): Entity => write(vectors, (writing) => entities.addObservations(located, texts, provenance, writing)),
    removeObservations: (located: Located, texts: readonly string[], vectors: WriteContext["vectors"]): Entity =>
      write(vectors, (writing) => entities.removeObservations(located, texts, writing)),
    changeEntity: (located: Located, change: EntityChange, vectors: WriteContext["vectors"]): Entity =>
      write(vectors, (writing) => entities.change(located, change, writing)),
    invalidateEntity: (located: Located): void =>
      write(new Map(), (writing) => {
        const row = entities.findLive(located);
        entities.endRelations(row.row, writing.now);
        entities.end(row, null, writing.now);
      }),
    eraseEntity: (located: Located): void => {
      write(new Map(), (writing) => entities.erase(located, writing.now));
      // Deleted words stay in the index's segments until these are merged, and deleted pages in the log until it is empty.
      connection.exec(`INSERT INTO "words" ("words") VALUES ('optimize')`);
      connection.pragma("wal_checkpoint(TRUNCATE)");
    },
    storeRelation: (relation: IdentifiedRelation): Relation =>
      write(new Map(), (writing) => relations.store(relation, writing.now)),
    invalidateRelation: (id: RelationId, of: readonly MemoryPlace[]): void =>
      write(new Map(), (writing) => {
        relations.invalidate(id, of, writing.now);
      }),
    mergeEntities: (
      id: MergeId,
      into: EntityId,
      others: readonly EntityId[],
      of: readonly MemoryPlace[],
      vectors: WriteContext["vectors"],
    ): MergeId => write(vectors, (writing) => merges.merge(id, into, others, of, writing)),
    undoMerge: (id: MergeId, of: readonly MemoryPlace[], vectors: WriteContext["vectors"]): void =>
      write(vectors, (writing) => merges.undo(id, of, writing)),

    getEntity: (located: Located, asOf: string | null): Entity => entities.get(located, asOf),
    findEntities: (
      filter: EntityFilter & { readonly name?: string },
      after: number,
      limit: number,
    ): RowPage<Entity> => {
      const { where, parameters } = filterOf(context, filter, now());
      const rows = entities.list(where, parameters, after, limit + 1);
      return page(rows, limit, (row) => entities.hydrate(row, filter.asOf ?? null));
    },
    findRelations: (filter: RelationFilter, after: number, limit: number): RowPage<Relation> => {
      const where = [
        `r."place" IN (${numbers(places.rowsOf(filter.places))})`,
        countsAt("r"),
        filter.from === undefined ? "TRUE" : `s."id" = :from`,
        filter.to === undefined ? "TRUE" : `t."id" = :to`,
        filter.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
      ].join(" AND ");
      const parameters = {
        at: filter.asOf ?? now(),
        ...(filter.from === undefined ? {} : { from: filter.from }),
        ...(filter.to === undefined ? {} : { to: filter.to }),
        ...(filter.types === undefined ? {} : { types: JSON.stringify(filter.types) }),
      };
      return page(relations.list(where, parameters, after, limit + 1), limit, relations.shown);
    },
    search: (query: SearchQuery, vector: Float32Array | null): readonly EntityMatch[] => search(query, vector),
    traverse: (traversal: Traversal): CarriedSteps<readonly Visited[]> => graph.traverse(traversal),
    shortestPath: (
      from: EntityId,
      to: EntityId,
      walk: Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf">,
    ): CarriedSteps<readonly Visited[] | null> => graph.shortestPath(from, to, walk),
    neighbourhood: (traversal: Traversal): CarriedGraph => graph.neighbourhood(traversal),

    /** Everything of the places, what no longer counts too. */
    exportEntities: (of: readonly MemoryPlace[] | null, after: number, limit: number): RowPage<ExportedEntity> => {
      const where = of === null ? "TRUE" : `"place" IN (${numbers(places.rowsOf(of))})`;
      return page(entities.list(where, {}, after, limit + 1), limit, entities.whole);
    },
    exportRelations: (of: readonly MemoryPlace[] | null, after: number, limit: number): RowPage<Relation> => {
      const where = of === null ? "TRUE" : `r."place" IN (${numbers(places.rowsOf(of))})`;
      return page(relations.list(where, {}, after, limit + 1), limit, relations.shown);
    },
    /** Those that are there, by id or by name. */
    conflicts: (given: readonly Entity[]): readonly EntityId[] => given.filter(restoring.isThere).map(({ id }) => id),
    importEntities: (
      given: readonly ExportedEntity[],
      rule: ConflictRule,
      vectors: WriteContext["vectors"],
    ): readonly Restored[] => write(vectors, (writing) => restoring.entities(given, rule, writing)),
    importRelations: (given: readonly Relation[], rule: ConflictRule): number =>
      write(new Map(), () => restoring.relations(given, rule)),
    statistics: (of: readonly MemoryPlace[] | null): MemoryStatistics => {
      const rows = of === null ? null : places.rowsOf(of);
      const countRelations = connection.prepare<[number], { readonly count: number }>(
        `SELECT count(*) AS "count" FROM "relation" WHERE "place" = ? AND "invalidatedAt" IS NULL`,
      );
      const held = places
        .all()
        .filter(({ row }) => rows === null || rows.has(row))
        .map(({ row, entities: many, observations }): PlaceStatistics => ({
          place: places.of(row),
          entities: many,
          observations,
          relations: countRelations.get(row)?.count ?? 0,
        }));
      const sum = (key: "entities" | "observations" | "relations"): number =>
        held.reduce((total, each) => total + each[key], 0);
      return {
        backend: "embedded",
        embeddingModel: input.modelId,
        entities: sum("entities"),
        observations: sum("observations"),
        relations: sum("relations"),
        places: held,
      };
    },
    /** Texts of entities whose vector is missing or another model's. */
    withoutVector: (limit: number): readonly { readonly id: EntityId }[] => follower.withoutVector(limit),
    /** Makes words and vector of these anew. */
    reindex: (ids: readonly EntityId[], vectors: WriteContext["vectors"]): void =>
      write(vectors, (writing) => {
        const missing = new Set<string>();
        for (const id of ids) {
          const row = entities.byId(id);
          if (row === undefined) continue;
          try {
            entities.index(row, writing);
          } catch (thrown) {
            if (!(thrown instanceof VectorsNeeded)) throw thrown;
            for (const text of thrown.texts) missing.add(text);
          }
        }
        if (missing.size > 0) throw new VectorsNeeded([...missing]);
      }),
    check: (mend: boolean): readonly MemoryFinding[] => {
      const count = graph.difference();
      if (mend && count > 0) graph.derived.all();
      const found = { what: "relations that walks do not have, or should not", count, mended: mend };
      return [...follower.check(mend), ...(count === 0 ? [] : [found])];
    },
    ping: (): void => {
      connection.prepare(`SELECT 1 FROM "place" LIMIT 1`).get();
    },
    close: (): void => {
      connection.close();
    },
  };

  /** Their parts are read one after the other, and must be of one moment: what another process erases in between would be half there. */
  const ofOneMoment: ReadonlySet<keyof typeof operations> = new Set(["traverse", "shortestPath", "neighbourhood"]);

  /** Takes over what other processes wrote, then does it. */
  const call = <Name extends keyof typeof operations>(
    name: Name,
    ...args: Parameters<(typeof operations)[Name]>
  ): ReturnType<(typeof operations)[Name]> => {
    const operation = operations[name] as (...all: typeof args) => ReturnType<(typeof operations)[Name]>;
    const upToDate = (): ReturnType<(typeof operations)[Name]> => {
      if (name !== "close") follower.takeOver();
      return operation(...args);
    };
    return ofOneMoment.has(name) ? (inOneRead(upToDate) as ReturnType<typeof upToDate>) : upToDate();
  };
  return { operations, call };
};

export type Store = ReturnType<typeof openStore>["operations"];
