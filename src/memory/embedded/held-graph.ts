/** The relations of the present in memory: the adjacency, and what a walk has to know about its relations and entities. */
import { createAdjacency, mostRow, type Adjacency } from "./adjacency.ts";
import type { AdjacencyRows, EntityRead, RelationColumns, RelationRead } from "./adjacency-rows.ts";
import { isCounted, outlookFrom, type Lifetime } from "./lifetimes.ts";

/** Properties that relations share: a walk either admits all relations of a kind or none. */
interface Kind {
  readonly place: number;
  readonly type: string;
  readonly directed: boolean;
}

/** Standings of entities; for others, the place, counted from 1, is added to the last one. */
const [unknown, unseen] = [0, 1];

export interface HeldGraph {
  readonly adjacency: Adjacency;
  /** Counted from 1. */
  readonly kinds: Kind[];
  readonly kindNumbers: Map<string, number>;
  /** The few relations that start to count later, or have an end. */
  readonly relationTimes: Map<number, Lifetime>;
  readonly entityTimes: Map<number, Lifetime>;
  /** Relations that have changed since they were read. */
  readonly behind: Set<number>;
  /** When lifetimes were last evaluated. */
  judgedAt: string;
  /** Row numbers are too high to be held. */
  isBeyond: boolean;
}

const kindOf = ({ kinds, kindNumbers }: HeldGraph, place: number, type: string, directed: number): number => {
  const key = `${place} ${directed} ${type}`;
  const known = kindNumbers.get(key);
  if (known !== undefined) return known;
  const number = kinds.push({ place, type, directed: directed === 1 }) - 1;
  kindNumbers.set(key, number);
  return number;
};

const hold = (into: HeldGraph, [row, source, target, place, type, directed, strength]: RelationColumns): void => {
  if (Math.max(row, source, target) > mostRow) into.isBeyond = true;
  into.adjacency.hold({ row, source, target, kind: kindOf(into, place, type, directed), strength });
};

const dropRelation = ({ relationTimes, adjacency }: HeldGraph, row: number): void => {
  relationTimes.delete(row);
  adjacency.drop(row);
};

const takeRelation = (into: HeldGraph, read: RelationRead): void => {
  const { row, source, target, place, type, directed, strength, recordedAt, invalidatedAt, validFrom, validTo } = read;
  const outlook = outlookFrom(read, into.judgedAt);
  if (outlook === "over") return dropRelation(into, row);
  if (outlook === "depends") into.relationTimes.set(row, { recordedAt, invalidatedAt, validFrom, validTo });
  else into.relationTimes.delete(row);
  hold(into, [row, source, target, place, type, directed, strength]);
};

const takeEntity = (
  { adjacency, entityTimes, judgedAt }: HeldGraph,
  row: number,
  read: EntityRead | undefined,
): void => {
  const outlook = read === undefined ? "over" : outlookFrom(read, judgedAt);
  if (read === undefined || outlook === "over") return adjacency.stand(row, unseen);
  const { place, recordedAt, invalidatedAt, validFrom, validTo } = read;
  if (outlook === "depends") entityTimes.set(row, { recordedAt, invalidatedAt, validFrom, validTo });
  adjacency.stand(row, unseen + place);
};

export const holdGraph = (rows: AdjacencyRows, at: string): HeldGraph => {
  const made: HeldGraph = {
    adjacency: createAdjacency(),
    // The number 0 is not a kind.
    kinds: [{ place: 0, type: "", directed: true }],
    kindNumbers: new Map(),
    relationTimes: new Map(),
    entityTimes: new Map(),
    behind: new Set(),
    judgedAt: at,
    isBeyond: false,
  };
  for (const columns of rows.lastingRelations(at)) hold(made, columns);
  for (const read of rows.otherRelations(at)) takeRelation(made, read);
  for (const [row, place] of rows.lastingEntities(at)) made.adjacency.stand(row, unseen + place);
  for (const read of rows.otherEntities(at)) {
    if (made.adjacency.isEnd(read.row)) takeEntity(made, read.row, read);
  }
  return made;
};

/** Reads the relations that have changed; the lifetimes of all others stay as they were evaluated. */
export const bringUpToDate = (held: HeldGraph, rows: AdjacencyRows, at: string): void => {
  held.judgedAt = at;
  for (const row of held.behind) {
    const read = rows.relation(row);
    if (read === undefined) dropRelation(held, row);
    else takeRelation(held, read);
  }
  held.behind.clear();
};

/** The entity is read again before a walk visits it. */
export const forgetEntity = ({ entityTimes, adjacency }: HeldGraph, row: number): void => {
  entityTimes.delete(row);
  adjacency.stand(row, unknown);
};

/** Drops relations that have ended since lifetimes were last evaluated. */
export const dropEnded = (held: HeldGraph, at: string): void => {
  for (const [row, times] of held.relationTimes) if (outlookFrom(times, at) === "over") dropRelation(held, row);
};

/** Whether a walk within these places may visit the entity. */
export const isVisible = (
  held: HeldGraph,
  rows: AdjacencyRows,
  row: number,
  { within, at }: { readonly within: ReadonlySet<number>; readonly at: string },
): boolean => {
  const { adjacency, entityTimes } = held;
  if (adjacency.standingOf(row) === unknown) takeEntity(held, row, rows.entity(row));
  const times = entityTimes.size === 0 ? undefined : entityTimes.get(row);
  return within.has(adjacency.standingOf(row) - unseen) && (times === undefined || isCounted(times, at));
};
