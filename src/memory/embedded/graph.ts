/** Walks over the relations: along an adjacency in memory for the present, by reading rows for other times. */
import type { Link } from "../../domain/memory-ranking.ts";
import type { Entity, EntityId, Traversal, Visited } from "../../domain/memory.ts";
import { type Walk, walkLimits, timesOf } from "../rules.ts";
import type { CarriedGraph, CarriedSteps } from "./carried.ts";
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

/** The number of relations initially read per entity still wanted: some lead back, or to an entity that may not be seen. */
const readForEach = 4;

export const createGraph = (context: StoreContext, entities: Entities, relations: Relations, now: () => string) => {
  const readLeads = createLeads(context);
  const neighbours = createNeighbours(context);
  const kept = createTexts(context);
  const { places } = context;

  const walking = (walk: Walk): LeadingOn => {
    const times = timesOf(walk, now());
    const isPresent = walk.asOf === undefined && walk.validAt === undefined;
    return (isPresent ? neighbours.leadingOn(walk, times.at) : null) ?? readLeads(walk, times);
  };

  /** Breadth first; stops at `depth`, at `limit` entities, or when `enough` returns true. */
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
      // A hub has thousands of relations; a short walk needs only the strongest few.
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

  /** Null if the value itself has to be sent. */
  const texts = (steps: readonly Step[], related: readonly number[], walk: Walk): string | null => {
    if (walk.asOf !== undefined) return null;
    const seen = kept.entities(steps.map(({ row }) => row));
    const by = seen === null ? null : kept.relations(related);
    if (seen === null || by === null) return null;
    return `"places":${places.textOf(places.rowsOf(walk.places))},"entities":[${seen.join(",")}],"relations":[${by.join(",")}]`;
  };

  const shown = (steps: readonly Step[], walk: Walk): CarriedSteps<readonly Visited[]> => {
    const by = steps.flatMap((step) => step.by?.row ?? []);
    const text = texts(steps, by, walk);
    if (text === null) return { value: visited(steps, walk.asOf) };
    const ways = steps.map((step) => `[${step.depth},${step.by?.row ?? 0}]`);
    return { text: `{${text},"steps":[${ways.join(",")}]}` };
  };

  const shownGraph = (steps: readonly Step[], related: readonly number[], walk: Walk): CarriedGraph => {
    const inOrder = related.toSorted((one, other) => one - other);
    const text = texts(steps, inOrder, walk);
    if (text !== null) return { text: `{${text}}` };
    const entitiesShown = visited(steps, walk.asOf).map(({ entity }) => entity);
    return { value: { entities: entitiesShown, relations: relations.some(inOrder).map(relations.shown) } };
  };

  const never = (): boolean => false;

  /** The start or end of a walk: an entity that may be seen and counts. */
  const endOf = (id: EntityId, walk: Walk): number => entities.counting({ id, places: walk.places }, walk, now()).row;

  /** All data that is derived from rows and must be notified of changes. */
  const derived: Derived = {
    entity: (row) => {
      neighbours.derived.entity(row);
      kept.derived.entity(row);
    },
    relation: (row) => {
      neighbours.derived.relation(row);
      kept.derived.relation(row);
    },
    all: () => {
      neighbours.derived.all();
      kept.derived.all();
    },
  };

  return {
    derived,
    /** The number of relations that the adjacency has in excess or lacks. */
    difference: (): number => neighbours.difference(now()),
    traverse: (traversal: Traversal): CarriedSteps<readonly Visited[]> => {
      const start = endOf(traversal.from, traversal);
      const steps = walkFrom(start, traversal, traversal.depth, traversal.limit, never);
      return shown([...steps.values()], traversal);
    },
    shortestPath: (from: EntityId, to: EntityId, walk: Walk): CarriedSteps<readonly Visited[] | null> => {
      const start = endOf(from, walk);
      const goal = endOf(to, walk);
      const steps = walkFrom(start, walk, walkLimits.depth, walkLimits.reached, (row) => row === goal);
      const path: Step[] = [];
      for (let step = steps.get(goal); step !== undefined; step = steps.get(step.before ?? -1)) path.unshift(step);
      return path.length === 0 ? { value: null } : shown(path, walk);
    },
    neighbourhood: (traversal: Traversal): CarriedGraph => {
      const start = endOf(traversal.from, traversal);
      const steps = [...walkFrom(start, traversal, traversal.depth, traversal.limit, never).values()];
      const rows = steps.map(({ row }) => row);
      const inside = new Set(rows);
      const { leads } = walking({ ...traversal, direction: "both" })(rows);
      const among = new Set(
        leads.filter((each) => inside.has(each.source) && inside.has(each.target)).map((each) => each.row),
      );
      return shownGraph(steps, [...among], traversal);
    },
    /** Every relation of these rows, from a row to the other end, regardless of direction. */
    links: (
      rows: readonly number[],
      { places: of, asOf, validAt }: Pick<Walk, "places" | "asOf" | "validAt">,
    ): readonly Link<number, number>[] => {
      const walk: Walk = {
        ...{ places: of, direction: "both" },
        ...(asOf === undefined ? {} : { asOf }),
        ...(validAt === undefined ? {} : { validAt }),
      };
      const wanted = new Set(rows);
      return walking(walk)(rows).leads.flatMap(({ source, target, row }): readonly Link<number, number>[] => [
        ...(wanted.has(source) ? [[source, target, row] as const] : []),
        ...(wanted.has(target) ? [[target, source, row] as const] : []),
      ]);
    },
  };
};

export type Graph = ReturnType<typeof createGraph>;
