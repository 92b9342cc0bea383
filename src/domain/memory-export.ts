/**
 * The memory's export, version 1.0: `{ "version": "1.0", "metadata": …, "entities": […], "relations": […] }`, or the same
 * piece by piece as JSON Lines. Reading is strict about what a memory needs and lenient about what it can do without.
 */
import type { Complaint } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import {
  memoryLimits,
  nameKey,
  parsePlaceKey,
  placeKey,
  type EntityId,
  type ExportedEntity,
  type MemoryPlace,
  type Observation,
  type PastState,
  type Provenance,
  type Relation,
  type RelationId,
} from "./memory.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

export const exportVersion = "1.0";

const asJson = (value: object): JsonObject => value as JsonObject;

export const entityToJson = ({ place, observations, ...entity }: ExportedEntity): JsonObject => ({
  ...asJson(entity),
  place: placeKey(place),
  observations: observations.map((each) => asJson(each)),
});

export const relationToJson = ({ place, ...relation }: Relation): JsonObject => ({
  ...asJson(relation),
  place: placeKey(place),
});

class Wrong extends Error {
  readonly complaint: Complaint;
  constructor(pointer: string, message: string, suggestion?: string) {
    super(message);
    this.complaint = { pointer, message, ...(suggestion === undefined ? {} : { suggestion }) };
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the fields of one object; a wrong one ends the reading of it. */
const fieldsOf = (value: Json, pointer: string) => {
  if (!isJsonObject(value)) throw new Wrong(pointer, `It must be an object, not ${shown(value)}.`);
  const at = (key: string): string => `${pointer}/${key}`;
  const text = (key: string, most: number): string => {
    const found = value[key];
    if (typeof found !== "string" || nameKey(found) === "")
      throw new Wrong(at(key), `It must be a text that is not empty, not ${shown(found ?? null)}.`);
    if (found.length > most) throw new Wrong(at(key), `It has ${found.length} characters, and may have ${most}.`);
    return found;
  };
  const time = (key: string): string | null => {
    const found = value[key] ?? null;
    if (found === null) return null;
    const date = typeof found === "string" ? new Date(found) : null;
    if (date === null || Number.isNaN(date.getTime())) {
      throw new Wrong(at(key), `${shown(found)} is not a time.`, "Write RFC 3339, such as 2026-11-23T12:00:00.000Z.");
    }
    return date.toISOString();
  };
  const id = (key: string): string => {
    const found = value[key];
    if (typeof found !== "string" || !uuid.test(found))
      throw new Wrong(at(key), `${shown(found ?? null)} is not a UUID.`);
    return found.toLowerCase();
  };
  const share = (key: string): number => {
    const found = value[key] ?? 1;
    if (typeof found !== "number" || found < 0 || found > 1)
      throw new Wrong(at(key), `It must be a number from 0 to 1, not ${shown(found)}.`);
    return found;
  };
  const flag = (key: string, otherwise: boolean): boolean => (typeof value[key] === "boolean" ? value[key] : otherwise);
  const place = (otherwise: MemoryPlace): MemoryPlace => {
    const found = value["place"] ?? null;
    if (found === null) return otherwise;
    const parsed = parsePlaceKey(typeof found === "string" ? found : "");
    if (!parsed.ok) throw new Wrong(at("place"), parsed.error);
    return parsed.value;
  };
  const object = (key: string): JsonObject => {
    const found = value[key];
    return isJsonObject(found ?? null) ? (found as JsonObject) : {};
  };
  const provenance = (): Provenance | null => {
    const found = value["provenance"] ?? null;
    return isJsonObject(found) ? (found as unknown as Provenance) : null;
  };
  return { at, text, time, id, share, flag, place, object, provenance, raw: (key: string): Json => value[key] ?? null };
};

type Fields = ReturnType<typeof fieldsOf>;

/** Where an observation came from by a merge, if it did. */
const mergedIn = (observed: Fields): Pick<Observation, "merged"> => {
  if (observed.raw("merged") === null) return {};
  const merged = fieldsOf(observed.raw("merged"), observed.at("merged"));
  const at = merged.time("at");
  if (at === null) throw new Wrong(merged.at("at"), "It must be the time of the merge.");
  return { merged: { entity: merged.id("entity") as EntityId, at } };
};

const observationsIn = (fields: Fields, recordedAt: string): readonly Observation[] => {
  const given = fields.raw("observations") ?? [];
  if (!Array.isArray(given)) throw new Wrong(fields.at("observations"), "It must be a list.");
  return given.map((each, index): Observation => {
    const pointer = fields.at(`observations/${index}`);
    // A text alone is an observation of which nothing more is known.
    const observed = fieldsOf(typeof each === "string" ? { text: each } : (each as Json), pointer);
    return {
      text: observed.text("text", memoryLimits.observation),
      recordedAt: observed.time("recordedAt") ?? recordedAt,
      invalidatedAt: observed.time("invalidatedAt"),
      provenance: observed.provenance(),
      ...mergedIn(observed),
    };
  });
};

const pastIn = (fields: Fields): readonly PastState[] => {
  const given = fields.raw("past") ?? [];
  if (!Array.isArray(given)) throw new Wrong(fields.at("past"), "It must be a list.");
  return given.map((each, index): PastState => {
    const was = fieldsOf(each as Json, fields.at(`past/${index}`));
    const supersededAt = was.time("supersededAt");
    if (supersededAt === null) throw new Wrong(was.at("supersededAt"), "It must be the time until which it was so.");
    return {
      supersededAt,
      name: was.text("name", memoryLimits.name),
      type: was.text("type", memoryLimits.type),
      metadata: was.object("metadata"),
      validFrom: was.time("validFrom"),
      validTo: was.time("validTo"),
      ...(was.raw("mergedInto") === null ? {} : { mergedInto: was.id("mergedInto") as EntityId }),
    };
  });
};

export interface ReadingDefaults {
  readonly place: MemoryPlace;
  /** RFC 3339, for what says no time of its own. */
  readonly now: string;
}

const reading = <Value>(read: () => Value): Result<Value, Complaint> => {
  try {
    return ok(read());
  } catch (thrown) {
    if (thrown instanceof Wrong) return fail(thrown.complaint);
    throw thrown;
  }
};

export const readEntity = (
  value: Json,
  pointer: string,
  { place, now }: ReadingDefaults,
): Result<ExportedEntity, Complaint> =>
  reading(() => {
    const fields = fieldsOf(value, pointer);
    const recordedAt = fields.time("recordedAt") ?? now;
    const past = pastIn(fields);
    return {
      id: fields.id("id") as EntityId,
      place: fields.place(place),
      name: fields.text("name", memoryLimits.name),
      type: fields.text("type", memoryLimits.type),
      observations: observationsIn(fields, recordedAt),
      metadata: fields.object("metadata"),
      provenance: fields.provenance(),
      pinned: fields.flag("pinned", false),
      mergedInto: fields.raw("mergedInto") === null ? null : (fields.id("mergedInto") as EntityId),
      validFrom: fields.time("validFrom"),
      validTo: fields.time("validTo"),
      recordedAt,
      invalidatedAt: fields.time("invalidatedAt"),
      ...(past.length === 0 ? {} : { past }),
    };
  });

export const readRelation = (
  value: Json,
  pointer: string,
  { place, now }: ReadingDefaults,
): Result<Relation, Complaint> =>
  reading(() => {
    const fields = fieldsOf(value, pointer);
    return {
      id: fields.id("id") as RelationId,
      place: fields.place(place),
      from: fields.id("from") as EntityId,
      to: fields.id("to") as EntityId,
      type: fields.text("type", memoryLimits.type),
      strength: fields.share("strength"),
      confidence: fields.share("confidence"),
      directed: fields.flag("directed", true),
      metadata: fields.object("metadata"),
      provenance: fields.provenance(),
      validFrom: fields.time("validFrom"),
      validTo: fields.time("validTo"),
      recordedAt: fields.time("recordedAt") ?? now,
      invalidatedAt: fields.time("invalidatedAt"),
    };
  });
