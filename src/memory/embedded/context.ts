/** What the parts of the store share: the connection, the clock of a call, and the vectors that came with it. */
import type BetterSqlite3 from "better-sqlite3";
import type { EntityId, EntityTag, MemoryPlace, Quotas } from "../../domain/memory.ts";
import type { Places } from "./places.ts";
import type { VectorScan } from "./vectors.ts";

/** What the store is opened with. */
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

/** Given to every write. */
export interface WriteContext {
  /** RFC 3339, UTC. */
  readonly now: string;
  /** By text, of texts that the write may need. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * Thrown by a write that lacks the vectors of some texts. Nothing has been written; repeat the call with them. Only the write itself
 * knows what an entity's text will be, since another process may have changed it in between.
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

/** Conditions on a row of `entity` or `relation`: known at `:at`, which is now or later, and true in the world at `:valid`. */
export const countsAt = (table: string): string => `${knownAt(table)} AND ${validAt(table)}`;

/** The same for a row of `entity` where `:at` may be an earlier time: by what was known of it then. */
export const countedAt = (table: string): string =>
  `${knownAt(table)} AND COALESCE(
     (SELECT p."mergedInto" IS NULL AND ${validAt("p")} FROM "past" p
      WHERE p."entity" = ${table}."row" AND p."supersededAt" > :at ORDER BY p."supersededAt" LIMIT 1),
     ${validAt(table)})`;

/** Condition on a row of `observation`: the entity had it at `:at`. An empty `recordedAt` is the entity's, which is not later. */
export const observedAt = (table: string): string =>
  `COALESCE(${table}."mergedAt", ${table}."recordedAt") <= :at
   AND (${table}."invalidatedAt" IS NULL OR ${table}."invalidatedAt" > :at)`;

/** What a column of `entity` held at `:at`, which may be an earlier time. */
export const columnThen = (column: "name" | "type" | "metadata"): string =>
  `COALESCE((SELECT p."${column}" FROM "past" p WHERE p."entity" = "entity"."row" AND p."supersededAt" > :at
     ORDER BY p."supersededAt" LIMIT 1), "entity"."${column}")`;

/** A list of numbers as SQL. */
export const numbers = (rows: Iterable<number>): string => [...rows].map(Number).join(", ") || "NULL";

export interface Located {
  readonly id: EntityId;
  readonly places: readonly MemoryPlace[];
  /** The tags that it may have; any, unless given. */
  readonly expected?: readonly EntityTag[] | undefined;
}
