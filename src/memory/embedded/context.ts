/** Shared by the parts of the store: the connection, the time of a call, and the vectors sent with it. */
import type BetterSqlite3 from "better-sqlite3";
import type { EntityId, EntityTag, MemoryPlace, Quotas } from "../../domain/memory.ts";
import type { Places } from "./places.ts";
import type { VectorScan } from "./vectors.ts";

/** The options of the store. */
export interface StoreInput {
  readonly file: string;
  readonly modelId: string;
  readonly dimensions: number;
  readonly quotas: Quotas;
}

export interface StoreContext {
  readonly connection: BetterSqlite3.Database;
  readonly places: Places;
  readonly vectors: VectorScan;
  /** The row of the embedding model in use. */
  readonly model: number;
}

/** Passed to every write. */
export interface WriteContext {
  /** RFC 3339, UTC. */
  readonly now: string;
  /** Vectors of texts that the write may need, by text. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * Thrown by a write that lacks the vectors of some texts. Nothing has been written; repeat the call with these vectors. Only the
 * write itself knows the final text of an entity, because another process may have changed it in between.
 */
export class VectorsNeeded extends Error {
  readonly texts: readonly string[];
  constructor(texts: readonly string[]) {
    super(`Vectors of ${texts.length} texts are needed.`);
    this.texts = texts;
  }
}

const knownAt = (table: string): string =>
  `${table}."recordedAt" <= :at AND (${table}."invalidatedAt" IS NULL OR ${table}."invalidatedAt" > :at)`;

const validAt = (table: string): string =>
  `(${table}."validFrom" IS NULL OR ${table}."validFrom" <= :valid) AND (${table}."validTo" IS NULL OR ${table}."validTo" > :valid)`;

/** SQL condition on a row of `entity` or `relation`: known at `:at`, which is now or later, and true in the world at `:valid`. */
export const countsAt = (table: string): string => `${knownAt(table)} AND ${validAt(table)}`;

/** The same for a row of `entity` if `:at` may be an earlier time: by what was known of it then. */
export const countedAt = (table: string): string =>
  `${knownAt(table)} AND COALESCE(
     (SELECT p."mergedInto" IS NULL AND ${validAt("p")} FROM "past" p
      WHERE p."entity" = ${table}."row" AND p."supersededAt" > :at ORDER BY p."supersededAt" LIMIT 1),
     ${validAt(table)})`;

/**
 * SQL condition on a row of `observation`: the entity had it at `:at`. An empty `recordedAt` stands for the entity's, which is not
 * later.
 */
export const observedAt = (table: string): string =>
  `COALESCE(${table}."mergedAt", ${table}."recordedAt") <= :at
   AND (${table}."invalidatedAt" IS NULL OR ${table}."invalidatedAt" > :at)`;

/** The value of a column of `entity` at `:at`, which may be an earlier time. */
export const columnThen = (column: "name" | "type" | "metadata"): string =>
  `COALESCE((SELECT p."${column}" FROM "past" p WHERE p."entity" = "entity"."row" AND p."supersededAt" > :at
     ORDER BY p."supersededAt" LIMIT 1), "entity"."${column}")`;

/** A list of numbers in SQL. */
export const numbers = (rows: Iterable<number>): string => [...rows].map(Number).join(", ") || "NULL";

export interface Located {
  readonly id: EntityId;
  readonly places: readonly MemoryPlace[];
  /** Tags that the entity may have. Default: any. */
  readonly expected?: readonly EntityTag[] | undefined;
}
