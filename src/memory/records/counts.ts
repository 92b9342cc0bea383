/** How a write changes the counts of places. */
import type { PlaceKey, Quotas } from "../../domain/memory.ts";
import { isLive, liveObservations, placeOf } from "./entity.ts";
import type { Pair } from "./tracked.ts";
import type { Change, EntityRecord, Held, RelationRecord } from "./types.ts";

const nothing: Held = { entities: 0, observations: 0, relations: 0 };

const heldBy = (record: EntityRecord | null): Held =>
  record === null || !isLive(record) ? nothing : { ...nothing, entities: 1, observations: liveObservations(record) };

const heldByRelation = (record: RelationRecord | null): Held =>
  record === null || !isLive(record) ? nothing : { ...nothing, relations: 1 };

const isNothing = ({ entities, observations, relations }: Held): boolean =>
  entities === 0 && observations === 0 && relations === 0;

export const countsOf = (
  entities: readonly Pair<EntityRecord>[],
  relations: readonly Pair<RelationRecord>[],
  quotas: Quotas,
): Change["counts"] => {
  const byPlace = new Map<PlaceKey, Held>();
  const add = (record: { readonly place: PlaceKey } | null, held: Held, sign: 1 | -1): void => {
    if (record === null) return;
    const sum = byPlace.get(record.place) ?? nothing;
    byPlace.set(record.place, {
      entities: sum.entities + sign * held.entities,
      observations: sum.observations + sign * held.observations,
      relations: sum.relations + sign * held.relations,
    });
  };
  for (const { before, after } of entities) {
    add(before, heldBy(before), -1);
    add(after, heldBy(after), 1);
  }
  for (const { before, after } of relations) {
    add(before, heldByRelation(before), -1);
    add(after, heldByRelation(after), 1);
  }
  return [...byPlace]
    .filter(([, change]) => !isNothing(change))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([place, change]) => ({ place, change, most: quotas[placeOf(place).kind] }));
};
