/** Checks whether a change is possible, and determines what it writes. */
import { CaxtonError } from "../../domain/errors.ts";
import type { PlaceKey } from "../../domain/memory.ts";
import { erasedBy } from "../records/erased.ts";
import type { Change, Committed, EntityRecord, Held, MergeRecord, RelationRecord } from "../records/types.ts";
import type { Point, PointId } from "./calls.ts";
import {
  areRivals,
  entityPoint,
  erasedPoint,
  gonePoint,
  heldPoint,
  holderOf,
  indexedOf,
  mergePoint,
  relationPoint,
  undoneRevision,
  type Indexed,
} from "./points.ts";
import { isNothing, nothing, plus } from "./held.ts";
import { standingOf, textOrNull, type Standing, type View } from "./view.ts";

const idTaken = (id: PointId): CaxtonError =>
  new CaxtonError("memory.conflict", `The id ${id} belongs to something else in this memory.`, {
    hint: "In Qdrant, entities, relations and merges share one space of ids. Use another id.",
  });

/** Thrown inside this file to abandon an impossible change. */
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

/** As JSON, in bytes: fits into a request of 32 MB with the data around it. */
const mostOfPoint = 30_000_000;

/** Throws `memory.invalid` if the point does not fit into a request. */
const checkSize = (point: Point): void => {
  // No UTF-16 code unit takes more than six bytes.
  if (String(point.payload["record"]).length < mostOfPoint / 6) return;
  const size = Buffer.byteLength(JSON.stringify(point));
  if (size <= mostOfPoint) return;
  throw new CaxtonError(
    "memory.invalid",
    `The entity takes ${size} bytes, but a request to Qdrant may have only ${mostOfPoint}.`,
    {
      hint: "Split it into two entities and relate them.",
    },
  );
};

/** Throws a conflict if the record does not follow the stored one. */
const checkRevision = (draft: Draft, kind: string, { id, revision }: EntityRecord | RelationRecord): void => {
  const there = draft.points.get(id);
  const isFree = there === undefined || there.kind === "gone";
  if (revision === 1 ? isFree : there?.kind === kind && there.revision === revision - 1) return;
  const isOther = !isFree && there.kind !== kind && !(kind === "entity" && there.kind === "erased");
  if (isOther) throw idTaken(id);
  throw new Conflict();
};

const write = (draft: Draft, point: Point): void => {
  draft.points.set(point.id, standingOf(point.payload));
  draft.writes.set(point.id, point);
};

/** Frees a name or ends, so that other records of the same change may take them. */
const giveUp = (draft: Draft, id: PointId): void => {
  const live = draft.points.get(id)?.live ?? null;
  if (live === null) return;
  const left = (draft.live.get(live) ?? []).filter((holder) => holder.id !== id);
  draft.live.set(live, left);
};

const take = (draft: Draft, point: Point): void => {
  const live = textOrNull(point.payload["live"]);
  if (live === null) return;
  const [holder, others] = [holderOf(point), draft.live.get(live) ?? []];
  if (others.some((other) => areRivals(holder, other))) throw new Conflict();
  draft.live.set(live, [...others, holder]);
};

const remove = (draft: Draft, point: Point): void => {
  giveUp(draft, point.id);
  write(draft, point);
};

/** Removes everything that belongs to the entity. */
const erase = (draft: Draft, { id }: Change["eraseEntities"][number]): void => {
  if (draft.points.get(id)?.kind !== "entity") throw new Conflict();
  const made = [...draft.writes.values()].filter(({ payload }) => payload["source"] === id || payload["target"] === id);
  const hanging = [...(draft.hanging.get(id) ?? []), ...made.map((point) => point.id)];
  for (const each of hanging) remove(draft, gonePoint(each));
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
  for (const point of made) checkSize(point);
  for (const { id } of made) giveUp(draft, id);
  for (const point of made) take(draft, point);
  for (const point of made) write(draft, point);
  for (const { from, to } of change.relations.filter(({ revision }) => revision === 1)) {
    if ([from, to].some((end) => draft.points.get(end)?.kind !== "entity")) throw new Conflict();
  }
};

const writeMerge = (draft: Draft, merge: MergeRecord): void => {
  // Every merge, and its undoing, changes the target as well.
  const place = draft.points.get(merge.target)?.place ?? null;
  if (place === null) throw new Conflict();
  write(draft, mergePoint(merge, place));
};

const writeMerges = (draft: Draft, { merges, undoneMerges }: Change): void => {
  for (const merge of undoneMerges) {
    const there = draft.points.get(merge.id);
    if (there?.kind !== "merge" || there.revision >= undoneRevision) throw new Conflict();
    writeMerge(draft, merge);
  }
  for (const merge of merges) {
    const there = draft.points.get(merge.id)?.kind ?? "gone";
    if (there !== "gone") throw there === "merge" ? new Conflict() : idTaken(merge.id);
    writeMerge(draft, merge);
  }
};

/** Refuses the change if relations were added since it was prepared. */
const refuseRelated = (draft: Draft, { mustBeUnrelated }: Change): void => {
  const hanging = mustBeUnrelated.flatMap((id) => draft.hanging.get(id) ?? []);
  const counts = ({ kind, live }: Standing): boolean => kind === "relation" && live !== null;
  if (hanging.map((id) => draft.points.get(id)).some((point) => point !== undefined && counts(point))) {
    throw new Conflict();
  }
};

/**
 * The change of each place's counts. It is computed here because an erased entity may have gained relations after the change was
 * prepared.
 */
const changesOf = (view: View, draft: Draft): ReadonlyMap<PlaceKey, Held> => {
  const changes = new Map<PlaceKey, Held>();
  const add = (standing: Standing | undefined, sign: 1 | -1): void => {
    if (standing?.live == null || standing.place === null) return;
    changes.set(standing.place, plus(changes.get(standing.place) ?? nothing, standing.held, sign));
  };
  for (const [id, point] of draft.writes) {
    if (view.writes.get(id) === point) continue;
    add(view.points.get(id), -1);
    add(draft.points.get(id), 1);
  }
  return new Map([...changes].filter(([, held]) => !isNothing(held)));
};

/** Returns the first place that would exceed its quota. */
const count = (view: View, draft: Draft, counts: Change["counts"]): PlaceKey | null => {
  const limits = new Map(counts.map(({ place, most }) => [place, most]));
  for (const [place, change] of changesOf(view, draft)) {
    const held = plus(draft.held.get(place) ?? nothing, change);
    const most = limits.get(place);
    const grows = change.entities > 0 || change.observations > 0;
    if (grows && most !== undefined && (held.entities > most.entities || held.observations > most.observations)) {
      return place;
    }
    draft.held.set(place, held);
    write(draft, heldPoint(place, held));
  }
  return null;
};

/** The view after the change, or the given view if the change is not possible. Throws `memory.conflict`, `memory.invalid`. */
export const planned = (view: View, change: Change): { readonly committed: Committed; readonly view: View } => {
  const draft = copyOf(view);
  try {
    for (const id of change.removeRelations) {
      if (draft.points.get(id)?.kind === "relation") remove(draft, gonePoint(id));
    }
    for (const { id, revision } of change.eraseRelations) {
      const there = draft.points.get(id);
      // A change in between may have left another state of the relation.
      if (there?.kind !== "relation" || there.revision !== revision) throw new Conflict();
    }
    for (const erased of change.eraseEntities) erase(draft, erased);
    for (const erased of erasedBy(change)) remove(draft, erasedPoint(erased));
    if (change.mustCount.some((id) => draft.points.get(id)?.live == null)) throw new Conflict();
    writeRecords(draft, change);
    writeMerges(draft, change);
    refuseRelated(draft, change);
  } catch (thrown) {
    if (thrown instanceof Conflict) return { committed: { kind: "conflict" }, view };
    throw thrown;
  }
  const full = count(view, draft, change.counts);
  return full === null
    ? { committed: { kind: "done" }, view: draft }
    : { committed: { kind: "full", place: full }, view };
};

/** The view with corrected counts of places. */
export const corrected = (view: View, wrong: ReadonlyMap<PlaceKey, Held>): View => {
  const draft = copyOf(view);
  for (const [place, change] of wrong) {
    const held = plus(draft.held.get(place) ?? nothing, change);
    draft.held.set(place, held);
    write(draft, heldPoint(place, held));
  }
  return draft;
};
