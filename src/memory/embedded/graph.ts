/** Walks over the relations: along an adjacency in memory as they are now, by reading the rows as they were earlier. */
import type { Entity, EntityId, MemoryGraph, MemoryPlace, Traversal, Visited } from "../../domain/memory.ts";
import { type Walk, walkLimits } from "../rules.ts";
import type { Carried } from "./carried.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { createLeads, type Lead, type LeadingOn } from "./leads.ts";
import { createNeighbours } from "./neighbours.ts";
import type { Relations } from "./relations.ts";
import type { EntityRow } from "./rows.ts";
import { createTexts } from "./texts.ts";

interface Step {
  readonly row: number;
  readonly by: Lead | null;
  readonly depth: number;
  readonly before: number | null;
}

/** Relations that are read at first for each entity that is still wanted: some lead back, or to what may not be seen. */
const readForEach = 4;

export const createGraph = (context: StoreContext, entities: Entities, relations: Relations, now: () => string) => {
  const readLeads = createLeads(context);
  const neighbours = createNeighbours(context);
  const texts = createTexts(context);

  const walking = (walk: Walk): LeadingOn => {
    if (walk.asOf !== undefined) return readLeads(walk, walk.asOf);
    const at = now();
    return neighbours.leadingOn(walk, at) ?? readLeads(walk, at);
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

  const shown = (steps: readonly Step[], asOf: string | undefined): Carried<readonly Visited[]> => {
    if (asOf !== undefined) return { value: visited(steps, asOf) };
    const seen = texts.entities(steps.map(({ row }) => row));
    const by = texts.relations(steps.flatMap((step) => step.by?.row ?? []));
    if (seen === null || by === null) return { value: visited(steps, asOf) };
    const parts = steps.map(
      (step) =>
        `{"entity":${seen.get(step.row)},"depth":${step.depth},"by":${step.by === null ? null : by.get(step.by.row)}}`,
    );
    return { text: `[${parts.join(",")}]` };
  };

  const shownGraph = (
    steps: readonly Step[],
    among: readonly number[],
    asOf: string | undefined,
  ): Carried<MemoryGraph> => {
    const seen = asOf === undefined ? texts.entities(steps.map(({ row }) => row)) : null;
    const related = seen === null ? null : texts.relations(among);
    if (seen !== null && related !== null) {
      // A relation that is shown was read in the order of rows.
      const inOrder = among.toSorted((one, other) => one - other).map((row) => related.get(row));
      return {
        text: `{"entities":[${steps.map(({ row }) => seen.get(row)).join(",")}],"relations":[${inOrder.join(",")}]}`,
      };
    }
    return {
      value: {
        entities: visited(steps, asOf).map(({ entity }) => entity),
        relations: relations.some(among).map(relations.shown),
      },
    };
  };

  const never = (): boolean => false;

  /** Where a walk begins or ends: what may be seen, and counts. */
  const endOf = (id: EntityId, { places, asOf }: Walk): number => entities.counting({ id, places }, asOf ?? null).row;

  /** What is kept of rows, and has to hear of their changes. */
  const derived: Derived = {
    entity: (row) => {
      neighbours.derived.entity(row);
      texts.derived.entity(row);
    },
    relation: (row) => {
      neighbours.derived.relation(row);
      texts.derived.relation(row);
    },
    all: () => {
      neighbours.derived.all();
      texts.derived.all();
    },
  };

  return {
    derived,
    /** How many relations the adjacency has too many or too few. */
    difference: (): number => neighbours.difference(now()),
    traverse: (traversal: Traversal): Carried<readonly Visited[]> => {
      const start = endOf(traversal.from, traversal);
      const steps = walkFrom(start, traversal, traversal.depth, traversal.limit, never);
      return shown([...steps.values()], traversal.asOf);
    },
    shortestPath: (from: EntityId, to: EntityId, walk: Walk): Carried<readonly Visited[] | null> => {
      const start = endOf(from, walk);
      const goal = endOf(to, walk);
      const steps = walkFrom(start, walk, walkLimits.depth, walkLimits.reached, (row) => row === goal);
      const path: Step[] = [];
      for (let step = steps.get(goal); step !== undefined; step = steps.get(step.before ?? -1)) path.unshift(step);
      return path.length === 0 ? { value: null } : shown(path, walk.asOf);
    },
    neighbourhood: (traversal: Traversal): Carried<MemoryGraph> => {
      const start = endOf(traversal.from, traversal);
      const steps = [...walkFrom(start, traversal, traversal.depth, traversal.limit, never).values()];
      const rows = steps.map(({ row }) => row);
      const inside = new Set(rows);
      const { leads } = walking({ ...traversal, direction: "both" })(rows);
      const among = new Set(
        leads.filter((each) => inside.has(each.source) && inside.has(each.target)).map((each) => each.row),
      );
      return shownGraph(steps, [...among], traversal.asOf);
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
