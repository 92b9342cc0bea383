/** Walks over the relations, by three indexed reads a hop: a walk touches few entities, and nothing has to be kept in step. */
import type BetterSqlite3 from "better-sqlite3";
import type { Entity, EntityId, MemoryGraph, MemoryPlace, Traversal, Visited } from "../../domain/memory.ts";
import { type Walk, walkLimits } from "../rules.ts";
import { countedAt, countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Relations } from "./relations.ts";
import type { EntityRow } from "./rows.ts";

interface Step {
  readonly row: number;
  readonly by: Lead | null;
  readonly depth: number;
  readonly before: number | null;
}

/** Relations that are read at first for each entity that is still wanted: some lead back, or to what may not be seen. */
const readForEach = 4;

const mostStatements = 200;

/** A relation on the way: only the few that are shown are read whole. */
interface Lead {
  readonly row: number;
  readonly source: number;
  readonly target: number;
}

interface Leading {
  readonly leads: readonly Lead[];
  /** Whether there are no more than were asked for. */
  readonly isAll: boolean;
}

export const createGraph = (
  { connection, places }: StoreContext,
  entities: Entities,
  relations: Relations,
  now: () => string,
) => {
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
  const walking = (walk: Walk) => {
    const at = walk.asOf ?? now();
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

    /** The relations that lead on from the rows, both of whose ends may be seen; an undirected one leads both ways. */
    const leadingOn = (rows: readonly number[], most = walkLimits.relations): Leading => {
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
    return leadingOn;
  };

  /** Breadth first; stops at `depth`, at `limit` entities, or when `enough` says so. */
  const walkFrom = (
    start: number,
    walk: Walk,
    depth: number,
    limit: number,
    enough: (row: number) => boolean,
  ): Map<number, Step> => {
    const leadingOn = walking(walk);
    const reached = new Map<number, Step>([[start, { row: start, by: null, depth: 0, before: null }]]);
    let frontier = [start];
    let found = false;
    const isFull = (): boolean => found || reached.size >= limit;
    for (let level = 1; level <= Math.min(depth, walkLimits.depth) && frontier.length > 0 && !isFull(); level++) {
      const inFrontier = new Set(frontier);
      const next: number[] = [];
      const follow = (by: Lead): void => {
        const [row, before] =
          inFrontier.has(by.source) && !reached.has(by.target) ? [by.target, by.source] : [by.source, by.target];
        if (reached.has(row) || !inFrontier.has(before) || isFull()) return;
        reached.set(row, { row, by, depth: level, before });
        next.push(row);
        found ||= enough(row);
      };
      // A hub has thousands, of which a short walk wants the strongest few.
      let most = Math.min(walkLimits.relations, (limit - reached.size) * readForEach);
      for (let isCut = true; isCut && !isFull(); most = Math.min(walkLimits.relations, most * 10)) {
        const { leads, isAll } = leadingOn(frontier, most);
        for (const by of leads) follow(by);
        isCut = !isAll && most < walkLimits.relations;
      }
      frontier = next;
    }
    return reached;
  };

  const visited = (steps: readonly Step[], asOf: string | undefined): readonly Visited[] => {
    const rows = new Map(entities.some(steps.map(({ row }) => row)).map((row) => [row.row, row]));
    const hydrated = entities.hydrateAll(
      steps.map(({ row }) => rows.get(row) as EntityRow),
      asOf ?? null,
    );
    const leads = steps.flatMap(({ by }) => (by === null ? [] : [by.row]));
    const shown = new Map(relations.some(leads).map((row) => [row.row, relations.shown(row)]));
    return steps.map(({ by, depth }, index) => ({
      entity: hydrated[index] as Entity,
      depth,
      by: by === null ? null : (shown.get(by.row) ?? null),
    }));
  };

  const never = (): boolean => false;

  /** Where a walk begins or ends: what may be seen, and counts. */
  const endOf = (id: EntityId, { places: of, asOf }: Walk): number => {
    const located = { id, places: of };
    entities.get(located, asOf ?? null);
    return entities.find(located).row;
  };

  return {
    traverse: (traversal: Traversal): readonly Visited[] => {
      const start = endOf(traversal.from, traversal);
      const steps = walkFrom(start, traversal, traversal.depth, traversal.limit, never);
      return visited([...steps.values()], traversal.asOf);
    },
    shortestPath: (from: EntityId, to: EntityId, walk: Walk): readonly Visited[] | null => {
      const start = endOf(from, walk);
      const goal = endOf(to, walk);
      const steps = walkFrom(start, walk, walkLimits.depth, walkLimits.reached, (row) => row === goal);
      const path: Step[] = [];
      for (let step = steps.get(goal); step !== undefined; step = steps.get(step.before ?? -1)) path.unshift(step);
      return path.length === 0 ? null : visited(path, walk.asOf);
    },
    neighbourhood: (traversal: Traversal): MemoryGraph => {
      const start = endOf(traversal.from, traversal);
      const steps = [...walkFrom(start, traversal, traversal.depth, traversal.limit, never).values()];
      const rows = steps.map(({ row }) => row);
      const inside = new Set(rows);
      const { leads } = walking({ ...traversal, direction: "both" })(rows);
      const among = new Set(
        leads.filter((each) => inside.has(each.source) && inside.has(each.target)).map((each) => each.row),
      );
      return {
        entities: visited(steps, traversal.asOf).map(({ entity }) => entity),
        relations: relations.some([...among]).map(relations.shown),
      };
    },
    /** The ends of every relation at these rows, from a row to what it leads to, whatever its direction. */
    pairs: (
      rows: readonly number[],
      of: readonly MemoryPlace[],
      asOf: string | undefined,
    ): readonly (readonly [number, number])[] => {
      const walk: Walk = { places: of, direction: "both", ...(asOf === undefined ? {} : { asOf }) };
      const wanted = new Set(rows);
      return walking(walk)(rows).leads.flatMap(({ source, target }): readonly (readonly [number, number])[] => [
        ...(wanted.has(source) ? [[source, target] as const] : []),
        ...(wanted.has(target) ? [[target, source] as const] : []),
      ]);
    },
  };
};

export type Graph = ReturnType<typeof createGraph>;
