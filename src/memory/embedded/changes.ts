/**
 * What is written is told by triggers, so that no write can forget to tell: a row that a foreign key takes along is told of, too. They are
 * of this connection alone. What is derived from rows hears of it at once, and other processes by the table `change`.
 */
import type BetterSqlite3 from "better-sqlite3";

/** Whatever keeps something that was made of rows. It may hear of a row that a transaction then left as it was. */
export interface Derived {
  /** An entity's row, observations or vector. */
  entity(row: number): void;
  relation(row: number): void;
  /** More than anybody can tell. */
  all(): void;
}

/** Tables, and how a row of theirs (`OLD` or `NEW`) names what changed. */
const told: readonly (readonly [string, (row: string) => string])[] = [
  ["entity", (row) => `touched_entity(${row}."row")`],
  ["observation", (row) => `touched_entity(${row}."entity")`],
  ["vector", (row) => `touched_entity(${row}."entity")`],
  ["relation", (row) => `touched_relation(${row}."row", ${row}."source")`],
];

export const createChanges = (connection: BetterSqlite3.Database, derived: Derived) => {
  const entities = new Set<number>();
  /** To the entity that each comes from. */
  const relations = new Map<number, number>();
  connection.function("touched_entity", (row) => {
    entities.add(Number(row));
    derived.entity(Number(row));
    return null;
  });
  connection.function("touched_relation", (row, source) => {
    relations.set(Number(row), Number(source));
    derived.relation(Number(row));
    return null;
  });
  for (const [table, touch] of told) {
    for (const [event, row] of [
      ["INSERT", "NEW"],
      ["UPDATE", "NEW"],
      ["DELETE", "OLD"],
    ] as const) {
      connection.exec(
        `CREATE TEMP TRIGGER "${table}_${event}" AFTER ${event} ON main."${table}" BEGIN SELECT ${touch(row)}; END`,
      );
    }
  }
  const insert = connection.prepare<[number, number | null]>(
    `INSERT INTO "change" ("entity", "relation") VALUES (?, ?)`,
  );

  const forget = (): void => {
    entities.clear();
    relations.clear();
  };
  return {
    /** The last of a transaction: tells other processes, and answers of how many changes. */
    tell: (): number => {
      for (const row of entities) insert.run(row, null);
      for (const [row, source] of relations) insert.run(source, row);
      const count = entities.size + relations.size;
      forget();
      return count;
    },
    /** The transaction came to nothing. */
    forget,
  };
};
