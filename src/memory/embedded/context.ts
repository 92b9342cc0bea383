/** What the parts of the store share: the connection, the clock of the call, the vectors that came with it. */
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
  /** The row of the model whose vectors are made. */
  readonly model: number;
}

/** What comes with every write. */
export interface WriteContext {
  /** RFC 3339, UTC. */
  readonly now: string;
  /** Of texts that the write may come to need. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * Thrown by a write that came without the vectors of some texts: nothing has been written, and it is to be repeated with
 * them. Only the write itself knows what an entity's text will be, as others may have changed it in between.
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
  `(${table}."validFrom" IS NULL OR ${table}."validFrom" <= :at) AND (${table}."validTo" IS NULL OR ${table}."validTo" > :at)`;

/** Conditions on a row of `entity` or `relation`: it counted, and was true in the world, at `:at`. */
export const countsAt = (table: string): string => `${knownAt(table)} AND ${validAt(table)}`;

/** The same for a row of `entity` where `:at` is an earlier time: by what was held to be its validity then. */
export const countedAt = (table: string): string =>
  `${knownAt(table)} AND COALESCE(
     (SELECT ${validAt("p")} FROM "past" p WHERE p."entity" = ${table}."row" AND p."supersededAt" > :at
      ORDER BY p."supersededAt" LIMIT 1),
     ${validAt(table)})`;

/** What a column of `entity` held at `:at`, which may be an earlier time. */
export const columnThen = (column: "name" | "type" | "metadata"): string =>
  `COALESCE((SELECT p."${column}" FROM "past" p WHERE p."entity" = "entity"."row" AND p."supersededAt" > :at
     ORDER BY p."supersededAt" LIMIT 1), "entity"."${column}")`;

/** A list of numbers of our own making as SQL. */
export const numbers = (rows: Iterable<number>): string => [...rows].map(Number).join(", ") || "NULL";

export interface Located {
  readonly id: EntityId;
  readonly places: readonly MemoryPlace[];
  /** The tags that it may have; any, unless given. */
  readonly expected?: readonly EntityTag[] | undefined;
}
