/** The state of the collection that a write depends on, read before the write. */
import type { EntityId, PlaceKey } from "../../domain/memory.ts";
import type { Change, Held } from "../records/types.ts";
import type { Found, Payload, Point, PointId, QdrantCalls } from "./calls.ts";
import { is, isAny } from "./filters.ts";
import { nothing } from "./held.ts";
import {
  heldId,
  heldOf,
  holderOf,
  indexedFields,
  liveEndsOf,
  liveNameOf,
  type Holder,
  type Indexed,
} from "./points.ts";

export interface Standing {
  readonly kind: string;
  readonly revision: number;
  /** The hash of its name or its ends; null if it does not count. */
  readonly live: string | null;
  readonly place: PlaceKey | null;
  /** What it adds to the counts of its place. */
  readonly held: Held;
}

/** The stored state, including the effect of earlier writes of the same group. */
export interface View {
  readonly points: ReadonlyMap<PointId, Standing>;
  /** By the hash of a name or of ends. */
  readonly live: ReadonlyMap<string, readonly Holder[]>;
  readonly held: ReadonlyMap<PlaceKey, Held>;
  readonly indexed: ReadonlyMap<PointId, Indexed>;
  /** Relations of entities to be erased, and merges into them. */
  readonly hanging: ReadonlyMap<EntityId, readonly PointId[]>;
  readonly writes: ReadonlyMap<PointId, Point>;
}

/** The maximum number of ids per request. */
const asked = 500;

const inParts = <Value>(values: Iterable<Value>): readonly (readonly Value[])[] => {
  const all = [...new Set(values)];
  return Array.from({ length: Math.ceil(all.length / asked) }, (_, part) =>
    all.slice(part * asked, (part + 1) * asked),
  );
};

export const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const heldBy = ({ kind, live, observations }: Payload): Held => {
  if (live === undefined) return nothing;
  return kind === "entity" ? heldOf({ entities: 1, observations }) : heldOf({ relations: 1 });
};

const standingFields = ["kind", "revision", "live", "place", "observations"];

export const standingOf = (payload: Payload): Standing => ({
  kind: String(payload["kind"]),
  revision: Number(payload["revision"] ?? 0),
  live: textOrNull(payload["live"]),
  place: textOrNull(payload["place"]) as PlaceKey | null,
  held: heldBy(payload),
});

const holderFields = ["kind", "live", "from", "to"];

const byLive = (found: readonly Found[]): ReadonlyMap<string, readonly Holder[]> => {
  const live = new Map<string, Holder[]>();
  for (const point of found) {
    const key = String(point.payload["live"]);
    live.set(key, [...(live.get(key) ?? []), holderOf(point)]);
  }
  return live;
};

const readHeld = async (
  calls: QdrantCalls,
  places: ReadonlySet<PlaceKey>,
): Promise<readonly (readonly [PlaceKey, Held])[]> => {
  const found = await calls.retrieve([...places].map(heldId), ["place", "entities", "observations", "relations"]);
  return found.map(({ payload }) => [payload["place"] as PlaceKey, heldOf(payload)]);
};

/** The reads need no common snapshot: the write is refused if anything was written in the meantime. */
export const readView = async (calls: QdrantCalls, changes: readonly Change[]): Promise<View> => {
  const entities = changes.flatMap((change) => change.entities);
  const relations = changes.flatMap((change) => change.relations);
  const erased = changes.flatMap((change) => change.eraseEntities.map(({ id }) => id));
  const unrelated = changes.flatMap((change) => change.mustBeUnrelated);
  const ids: readonly PointId[] = [
    ...entities.map(({ record }) => record.id),
    ...relations.flatMap(({ id, from, to }) => [id, from, to]),
    ...changes.flatMap((change) => [...change.merges.map(({ id }) => id), ...change.undoneMerges.map(({ id }) => id)]),
    ...changes.flatMap((change) => [...change.removeRelations, ...change.eraseRelations.map(({ id }) => id)]),
    ...changes.flatMap((change) => change.mustCount),
    ...erased,
  ];
  const known = new Set([
    ...[...entities.map(({ record }) => record), ...relations].map(({ place }) => place),
    ...changes.flatMap((change) => change.counts.map(({ place }) => place)),
  ]);
  const names = entities.filter(({ record }) => record.invalidatedAt === null).map(({ record }) => liveNameOf(record));
  const ends = relations.filter(({ invalidatedAt }) => invalidatedAt === null).map(liveEndsOf);
  const kept = entities.filter(({ index }) => index === null).map(({ record }) => record.id);
  const many = async <Value, Answer>(
    values: Iterable<Value>,
    ask: (some: readonly Value[]) => Promise<readonly Answer[]>,
  ) => (await Promise.all(inParts(values).map(ask))).flat();

  const [standing, holders, counts, indexes, hanging] = await Promise.all([
    many(ids, async (some) => calls.retrieve(some, standingFields)),
    many([...names, ...ends], async (some) => calls.scrollAll({ must: [isAny("live", some)] }, holderFields)),
    readHeld(calls, known),
    many(kept, async (some) => calls.retrieve(some, indexedFields, true)),
    Promise.all(
      [...new Set([...erased, ...unrelated])].map(async (id): Promise<[EntityId, readonly Found[]]> => {
        const filter = { must: [isAny("kind", ["relation", "merge"])], should: [is("source", id), is("target", id)] };
        return [id, await calls.scrollAll(filter, standingFields)];
      }),
    ),
  ]);
  const points = new Map(
    [...standing, ...hanging.flatMap(([, found]) => found)].map(({ id, payload }) => [id, standingOf(payload)]),
  );
  // The places of records to be removed are known only now.
  const further = new Set(
    [...points.values()].flatMap(({ place }) => (place === null || known.has(place) ? [] : [place])),
  );
  return {
    points,
    live: byLive(holders),
    held: new Map([...counts, ...(await readHeld(calls, further))]),
    indexed: new Map(
      indexes.map(({ id, vector, payload }) => [
        id,
        { vector, model: payload["model"], words: payload["words"], fingerprint: payload["fingerprint"] },
      ]),
    ),
    hanging: new Map(hanging.map(([id, found]) => [id, found.map((each) => each.id)])),
    writes: new Map(),
  };
};
