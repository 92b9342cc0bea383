/** Walks over the relations, by two indexed reads a step: a walk touches few entities, and nothing has to be kept in step. */
import type BetterSqlite3 from "better-sqlite3";
import type {
  Direction,
  EntityId,
  MemoryGraph,
  MemoryPlace,
  Relation,
  Traversal,
  Visited,
} from "../../domain/memory.ts";
import { countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { selectRelations, type Relations } from "./relations.ts";
import type { EntityRow, RelationRow } from "./rows.ts";

type Walk = Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf">;

interface Step {
  readonly row: number;
  readonly by: RelationRow | null;
  readonly depth: number;
  readonly before: number | null;
}

/** No walk looks farther. */
const deepest = 10;

/** Of one step of a walk, from all entities that the step before reached. */
const relationsRead = 100_000;

const mostStatements = 200;

export const createGraph = (
  { connection, places }: StoreContext,
  entities: Entities,
  relations: Relations,
  now: () => string,
) => {
  const condition = (walk: Walk): string => {
    const within = numbers(places.rowsOf(walk.places));
    return [
      // With a plus no index is used: the way to the rows is by their ends.
      `+r."place" IN (${within}) AND +s."place" IN (${within}) AND +t."place" IN (${within})`,
      countsAt("r"),
      countsAt("s"),
      countsAt("t"),
      `r."strength" >= :minStrength`,
      walk.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
    ].join(" AND ");
  };

  /** By their SQL, which differs by the places and kinds of walk that are in use. */
  const statements = new Map<string, BetterSqlite3.Statement<[Record<string, unknown>], RelationRow>>();
  const prepared = (sql: string): BetterSqlite3.Statement<[Record<string, unknown>], RelationRow> => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= mostStatements) statements.clear();
    const made = connection.prepare<[Record<string, unknown>], RelationRow>(sql);
    statements.set(sql, made);
    return made;
  };

  const parameters = (walk: Walk) => ({
    at: walk.asOf ?? now(),
    minStrength: walk.minStrength ?? 0,
    ...(walk.types === undefined ? {} : { types: JSON.stringify(walk.types) }),
  });

  /** The relations that lead on from the rows; an undirected one leads both ways. */
  const leadingOn = (rows: readonly number[], walk: Walk): readonly RelationRow[] => {
    const from = `r."source" IN (SELECT "value" FROM json_each(:rows))`;
    const to = `r."target" IN (SELECT "value" FROM json_each(:rows))`;
    const rest = `${condition(walk)} ORDER BY r."strength" DESC, r."row" LIMIT ${relationsRead}`;
    const given = { ...parameters(walk), rows: JSON.stringify(rows) };
    const read = (ends: string): readonly RelationRow[] =>
      prepared(`${selectRelations} WHERE ${ends} AND ${rest}`).all(given);
    const out = walk.direction === "in" ? read(`${from} AND r."directed" = 0`) : read(from);
    const back = walk.direction === "out" ? read(`${to} AND r."directed" = 0`) : read(to);
    return [...out, ...back];
  };

  /** Breadth first; stops at `depth`, at `limit` entities, or when `enough` says so. */
  const walkFrom = (
    start: number,
    walk: Walk,
    depth: number,
    limit: number,
    enough: (row: number) => boolean,
  ): Map<number, Step> => {
    const reached = new Map<number, Step>([[start, { row: start, by: null, depth: 0, before: null }]]);
    let frontier = [start];
    for (let level = 1; level <= Math.min(depth, deepest) && frontier.length > 0 && reached.size < limit; level++) {
      const inFrontier = new Set(frontier);
      const next: number[] = [];
      for (const by of leadingOn(frontier, walk)) {
        const [row, before] =
          inFrontier.has(by.source) && !reached.has(by.target) ? [by.target, by.source] : [by.source, by.target];
        if (reached.has(row) || !inFrontier.has(before)) continue;
        reached.set(row, { row, by, depth: level, before });
        next.push(row);
        if (enough(row) || reached.size >= limit) return reached;
      }
      frontier = next;
    }
    return reached;
  };

  const visited = (steps: readonly Step[], asOf: string | undefined): readonly Visited[] => {
    const rows = new Map(entities.some(steps.map(({ row }) => row)).map((row) => [row.row, row]));
    return steps.map(({ row, by, depth }) => ({
      entity: entities.hydrate(rows.get(row) as EntityRow, asOf ?? null),
      depth,
      by: by === null ? null : relations.shown(by),
    }));
  };

  const never = (): boolean => false;

  /** Where a walk begins or ends: what may be seen, and counts. */
  const rowOf = (id: EntityId, { places: of, asOf }: Walk): number => {
    const located = { id, places: of };
    entities.get(located, asOf ?? null);
    return entities.find(located).row;
  };

  return {
    traverse: (traversal: Traversal): readonly Visited[] => {
      const start = rowOf(traversal.from, traversal);
      const steps = walkFrom(start, traversal, traversal.depth, traversal.limit, never);
      return visited([...steps.values()], traversal.asOf);
    },
    shortestPath: (from: EntityId, to: EntityId, walk: Walk): readonly Visited[] | null => {
      const start = rowOf(from, walk);
      const goal = rowOf(to, walk);
      const steps = walkFrom(start, walk, deepest, 1_000_000, (row) => row === goal);
      const path: Step[] = [];
      for (let step = steps.get(goal); step !== undefined; step = steps.get(step.before ?? -1)) path.unshift(step);
      return path.length === 0 ? null : visited(path, walk.asOf);
    },
    neighbourhood: (traversal: Traversal): MemoryGraph => {
      const start = rowOf(traversal.from, traversal);
      const steps = [...walkFrom(start, traversal, traversal.depth, traversal.limit, never).values()];
      const rows = steps.map(({ row }) => row);
      const among = new Map<string, Relation>();
      for (const each of leadingOn(rows, { ...traversal, direction: "both" satisfies Direction })) {
        if (rows.includes(each.source) && rows.includes(each.target)) among.set(each.id, relations.shown(each));
      }
      return { entities: visited(steps, traversal.asOf).map(({ entity }) => entity), relations: [...among.values()] };
    },
    /** The ends of every relation at these rows, from a row to what it leads to, whatever its direction. */
    pairs: (
      rows: readonly number[],
      of: readonly MemoryPlace[],
      asOf: string | undefined,
    ): readonly (readonly [number, number])[] => {
      const walk: Walk = { places: of, direction: "both", ...(asOf === undefined ? {} : { asOf }) };
      const wanted = new Set(rows);
      return leadingOn(rows, walk).flatMap(({ source, target }): readonly (readonly [number, number])[] => [
        ...(wanted.has(source) ? [[source, target] as const] : []),
        ...(wanted.has(target) ? [[target, source] as const] : []),
      ]);
    },
  };
};

export type Graph = ReturnType<typeof createGraph>;
