/**
 * Triggers record every change to the tables, including rows deleted through a foreign key, so that no write can forget to report
 * one. They exist only on this connection. Data derived from rows is notified at once, other processes through the table `change`.
 */
import type BetterSqlite3 from "better-sqlite3";

/** Data derived from rows. It may be notified of a row that a transaction then left unchanged. */
export interface Derived {
  /** The row, observations or vector of an entity changed. */
  entity(row: number): void;
  relation(row: number): void;
  /** Anything may have changed. */
  all(): void;
}

/** Tables, and the expression by which one of their rows (`OLD` or `NEW`) identifies what changed. */
const told: readonly (readonly [string, (row: string) => string])[] = [
  ["entity", (row) => `touched_entity(${row}."row")`],
  ["observation", (row) => `touched_entity(${row}."entity")`],
  ["vector", (row) => `touched_entity(${row}."entity")`],
  ["relation", (row) => `touched_relation(${row}."row", ${row}."source")`],
];

export const createChanges = (connection: BetterSqlite3.Database, derived: Derived) => {
  const entities = new Set<number>();
  /** Changed relations, each with the entity that it comes from. */
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
    /** Called last in a transaction: notifies other processes, and returns the number of changes. */
    tell: (): number => {
      for (const row of entities) insert.run(row, null);
      for (const [row, source] of relations) insert.run(source, row);
      const count = entities.size + relations.size;
      forget();
      return count;
    },
    /** Called when the transaction was rolled back. */
    forget,
  };
};
