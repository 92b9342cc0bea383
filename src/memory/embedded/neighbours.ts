/**
 * Finds the relations that lead on at present, from an adjacency in memory. It is loaded from the rows at the first walk and kept up
 * to date: changed rows are read again before the next walk. Its answer for a time holds from that time on; for earlier times, or if
 * the clock was set back, the rows themselves are read ({@link createLeads}).
 */
import type BetterSqlite3 from "better-sqlite3";
import { type Walk, walkLimits } from "../rules.ts";
import { createAdjacency, mostRow, type Adjacency } from "./adjacency.ts";
import type { Derived } from "./changes.ts";
import type { StoreContext } from "./context.ts";
import type { Lead, LeadingOn } from "./leads.ts";
import { isCounted, lifetimeColumns, outlookFrom, type Lifetime } from "./lifetimes.ts";
import { createStrongest } from "./strongest.ts";

interface RelationRead extends Lifetime {
  readonly row: number;
  readonly source: number;
  readonly target: number;
  readonly place: number;
  readonly type: string;
  readonly directed: number;
  readonly strength: number;
}

type RelationColumns = readonly [
  row: number,
  source: number,
  target: number,
  place: number,
  type: string,
  directed: number,
  strength: number,
];

interface EntityRead extends Lifetime {
  readonly row: number;
  readonly place: number;
}

interface ChunkAsked {
  readonly at: string;
  readonly after: number;
}

/** Rows read at once: reading them singly takes twice the time, and all at once much memory. */
const chunkRows = 1_000;
const chunk = `AND "row" > :after ORDER BY "row" LIMIT ${chunkRows}`;

function* inChunks<Columns extends readonly [row: number, ...rest: unknown[]]>(
  statement: BetterSqlite3.Statement<[ChunkAsked], Columns>,
  at: string,
): Generator<Columns> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const columns: readonly Columns[] = statement.all({ at, after });
    yield* columns;
    after = columns[chunkRows - 1]?.[0];
  }
}

/** Properties that relations share: a walk either admits all relations of a kind or none. */
interface Kind {
  readonly place: number;
  readonly type: string;
  readonly directed: boolean;
}

/** Standings of entities; for others, the place, counted from 1, is added to the last one. */
const [unknown, unseen] = [0, 1];

/** The number of changes, or dropped relations, above which reloading everything is cheaper. */
const mostBehind = (held: number): number => Math.max(1_000, held / 2);

interface Held {
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
}

export const createNeighbours = ({ connection, places }: StoreContext) => {
  const relationColumns = `SELECT "row", "source", "target", "place", "type", "directed", "strength", ${lifetimeColumns} FROM "relation"`;
  const entityColumns = `SELECT "row", "place", ${lifetimeColumns} FROM "entity"`;
  const notOver = `("invalidatedAt" IS NULL OR "invalidatedAt" > :at) AND ("validTo" IS NULL OR "validTo" > :at)`;
  // The condition holds for nearly all relations, whose times need not be read.
  const lasting = `"recordedAt" <= :at AND ("validFrom" IS NULL OR "validFrom" <= :at) AND "invalidatedAt" IS NULL AND "validTo" IS NULL`;
  const lastingRelations = connection
    .prepare<[ChunkAsked], RelationColumns>(
      `SELECT "row", "source", "target", "place", "type", "directed", "strength" FROM "relation" WHERE ${lasting} ${chunk}`,
    )
    .raw();
  const lastingEntities = connection
    .prepare<[ChunkAsked], [row: number, place: number]>(
      `SELECT "row", "place" FROM "entity" WHERE ${lasting} ${chunk}`,
    )
    .raw();
  const otherRelations = connection.prepare<[{ at: string }], RelationRead>(
    `${relationColumns} WHERE ${notOver} AND NOT (${lasting})`,
  );
  const otherEntities = connection.prepare<[{ at: string }], EntityRead>(
    `${entityColumns} WHERE ${notOver} AND NOT (${lasting})`,
  );
  const oneRelation = connection.prepare<[number], RelationRead>(`${relationColumns} WHERE "row" = ?`);
  const oneEntity = connection.prepare<[number], EntityRead>(`${entityColumns} WHERE "row" = ?`);
  const countNotOver = connection.prepare<[{ at: string }], { readonly count: number }>(
    `SELECT count(*) AS "count" FROM "relation" WHERE ${notOver}`,
  );
  let held: Held | null = null;
  /** Row numbers are too high to be held. */
  let isBeyond = false;

  const kindOf = ({ kinds, kindNumbers }: Held, place: number, type: string, directed: number): number => {
    const key = `${place} ${directed} ${type}`;
    const known = kindNumbers.get(key);
    if (known !== undefined) return known;
    const number = kinds.push({ place, type, directed: directed === 1 }) - 1;
    kindNumbers.set(key, number);
    return number;
  };

  const hold = (into: Held, [row, source, target, place, type, directed, strength]: RelationColumns): void => {
    if (Math.max(row, source, target) > mostRow) isBeyond = true;
    into.adjacency.hold({ row, source, target, kind: kindOf(into, place, type, directed), strength });
  };

  const takeRelation = (into: Held, read: RelationRead): void => {
    const { adjacency, relationTimes, judgedAt } = into;
    const { row, source, target, place, type, directed, strength, recordedAt, invalidatedAt, validFrom, validTo } =
      read;
    relationTimes.delete(row);
    const outlook = outlookFrom(read, judgedAt);
    if (outlook === "over") return adjacency.drop(row);
    if (outlook === "depends") relationTimes.set(row, { recordedAt, invalidatedAt, validFrom, validTo });
    hold(into, [row, source, target, place, type, directed, strength]);
  };

  const takeEntity = ({ adjacency, entityTimes, judgedAt }: Held, row: number, read: EntityRead | undefined): void => {
    const outlook = read === undefined ? "over" : outlookFrom(read, judgedAt);
    if (read === undefined || outlook === "over") return adjacency.stand(row, unseen);
    const { place, recordedAt, invalidatedAt, validFrom, validTo } = read;
    if (outlook === "depends") entityTimes.set(row, { recordedAt, invalidatedAt, validFrom, validTo });
    adjacency.stand(row, unseen + place);
  };

  const readAll = (at: string): Held => {
    const made: Held = {
      adjacency: createAdjacency(),
      // The number 0 is not a kind.
      kinds: [{ place: 0, type: "", directed: true }],
      kindNumbers: new Map(),
      relationTimes: new Map(),
      entityTimes: new Map(),
      behind: new Set(),
      judgedAt: at,
    };
    for (const columns of inChunks(lastingRelations, at)) hold(made, columns);
    for (const read of otherRelations.iterate({ at })) takeRelation(made, read);
    for (const [row, place] of inChunks(lastingEntities, at)) made.adjacency.stand(row, unseen + place);
    for (const read of otherEntities.iterate({ at })) {
      if (made.adjacency.isEnd(read.row)) takeEntity(made, read.row, read);
    }
    return made;
  };

  /** The adjacency, brought up to date with the rows. Null if it cannot answer for this time. */
  const upTo = (at: string): Held | null => {
    if (isBeyond || (held !== null && at < held.judgedAt)) return null;
    held ??= readAll(at);
    held.judgedAt = at;
    for (const row of held.behind) {
      const read = oneRelation.get(row);
      if (read !== undefined) takeRelation(held, read);
      else {
        held.relationTimes.delete(row);
        held.adjacency.drop(row);
      }
    }
    held.behind.clear();
    const current = held;
    if (current.adjacency.dropped() > mostBehind(current.adjacency.held())) held = null;
    return isBeyond ? null : current;
  };

  const isVisible = (from: Held, row: number, within: ReadonlySet<number>, at: string): boolean => {
    const { adjacency, entityTimes } = from;
    if (adjacency.standingOf(row) === unknown) takeEntity(from, row, oneEntity.get(row));
    const times = entityTimes.size === 0 ? undefined : entityTimes.get(row);
    return within.has(adjacency.standingOf(row) - unseen) && (times === undefined || isCounted(times, at));
  };

  /** Which kinds a walk admits, and which of these lead both ways. */
  const admission = ({ kinds }: Held, { types, direction }: Walk, within: ReadonlySet<number>) => {
    const wanted = types === undefined ? null : new Set(types);
    const known = new Map<number, { readonly out: boolean; readonly back: boolean }>();
    return (kind: number) => {
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

  const derived: Derived = {
    entity: (row) => {
      held?.entityTimes.delete(row);
      held?.adjacency.stand(row, unknown);
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
      const { adjacency, relationTimes } = from;
      const within = places.rowsOf(walk.places);
      const admitted = admission(from, walk, within);
      const least = walk.minStrength ?? 0;

      const touching = (rows: readonly number[], way: "out" | "back", most: number): readonly Lead[] => {
        const strongest = createStrongest(most);
        const [first, next] =
          way === "out" ? [adjacency.firstOut, adjacency.nextOut] : [adjacency.firstIn, adjacency.nextIn];
        for (const entity of rows) {
          for (let row = first(entity); row !== 0; row = next(row)) {
            const kind = adjacency.kindOf(row);
            if (kind === 0 || !admitted(kind)[way]) continue;
            const strength = adjacency.strengthOf(row);
            if (!(strength >= least)) continue;
            const times = relationTimes.size === 0 ? undefined : relationTimes.get(row);
            if (times === undefined || isCounted(times, at)) strongest.offer(row, strength);
          }
        }
        return strongest
          .take()
          .map((row) => ({ row, source: adjacency.sourceOf(row), target: adjacency.targetOf(row) }));
      };

      return (rows, most = walkLimits.relations) => {
        const [out, back] = [touching(rows, "out", most), touching(rows, "back", most)];
        const leads = [...out, ...back].filter(
          ({ source, target }) => isVisible(from, source, within, at) && isVisible(from, target, within, at),
        );
        return { leads, isAll: out.length < most && back.length < most };
      };
    },
    /** The number of relations that are held in excess or missing; 0 before the first walk. Changes nothing. */
    difference: (at: string): number => {
      if (held === null || isBeyond) return 0;
      const current = upTo(at);
      if (current === null) return 0;
      // The adjacency also holds relations that have ended since lifetimes were last evaluated.
      for (const [row, times] of current.relationTimes) {
        if (outlookFrom(times, at) !== "over") continue;
        current.relationTimes.delete(row);
        current.adjacency.drop(row);
      }
      return Math.abs((countNotOver.get({ at })?.count ?? 0) - current.adjacency.held());
    },
  };
};

export type Neighbours = ReturnType<typeof createNeighbours>;
