/** Reads the rows from which the adjacency in memory is loaded. */
import type BetterSqlite3 from "better-sqlite3";
import { lifetimeColumns, type Lifetime } from "./lifetimes.ts";

export interface RelationRead extends Lifetime {
  readonly row: number;
  readonly source: number;
  readonly target: number;
  readonly place: number;
  readonly type: string;
  readonly directed: number;
  readonly strength: number;
}

export type RelationColumns = readonly [
  row: number,
  source: number,
  target: number,
  place: number,
  type: string,
  directed: number,
  strength: number,
];

export interface EntityRead extends Lifetime {
  readonly row: number;
  readonly place: number;
}

interface ChunkAsked {
  readonly at: string;
  readonly after: number;
}

/** Rows read at once: reading them singly takes twice the time, and all at once much memory. */
const chunkRows = 1_000;
const chunk = `AND "row" > :after ORDER BY "row" LIMIT ${chunkRows}`;

function* inChunks<Columns extends readonly [row: number, ...rest: unknown[]]>(
  statement: BetterSqlite3.Statement<[ChunkAsked], Columns>,
  at: string,
): Generator<Columns> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const columns: readonly Columns[] = statement.all({ at, after });
    yield* columns;
    after = columns[chunkRows - 1]?.[0];
  }
}

const relationColumns = `"row", "source", "target", "place", "type", "directed", "strength"`;
const oneOfRelations = `SELECT ${relationColumns}, ${lifetimeColumns} FROM "relation"`;
const oneOfEntities = `SELECT "row", "place", ${lifetimeColumns} FROM "entity"`;

const notOver = `("invalidatedAt" IS NULL OR "invalidatedAt" > :at) AND ("validTo" IS NULL OR "validTo" > :at)`;

/** The condition holds for nearly all rows, whose times need not be read. */
const lasting = `"recordedAt" <= :at AND ("validFrom" IS NULL OR "validFrom" <= :at) AND "invalidatedAt" IS NULL AND "validTo" IS NULL`;

export const createAdjacencyRows = (connection: BetterSqlite3.Database) => {
  const lastingRelations = connection
    .prepare<[ChunkAsked], RelationColumns>(`SELECT ${relationColumns} FROM "relation" WHERE ${lasting} ${chunk}`)
    .raw();
  const lastingEntities = connection
    .prepare<[ChunkAsked], [row: number, place: number]>(
      `SELECT "row", "place" FROM "entity" WHERE ${lasting} ${chunk}`,
    )
    .raw();
  const otherRelations = connection.prepare<[{ at: string }], RelationRead>(
    `${oneOfRelations} WHERE ${notOver} AND NOT (${lasting})`,
  );
  const otherEntities = connection.prepare<[{ at: string }], EntityRead>(
    `${oneOfEntities} WHERE ${notOver} AND NOT (${lasting})`,
  );
  const oneRelation = connection.prepare<[number], RelationRead>(`${oneOfRelations} WHERE "row" = ?`);
  const oneEntity = connection.prepare<[number], EntityRead>(`${oneOfEntities} WHERE "row" = ?`);
  const countNotOver = connection
    .prepare<[{ at: string }], number>(`SELECT count(*) FROM "relation" WHERE ${notOver}`)
    .pluck();
  return {
    /** Those that count at this time, without an end. */
    lastingRelations: (at: string) => inChunks(lastingRelations, at),
    lastingEntities: (at: string) => inChunks(lastingEntities, at),
    /** Those that count later, or for a limited time. */
    otherRelations: (at: string) => otherRelations.iterate({ at }),
    otherEntities: (at: string) => otherEntities.iterate({ at }),
    relation: (row: number): RelationRead | undefined => oneRelation.get(row),
    entity: (row: number): EntityRead | undefined => oneEntity.get(row),
    /** The number of relations that count at this time or later. */
    countRelations: (at: string): number => countNotOver.get({ at }) ?? 0,
  };
};

export type AdjacencyRows = ReturnType<typeof createAdjacencyRows>;
