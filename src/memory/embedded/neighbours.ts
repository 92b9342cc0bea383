/**
 * Finds the relations that lead on at present, from an adjacency in memory. It is loaded from the rows at the first walk and kept up
 * to date: changed rows are read again before the next walk. Its answer for a time holds from that time on; for earlier times, or if
 * the clock was set back, the rows themselves are read ({@link createLeads}).
 */
import { type Walk, walkLimits } from "../rules.ts";
import { createAdjacencyRows } from "./adjacency-rows.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";
import { bringUpToDate, dropEnded, forgetEntity, holdGraph, isVisible, type HeldGraph } from "./held-graph.ts";
import type { Lead, LeadingOn } from "./leads.ts";
import { isCounted } from "./lifetimes.ts";
import { createStrongest } from "./strongest.ts";

/** The number of changes, or dropped relations, above which reloading everything is cheaper. */
const mostBehind = (held: number): number => Math.max(1_000, held / 2);

/** Whether relations of one kind are followed in their direction, and against it. */
interface Admitted {
  readonly out: boolean;
  readonly back: boolean;
}

/** Which kinds a walk admits, and which of these lead both ways. */
const admission = (
  { kinds }: HeldGraph,
  { types, direction }: Walk,
  within: ReadonlySet<number>,
): ((kind: number) => Admitted) => {
  const wanted = types === undefined ? null : new Set(types);
  const known = new Map<number, Admitted>();
  return (kind) => {
    const there = known.get(kind);
    if (there !== undefined) return there;
    const { place, type, directed } = kinds[kind] ?? { place: 0, type: "", directed: true };
    const isWanted = within.has(place) && (wanted === null || wanted.has(type));
    const made = {
      out: isWanted && (direction !== "in" || !directed),
      back: isWanted && (direction !== "out" || !directed),
    };
    known.set(kind, made);
    return made;
  };
};

interface Conditions {
  readonly admitted: (kind: number) => Admitted;
  readonly minStrength: number;
  readonly at: string;
}

/** The strongest relations from (`out`) or to (`back`) the entities, at most `most`. */
const touching = (
  { adjacency, relationTimes }: HeldGraph,
  { admitted, minStrength, at }: Conditions,
  rows: readonly number[],
  way: keyof Admitted,
  most: number,
): readonly Lead[] => {
  const strongest = createStrongest(most);
  const [first, next] = way === "out" ? [adjacency.firstOut, adjacency.nextOut] : [adjacency.firstIn, adjacency.nextIn];
  for (const entity of rows) {
    for (let row = first(entity); row !== 0; row = next(row)) {
      const kind = adjacency.kindOf(row);
      if (kind === 0 || !admitted(kind)[way]) continue;
      const strength = adjacency.strengthOf(row);
      if (!(strength >= minStrength)) continue;
      const times = relationTimes.size === 0 ? undefined : relationTimes.get(row);
      if (times === undefined || isCounted(times, at)) strongest.offer(row, strength);
    }
  }
  return strongest.take().map((row) => ({ row, source: adjacency.sourceOf(row), target: adjacency.targetOf(row) }));
};

export const createNeighbours = ({ connection, places }: StoreContext) => {
  const rowsOf = createAdjacencyRows(connection);
  let held: HeldGraph | null = null;
  /** Row numbers are too high to be held. */
  let isBeyond = false;

  /** The graph, brought up to date with the rows. Null if it cannot answer for this time. */
  const upTo = (at: string): HeldGraph | null => {
    if (isBeyond || (held !== null && at < held.judgedAt)) return null;
    const current = (held ??= holdGraph(rowsOf, at));
    bringUpToDate(current, rowsOf, at);
    if (current.isBeyond) isBeyond = true;
    if (current.adjacency.dropped() > mostBehind(current.adjacency.held())) held = null;
    return isBeyond ? null : current;
  };

  const derived: Derived = {
    entity: (row) => {
      if (held !== null) forgetEntity(held, row);
    },
    relation: (row) => {
      if (held === null) return;
      held.behind.add(row);
      if (held.behind.size > mostBehind(held.adjacency.held())) held = null;
    },
    all: () => {
      held = null;
    },
  };

  return {
    derived,
    /** Equivalent to `createLeads` for the same time. Null if that has to be used instead. */
    leadingOn: (walk: Walk, at: string): LeadingOn | null => {
      const from = upTo(at);
      if (from === null) return null;
      const within = places.rowsOf(walk.places);
      const conditions = { admitted: admission(from, walk, within), minStrength: walk.minStrength ?? 0, at };
      const isSeen = (row: number): boolean => isVisible(from, rowsOf, row, { within, at });
      return (rows, most = walkLimits.relations) => {
        const out = touching(from, conditions, rows, "out", most);
        const back = touching(from, conditions, rows, "back", most);
        const leads = [...out, ...back].filter(({ source, target }) => isSeen(source) && isSeen(target));
        return { leads, isAll: out.length < most && back.length < most };
      };
    },
    /** The number of relations that are held in excess or missing; 0 before the first walk. Changes nothing. */
    difference: (at: string): number => {
      if (held === null || isBeyond) return 0;
      const current = upTo(at);
      if (current === null) return 0;
      dropEnded(current, at);
      return Math.abs(rowsOf.countRelations(at) - current.adjacency.held());
    },
  };
};
