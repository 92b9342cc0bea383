/** Which relations lead on from where a walk has come to, read from the rows: as they are, or were at any time. */
import type BetterSqlite3 from "better-sqlite3";
import { type Walk, walkLimits } from "../rules.ts";
import { countedAt, countsAt, numbers, type StoreContext } from "./context.ts";

/** A relation on the way: only the few that are shown are read whole. */
export interface Lead {
  readonly row: number;
  readonly source: number;
  readonly target: number;
}

interface Leading {
  readonly leads: readonly Lead[];
  /** Whether there are no more than were asked for. */
  readonly isAll: boolean;
}

/**
 * The relations that lead on from the rows, each named once, both of whose ends may be seen; an undirected one leads both ways. First
 * those that go the way they point, then those against it, each the strongest first, and at most `most` of them.
 */
export type LeadingOn = (rows: readonly number[], most?: number) => Leading;

const mostStatements = 200;

export const createLeads = ({ connection, places }: StoreContext) => {
  /** By their SQL, which differs by the places and kinds of walk that are in use. */
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

  /** What one walk may step on, read once each: to join it with every relation costs four times as much. */
  return (walk: Walk, at: string): LeadingOn => {
    const within = numbers(places.rowsOf(walk.places));
    // With a plus no index is used: the way to the rows is by their ends.
    const conditions = [
      `+r."place" IN (${within})`,
      countsAt("r"),
      `r."strength" >= :minStrength`,
      walk.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
    ].join(" AND ");
    const asked = {
      at,
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
      const found = read(sql, { at, rows: JSON.stringify(unseen) }) as readonly { readonly row: number }[];
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
