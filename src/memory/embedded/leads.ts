/** Finds the relations that lead on from the entities reached by a walk; reads the rows, for any time. */
import type BetterSqlite3 from "better-sqlite3";
import { type Walk, walkLimits, type Times } from "../rules.ts";
import { countedAt, countsAt, numbers, type StoreContext } from "./context.ts";

/** A relation of a walk. Only the few that are shown are read in full. */
export interface Lead {
  readonly row: number;
  readonly source: number;
  readonly target: number;
}

interface Leading {
  readonly leads: readonly Lead[];
  /** Whether the list is complete, rather than cut off at the limit. */
  readonly isAll: boolean;
}

/**
 * Finds the relations that lead on from the given entities and have both ends visible; undirected ones lead both ways. Relations
 * followed in their direction come first, then those followed against it; within each group the strongest come first, limited to
 * `most`.
 */
export type LeadingOn = (rows: readonly number[], most?: number) => Leading;

const mostStatements = 200;

export const createLeads = ({ connection, places }: StoreContext) => {
  /** By their SQL, which depends on the places and the kind of walk. */
  const statements = new Map<string, BetterSqlite3.Statement<[Record<string, unknown>]>>();
  const read = (sql: string, given: Record<string, unknown>): readonly unknown[] => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      if (statements.size >= mostStatements) statements.clear();
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement.all(given);
  };

  /** Whether a walk may visit an entity is read once per entity; joining entities with relations costs four times as much. */
  return (walk: Walk, times: Times): LeadingOn => {
    const within = numbers(places.rowsOf(walk.places));
    // The plus prevents SQLite from using an index on the place: rows are to be found by their ends.
    const conditions = [
      `+r."place" IN (${within})`,
      countsAt("r"),
      `r."strength" >= :minStrength`,
      walk.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
    ].join(" AND ");
    const asked = {
      ...times,
      minStrength: walk.minStrength ?? 0,
      ...(walk.types === undefined ? {} : { types: JSON.stringify(walk.types) }),
    };
    const visible = new Map<number, boolean>();

    const look = (rows: readonly number[]): void => {
      const unseen = [...new Set(rows)].filter((row) => !visible.has(row));
      if (unseen.length === 0) return;
      for (const row of unseen) visible.set(row, false);
      const sql = `SELECT e."row" FROM "entity" e WHERE e."row" IN (SELECT "value" FROM json_each(:rows))
        AND +e."place" IN (${within}) AND ${walk.asOf === undefined ? countsAt("e") : countedAt("e")}`;
      const found = read(sql, { ...times, rows: JSON.stringify(unseen) }) as readonly { readonly row: number }[];
      for (const { row } of found) visible.set(row, true);
    };

    return (rows, most = walkLimits.relations) => {
      const given = { ...asked, most, rows: JSON.stringify(rows) };
      const touching = (ends: string): readonly Lead[] =>
        read(
          `SELECT r."row", r."source", r."target" FROM "relation" r WHERE r.${ends} AND ${conditions}
           ORDER BY r."strength" DESC, r."row" LIMIT :most`,
          given,
        ) as readonly Lead[];
      const from = `"source" IN (SELECT "value" FROM json_each(:rows))`;
      const to = `"target" IN (SELECT "value" FROM json_each(:rows))`;
      const out = touching(walk.direction === "in" ? `${from} AND r."directed" = 0` : from);
      const back = touching(walk.direction === "out" ? `${to} AND r."directed" = 0` : to);
      const found = [...out, ...back];
      look(found.flatMap(({ source, target }) => [source, target]));
      const leads = found.filter(({ source, target }) => visible.get(source) === true && visible.get(target) === true);
      return { leads, isAll: out.length < most && back.length < most };
    };
  };
};
