/**
 * The result of a walk as sent by the thread: columns of rows as JSON text. It is a third the size of the objects and parses in a
 * fraction of the time of their structured clone. Long strings, however, are cloned faster than they are parsed, so a result with
 * long texts is sent as the value itself.
 */
import type { Entity, EntityId, MemoryGraph, MemoryPlace, Relation, RelationId, Visited } from "../../domain/memory.ts";
import { toEntity, toRelation } from "./rows.ts";

/** `text` is the JSON of a `Found`. */
export type Carried<Value, Found> =
  | { readonly text: string; readonly found?: Found }
  | { readonly text?: never; readonly value: Value };

type Text = string | null;

/** The last two only for observations brought by a merge. */
export type CarriedObservation = readonly [
  text: string,
  recordedAt: string,
  invalidatedAt: Text,
  provenance: Text,
  mergedFrom?: EntityId,
  mergedAt?: string,
];

/** In the order of `carriedEntity`; the observations come last. */
export type CarriedEntity = readonly [
  row: number,
  id: EntityId,
  place: number,
  name: string,
  type: string,
  metadata: string,
  provenance: Text,
  pinned: number,
  mergedInto: EntityId | null,
  validFrom: Text,
  validTo: Text,
  recordedAt: string,
  invalidatedAt: Text,
  observations: readonly CarriedObservation[],
];

/** In the order of `carriedRelation`, followed by its numbers. Both ends are among the entities sent with it. */
export type CarriedRelation = readonly [
  strength: number,
  confidence: number,
  row: number,
  id: RelationId,
  place: number,
  source: number,
  target: number,
  type: string,
  directed: number,
  metadata: string,
  provenance: Text,
  validFrom: Text,
  validTo: Text,
  recordedAt: string,
  invalidatedAt: Text,
];

export const carriedObservation = `iif("mergedAt" IS NULL, json_array("text", "recordedAt", "invalidatedAt", "provenance"),
  json_array("text", "recordedAt", "invalidatedAt", "provenance", "mergedFrom", "mergedAt"))`;

export const carriedEntity = `json_array("row", "id", "place", "name", "type", "metadata", "provenance", "pinned", "mergedInto",
  "validFrom", "validTo", "recordedAt", "invalidatedAt")`;

export const carriedRelation = `json_array("row", coalesce("stateOf", "id"), "place", "source", "target", "type", "directed", "metadata", "provenance",
  "validFrom", "validTo", coalesce("firstRecordedAt", "recordedAt"), "invalidatedAt")`;

export interface FoundGraph {
  readonly places: readonly (readonly [number, MemoryPlace])[];
  readonly entities: readonly CarriedEntity[];
  readonly relations: readonly CarriedRelation[];
}

export interface FoundSteps extends FoundGraph {
  /** For each entity: its depth, and the row of the relation that led to it; 0 for none. */
  readonly steps: readonly (readonly [number, number])[];
}

/** The result of a walk that found no path has no text. */
export type CarriedSteps<Value> = Carried<Value, FoundSteps>;
export type CarriedGraph = Carried<MemoryGraph, FoundGraph>;

// Indexed access and a single literal: destructuring and spreading take four times as long.
const observationOf = (each: CarriedObservation) => ({
  text: each[0],
  recordedAt: each[1],
  invalidatedAt: each[2],
  provenance: each[3],
  mergedFrom: each[4] ?? null,
  mergedAt: each[5] ?? null,
});

const entityRowOf = (each: CarriedEntity) => ({
  id: each[1],
  name: each[3],
  type: each[4],
  metadata: each[5],
  provenance: each[6],
  pinned: each[7],
  mergedInto: each[8],
  validFrom: each[9],
  validTo: each[10],
  recordedAt: each[11],
  invalidatedAt: each[12],
});

const relationRowOf = (each: CarriedRelation, ids: ReadonlyMap<number, EntityId>) => ({
  id: each[3],
  sourceId: ids.get(each[5]) as EntityId,
  targetId: ids.get(each[6]) as EntityId,
  type: each[7],
  strength: each[0],
  confidence: each[1],
  directed: each[8],
  metadata: each[9],
  provenance: each[10],
  validFrom: each[11],
  validTo: each[12],
  recordedAt: each[13],
  invalidatedAt: each[14],
  // The present state, with the time at which the relation was first recorded.
  stateOf: null,
  firstRecordedAt: null,
});

const readGraph = (found: FoundGraph): MemoryGraph => {
  // Every place and end that is referred to is part of the same result.
  const places = new Map(found.places);
  const ids = new Map<number, EntityId>();
  for (const each of found.entities) ids.set(each[0], each[1]);
  return {
    entities: found.entities.map((each) =>
      toEntity(entityRowOf(each), places.get(each[2]) as MemoryPlace, each[13].map(observationOf)),
    ),
    relations: found.relations.map((each) => toRelation(relationRowOf(each, ids), places.get(each[4]) as MemoryPlace)),
  };
};

export const graphOf = (carried: CarriedGraph): MemoryGraph =>
  // The thread produced this text, so its type is known.
  carried.text === undefined ? carried.value : readGraph(JSON.parse(carried.text) as FoundGraph);

export const stepsOf = <Value>(carried: CarriedSteps<Value>): Value | readonly Visited[] => {
  if (carried.text === undefined) return carried.value;
  const found = JSON.parse(carried.text) as FoundSteps;
  const { entities, relations } = readGraph(found);
  const by = new Map<number, Relation>();
  for (const [index, each] of found.relations.entries()) by.set(each[2], relations[index] as Relation);
  return found.steps.map((step, index) => ({
    entity: entities[index] as Entity,
    depth: step[0],
    by: by.get(step[1]) ?? null,
  }));
};
