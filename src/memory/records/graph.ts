/** Walks over the relations, breadth first, with one read of relations and one of entities per hop. */
import type { Link } from "../../domain/memory-ranking.ts";
import {
  placeKey,
  type EntityId,
  type MemoryGraph,
  type Relation,
  type RelationId,
  type Traversal,
  type Visited,
} from "../../domain/memory.ts";
import { notFound, readTimes, timesOf, type Walk, walkLimits } from "../rules.ts";
import { entityAt, entityCountsAt, isSeen } from "./entity.ts";
import { shownRelation } from "./relation-states.ts";
import type { EntityRecord, RecordStore, RelationRecord } from "./types.ts";

interface Reached {
  readonly record: EntityRecord;
  readonly by: RelationRecord | null;
  readonly depth: number;
  readonly before: EntityId | null;
}

export interface RecordGraph {
  traverse(traversal: Traversal): Promise<readonly Visited[]>;
  shortestPath(from: EntityId, to: EntityId, walk: Walk): Promise<readonly Visited[] | null>;
  neighbourhood(traversal: Traversal): Promise<MemoryGraph>;
  /** Every relation of the entities, from one of them to the other end, regardless of direction. */
  links(
    from: readonly EntityId[],
    walk: Pick<Walk, "places" | "asOf" | "validAt">,
  ): Promise<readonly Link<EntityId, RelationId>[]>;
}

export const createRecordGraph = (store: RecordStore, now: () => string): RecordGraph => {
  /** Caches the entities of a walk; null for those it must not visit. */
  const walking = (walk: Walk) => {
    const times = timesOf(walk, now());
    const places = walk.places.map(placeKey);
    const seen = new Map<EntityId, EntityRecord | null>();

    const load = async (ids: readonly EntityId[]): Promise<void> => {
      const unseen = [...new Set(ids)].filter((id) => !seen.has(id));
      for (const id of unseen) seen.set(id, null);
      if (unseen.length === 0) return;
      for (const record of await store.entities(unseen)) {
        if (places.includes(record.place) && entityCountsAt(record, times)) seen.set(record.id, record);
      }
    };

    /** The relations that lead on from the entities and have both ends visible. */
    const leadingOn = async (from: readonly EntityId[]): Promise<readonly RelationRecord[]> => {
      const { direction, types, minStrength = 0 } = walk;
      const step = { from, places, times, direction, minStrength, limit: walkLimits.relations };
      const found = await store.step(types === undefined ? step : { ...step, types });
      await load(found.flatMap((each) => [each.from, each.to]));
      return found.filter((each) => (seen.get(each.from) ?? null) !== null && (seen.get(each.to) ?? null) !== null);
    };
    return { seen, leadingOn };
  };

  /** The start or end of a walk: an entity that `getEntity` would find. */
  const start = async (id: EntityId, walk: Walk): Promise<EntityRecord> => {
    const [record] = await store.entities([id]);
    if (record !== undefined && isSeen(record, walk, now())) return record;
    throw notFound("entity", id);
  };

  const walkFrom = async (
    from: EntityRecord,
    walk: Walk,
    { depth, limit, goal }: { readonly depth: number; readonly limit: number; readonly goal?: EntityId },
  ): Promise<ReadonlyMap<EntityId, Reached>> => {
    const { leadingOn, seen } = walking(walk);
    const reached = new Map<EntityId, Reached>([[from.id, { record: from, by: null, depth: 0, before: null }]]);
    let frontier = [from.id];
    for (
      let level = 1;
      level <= Math.min(depth, walkLimits.depth) && frontier.length > 0 && reached.size < limit;
      level++
    ) {
      const inFrontier = new Set(frontier);
      const next: EntityId[] = [];
      for (const by of await leadingOn(frontier)) {
        const [to, before] = inFrontier.has(by.from) && !reached.has(by.to) ? [by.to, by.from] : [by.from, by.to];
        const record = seen.get(to) ?? null;
        if (record === null || reached.has(to) || !inFrontier.has(before)) continue;
        reached.set(to, { record, by, depth: level, before });
        next.push(to);
        if (to === goal || reached.size >= limit) return reached;
      }
      frontier = next;
    }
    return reached;
  };

  const visited = ({ record, by, depth }: Reached, asOf: string | undefined): Visited => ({
    entity: entityAt(record, asOf ?? null),
    depth,
    by: by === null ? null : shownRelation(by),
  });

  return {
    traverse: async (traversal) => {
      const reached = await walkFrom(await start(traversal.from, traversal), traversal, traversal);
      return [...reached.values()].map((each) => visited(each, traversal.asOf));
    },
    shortestPath: async (from, to, walk) => {
      const [first] = await Promise.all([start(from, walk), start(to, walk)]);
      const reached = await walkFrom(first, walk, { depth: walkLimits.depth, limit: walkLimits.reached, goal: to });
      const path: Reached[] = [];
      let step = reached.get(to);
      while (step !== undefined) {
        path.unshift(step);
        step = step.before === null ? undefined : reached.get(step.before);
      }
      return path.length === 0 ? null : path.map((each) => visited(each, walk.asOf));
    },
    neighbourhood: async (traversal) => {
      const reached = await walkFrom(await start(traversal.from, traversal), traversal, traversal);
      const all = await walking({ ...traversal, direction: "both" }).leadingOn([...reached.keys()]);
      const among = new Map<string, Relation>();
      for (const each of all) {
        if (reached.has(each.from) && reached.has(each.to)) among.set(each.id, shownRelation(each));
      }
      return {
        entities: [...reached.values()].map(({ record }) => entityAt(record, traversal.asOf ?? null)),
        relations: [...among.values()],
      };
    },
    links: async (from, { places, asOf, validAt }) => {
      const walk: Walk = { places, direction: "both", ...readTimes(asOf, validAt) };
      const wanted = new Set(from);
      return (await walking(walk).leadingOn(from)).flatMap((each): readonly Link<EntityId, RelationId>[] => [
        ...(wanted.has(each.from) ? [[each.from, each.to, each.stateOf ?? each.id] as const] : []),
        ...(wanted.has(each.to) ? [[each.to, each.from, each.stateOf ?? each.id] as const] : []),
      ]);
    },
  };
};
