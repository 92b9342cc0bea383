/** What a write must know of the collection, read before it; and whether it may be, and what it then writes. */
import { CaxtonError } from "../../domain/errors.ts";
import type { EntityId, PlaceKey } from "../../domain/memory.ts";
import type { Change, Committed, EntityRecord, Held, RelationRecord } from "../records/types.ts";
import type { Condition, Point, PointId, QdrantCalls } from "./calls.ts";
import { is, isAny } from "./filters.ts";
import {
  entityPoint,
  erasedPoint,
  gonePoint,
  heldId,
  heldOf,
  heldPoint,
  indexedFields,
  indexedOf,
  liveEndsOf,
  liveNameOf,
  mergePoint,
  relationPoint,
  type Indexed,
} from "./points.ts";

interface Standing {
  readonly kind: string;
  readonly revision: number;
  /** The hash of the name, or of the ends, that it holds; null where it does not count. */
  readonly live: string | null;
}

/** As it is, with what earlier writes of the same group will make of it. */
export interface View {
  readonly points: ReadonlyMap<PointId, Standing>;
  readonly live: ReadonlyMap<string, PointId>;
  readonly held: ReadonlyMap<PlaceKey, Held>;
  readonly indexed: ReadonlyMap<PointId, Indexed>;
  /** Relations of entities that are to be erased, and merges into them. */
  readonly hanging: ReadonlyMap<EntityId, readonly PointId[]>;
  readonly writes: ReadonlyMap<PointId, Point>;
}

/** So that a group's questions fit into a request each. */
const asked = 500;

const inParts = <Value>(values: Iterable<Value>): readonly (readonly Value[])[] => {
  const all = [...new Set(values)];
  return Array.from({ length: Math.ceil(all.length / asked) }, (_, part) =>
    all.slice(part * asked, (part + 1) * asked),
  );
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Nothing that is written stands on what is read here: the write is refused where anything was written since. */
export const readView = async (calls: QdrantCalls, changes: readonly Change[]): Promise<View> => {
  const entities = changes.flatMap((change) => change.entities);
  const relations = changes.flatMap((change) => change.relations);
  const erased = changes.flatMap((change) => change.eraseEntities.map(({ id }) => id));
  const places = [...new Set(changes.flatMap((change) => change.counts.map(({ place }) => place)))];
  const ids: readonly PointId[] = [
    ...entities.map(({ record }) => record.id),
    ...relations.flatMap(({ id, from, to }) => [id, from, to]),
    ...changes.flatMap((change) => [...change.merges.map(({ id }) => id), ...change.removeMerges]),
    ...changes.flatMap((change) => change.removeRelations),
    ...erased,
  ];
  const names = entities.filter(({ record }) => record.invalidatedAt === null).map(({ record }) => liveNameOf(record));
  const ends = relations.filter(({ invalidatedAt }) => invalidatedAt === null).map(liveEndsOf);
  const kept = entities.filter(({ index }) => index === null).map(({ record }) => record.id);
  const many = async <Value, Answer>(
    values: Iterable<Value>,
    ask: (some: readonly Value[]) => Promise<readonly Answer[]>,
  ) => (await Promise.all(inParts(values).map(ask))).flat();
  const ofEntity = (id: EntityId): readonly Condition[] => [is("source", id), is("target", id)];

  const [standing, holders, counts, indexes, hanging] = await Promise.all([
    many(ids, async (some) => calls.retrieve(some, ["kind", "revision", "live"])),
    many([...names, ...ends], async (some) => calls.scrollAll({ must: [isAny("live", some)] }, ["live"])),
    calls.retrieve(places.map(heldId), ["place", "entities", "observations", "relations"]),
    many(kept, async (some) => calls.retrieve(some, indexedFields, true)),
    Promise.all(
      erased.map(async (id): Promise<[EntityId, readonly PointId[]]> => {
        const filter = { must: [isAny("kind", ["relation", "merge"])], should: [...ofEntity(id)] };
        return [id, (await calls.scrollAll(filter, ["kind"])).map((found) => found.id)];
      }),
    ),
  ]);
  return {
    points: new Map(
      standing.map(({ id, payload }) => [
        id,
        {
          kind: String(payload["kind"]),
          revision: Number(payload["revision"] ?? 0),
          live: textOrNull(payload["live"]),
        },
      ]),
    ),
    live: new Map(holders.map(({ id, payload }) => [String(payload["live"]), id])),
    held: new Map(counts.map(({ payload }) => [payload["place"] as PlaceKey, heldOf(payload)])),
    indexed: new Map(
      indexes.map(({ id, vector, payload }) => [id, { vector, model: payload["model"], words: payload["words"] }]),
    ),
    hanging: new Map(hanging),
    writes: new Map(),
  };
};

const idTaken = (id: PointId): CaxtonError =>
  new CaxtonError("memory.conflict", `The id ${id} belongs to something else in this memory.`, {
    hint: "In Qdrant entities, relations and merges have their ids in common. Give it another id.",
  });

/** Thrown inside of this file, as the way out of a change that may not be. */
class Conflict extends Error {}

type Draft = {
  -readonly [Key in keyof View]: View[Key] extends ReadonlyMap<infer Id, infer Value> ? Map<Id, Value> : never;
};

const copyOf = (view: View): Draft => ({
  points: new Map(view.points),
  live: new Map(view.live),
  held: new Map(view.held),
  indexed: new Map(view.indexed),
  hanging: new Map(view.hanging),
  writes: new Map(view.writes),
});

/** Throws a conflict where the record does not follow the one that is there. */
const checkRevision = (draft: Draft, kind: string, { id, revision }: EntityRecord | RelationRecord): void => {
  const there = draft.points.get(id);
  const isFree = there === undefined || there.kind === "gone";
  if (revision === 1 ? isFree : there?.kind === kind && there.revision === revision - 1) return;
  const isOther = !isFree && there.kind !== kind && !(kind === "entity" && there.kind === "erased");
  if (isOther) throw idTaken(id);
  throw new Conflict();
};

const write = (draft: Draft, point: Point): void => {
  const { kind, revision, live } = point.payload;
  draft.points.set(point.id, { kind: String(kind), revision: Number(revision ?? 0), live: textOrNull(live) });
  draft.writes.set(point.id, point);
};

/** What holds a name or ends gives them up, so that another one of the same change may take them. */
const giveUp = (draft: Draft, id: PointId): void => {
  const live = draft.points.get(id)?.live ?? null;
  if (live !== null && draft.live.get(live) === id) draft.live.delete(live);
};

const take = (draft: Draft, { id, payload }: Point): void => {
  const live = textOrNull(payload["live"]);
  if (live === null) return;
  if (draft.live.has(live)) throw new Conflict();
  draft.live.set(live, id);
};

const remove = (draft: Draft, point: Point): void => {
  giveUp(draft, point.id);
  write(draft, point);
};

const erase = (draft: Draft, { id, erasedAt }: Change["eraseEntities"][number]): void => {
  if (draft.points.get(id)?.kind !== "entity") throw new Conflict();
  const made = [...draft.writes.values()].filter(({ payload }) => payload["source"] === id || payload["target"] === id);
  const hanging = [...(draft.hanging.get(id) ?? []), ...made.map((point) => point.id)];
  for (const each of hanging) remove(draft, gonePoint(each));
  remove(draft, erasedPoint(id, erasedAt));
};

const indexFor = (draft: Draft, { record, index }: Change["entities"][number]): Indexed => {
  const indexed = index === null ? draft.indexed.get(record.id) : indexedOf(index);
  if (indexed === undefined) throw new Conflict();
  draft.indexed.set(record.id, indexed);
  return indexed;
};

const writeRecords = (draft: Draft, change: Change): void => {
  for (const { record } of change.entities) checkRevision(draft, "entity", record);
  for (const record of change.relations) checkRevision(draft, "relation", record);
  const made = [
    ...change.entities.map((each) => entityPoint(each.record, indexFor(draft, each))),
    ...change.relations.map(relationPoint),
  ];
  for (const { id } of made) giveUp(draft, id);
  for (const point of made) take(draft, point);
  for (const point of made) write(draft, point);
  for (const { from, to } of change.relations.filter(({ revision }) => revision === 1)) {
    if ([from, to].some((end) => draft.points.get(end)?.kind !== "entity")) throw new Conflict();
  }
};

const writeMerges = (draft: Draft, { merges, removeMerges }: Change): void => {
  for (const id of removeMerges) {
    if (draft.points.get(id)?.kind !== "merge") throw new Conflict();
    remove(draft, gonePoint(id));
  }
  for (const merge of merges) {
    const there = draft.points.get(merge.id)?.kind ?? "gone";
    if (there !== "gone") throw there === "merge" ? new Conflict() : idTaken(merge.id);
    write(draft, mergePoint(merge));
  }
};

/** Answers the first place that would hold too much. */
const count = (draft: Draft, counts: Change["counts"]): PlaceKey | null => {
  for (const { place, change, most } of counts) {
    const before = draft.held.get(place) ?? { entities: 0, observations: 0, relations: 0 };
    const held: Held = {
      entities: before.entities + change.entities,
      observations: before.observations + change.observations,
      relations: before.relations + change.relations,
    };
    const grows = change.entities > 0 || change.observations > 0;
    if (grows && (held.entities > most.entities || held.observations > most.observations)) return place;
    draft.held.set(place, held);
    write(draft, heldPoint(place, held));
  }
  return null;
};

/** The view with what the change makes of it; the one that was given where it may not be. Throws `memory.conflict`. */
export const planned = (view: View, change: Change): { readonly committed: Committed; readonly view: View } => {
  const draft = copyOf(view);
  try {
    for (const id of change.removeRelations) {
      if (draft.points.get(id)?.kind === "relation") remove(draft, gonePoint(id));
    }
    for (const erased of change.eraseEntities) erase(draft, erased);
    writeRecords(draft, change);
    writeMerges(draft, change);
  } catch (thrown) {
    if (thrown instanceof Conflict) return { committed: { kind: "conflict" }, view };
    throw thrown;
  }
  const full = count(draft, change.counts);
  return full === null
    ? { committed: { kind: "done" }, view: draft }
    : { committed: { kind: "full", place: full }, view };
};
