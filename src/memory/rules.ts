/** Rules that all backends share, and their errors. */
import { createHash } from "node:crypto";
import { CaxtonError } from "../domain/errors.ts";
import {
  memoryLimits,
  nameKey,
  type Entity,
  type EntityFilter,
  type EntityId,
  type EntityTag,
  type ExportedEntity,
  type MemoryPlace,
  type PlaceKey,
  type Quotas,
  type ReadTimes,
  type SearchQuery,
  type Traversal,
  type Validity,
} from "../domain/memory.ts";
import type { MemoryStatistics, PlaceStatistics } from "./types.ts";

/**
 * By which a merge finds again what it took over. A hash, since an observation may have a megabyte. It is kept in records of merges, so
 * it must stay as it is.
 */
export const textKeyOf = (text: string): string =>
  createHash("sha256").update(nameKey(text)).digest("base64url").slice(0, 22);

/** When something is true in the world: from `validFrom` on (null: always), and before `validTo` (null: for ever). */
export type Period = Pick<Validity, "validFrom" | "validTo">;

/** Whether two periods have a moment in common. Equal periods do, even empty ones: otherwise these could be stored again and again. */
export const overlaps = (one: Period, other: Period): boolean => {
  const isBefore = (from: string | null, to: string | null): boolean => from === null || to === null || from < to;
  const isSame = one.validFrom === other.validFrom && one.validTo === other.validTo;
  return isSame || (isBefore(one.validFrom, other.validTo) && isBefore(other.validFrom, one.validTo));
};

/** Null is before everything, and in `later` after everything. */
const earlier = (one: string | null, other: string | null): string | null => {
  if (one === null || other === null) return null;
  return one < other ? one : other;
};

const later = (one: string | null, other: string | null): string | null => {
  if (one === null || other === null) return null;
  return one > other ? one : other;
};

/**
 * The validity of an entity that is stored again:
 *
 * - A bound that is given replaces the one that is there. If the two periods have no moment in common, the result spans both, for an
 *   entity has one period.
 * - If neither bound is given, the entity is said to exist now: a bound that excludes `now` is dropped.
 */
export const validityStoredAgain = (there: Period, given: Partial<Period>, now: string): Period => {
  const { validFrom, validTo } = there;
  if (given.validFrom === undefined && given.validTo === undefined) {
    return {
      validFrom: validFrom !== null && validFrom > now ? null : validFrom,
      validTo: validTo !== null && validTo <= now ? null : validTo,
    };
  }
  const stated: Period = { validFrom: given.validFrom ?? null, validTo: given.validTo ?? null };
  if (!overlaps(there, stated)) {
    return { validFrom: earlier(validFrom, stated.validFrom), validTo: later(validTo, stated.validTo) };
  }
  return {
    validFrom: given.validFrom === undefined ? validFrom : given.validFrom,
    validTo: given.validTo === undefined ? validTo : given.validTo,
  };
};

/** A relation belongs to its place; its ends may belong to that place or to a wider one. */
export const placesForEnds = (place: MemoryPlace): readonly MemoryPlace[] => {
  if (place.kind === "global") return [place];
  if (place.kind === "workspace") return [place, { kind: "global" }];
  return [place, { kind: "workspace", workspace: place.workspace }, { kind: "global" }];
};

/** How a walk goes, wherever it begins. */
export type Walk = Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf" | "validAt">;

/** Whether a search excludes entities by what they are. */
export const isNarrow = ({ types, metadata, since, until }: EntityFilter): boolean =>
  [types, metadata, since, until].some((condition) => condition !== undefined);

/** The same search without these conditions. */
export const widened = ({
  types: _types,
  metadata: _metadata,
  since: _since,
  until: _until,
  ...query
}: SearchQuery): SearchQuery => query;

/** The two clocks of a read, resolved. */
export interface Times {
  /** As it was known at this time. */
  readonly at: string;
  /** As it was true in the world at this time. */
  readonly valid: string;
}

export const timesOf = ({ asOf, validAt }: ReadTimes, now: string): Times => ({
  at: asOf ?? now,
  valid: validAt ?? asOf ?? now,
});

/** Times that may be missing. */
export const readTimes = (asOf: string | undefined, validAt: string | undefined): ReadTimes => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(validAt === undefined ? {} : { validAt }),
});

export const walkLimits = {
  /** Hops; no walk looks farther. */
  depth: 10,
  /** Relations that are read for one hop, from all entities that the hop before reached. */
  relations: 100_000,
  /** Entities; no path is looked for among more. */
  reached: 1_000_000,
};

export const statisticsOfPlaces = (
  backend: string,
  embeddingModel: string,
  places: readonly PlaceStatistics[],
): MemoryStatistics => {
  const sum = (key: "entities" | "observations" | "relations"): number =>
    places.reduce((total, each) => total + each[key], 0);
  return {
    backend,
    embeddingModel,
    entities: sum("entities"),
    observations: sum("observations"),
    relations: sum("relations"),
    places,
  };
};

/** The tag of an entity as it is now. */
export const tagOf = (entity: Entity): EntityTag => {
  const { id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, observations } = entity;
  const said = observations.map(({ text, recordedAt }) => [text, recordedAt]);
  const all = JSON.stringify([id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, said]);
  return createHash("sha256").update(all).digest("hex").slice(0, 32) as EntityTag;
};

/** @param expected the tags that the caller has seen. Throws `request.precondition_failed` if the entity has another one by now. */
export const checkTag = (entity: Entity, expected: readonly EntityTag[]): void => {
  const tag = tagOf(entity);
  if (expected.includes(tag)) return;
  throw new CaxtonError("request.precondition_failed", `The entity ${entity.id} has changed since it was read.`, {
    hint: "Read it again, look at what changed, and send the new ETag in If-Match.",
    facts: { etag: `"${tag}"` },
  });
};

/** When the text, name, type or metadata of an exported entity last changed, as far as the export tells. */
export const changedLast = ({ recordedAt, observations, past = [] }: ExportedEntity): string =>
  [...observations.map((each) => each.recordedAt), ...past.map(({ supersededAt }) => supersededAt)].reduce(
    (last, time) => (time > last ? time : last),
    recordedAt,
  );

const invalid = (message: string, hint: string): CaxtonError => new CaxtonError("memory.invalid", message, { hint });

const checkText = (what: "name" | "type" | "observation", text: string): void => {
  const most = memoryLimits[what];
  if (text.length > most)
    throw invalid(`A ${what} has at most ${most} characters, not ${text.length}.`, "Make it shorter.");
};

/** Throws `memory.invalid`. */
export const checkNameAndType = (name: string, type: string): void => {
  checkText("name", name);
  checkText("type", type);
  if (nameKey(name) === "") throw invalid("The name is empty.", "Give it a name.");
  if (nameKey(type) === "") throw invalid("The type is empty.", "Give it a type.");
};

/** Throws `memory.invalid`. */
export const checkObservation = (text: string): void => {
  checkText("observation", text);
  if (nameKey(text) === "") throw invalid("An observation is empty.", "Leave it out.");
};

/** @param count how many of one entity count. Throws `memory.invalid`. */
export const checkObservationCount = (count: number): void => {
  if (count <= memoryLimits.observations) return;
  throw invalid(
    `An entity holds at most ${memoryLimits.observations} observations.`,
    "Make a second entity, and relate the two.",
  );
};

const checkShare = (what: string, value: number): void => {
  if (value >= 0 && value <= 1) return;
  throw invalid(`The ${what} of a relation is between 0 and 1, not ${value}.`, `Leave the ${what} out for 1.`);
};

/** Throws `memory.invalid`. */
export const checkRelation = (type: string, strength: number, confidence: number): void => {
  checkShare("strength", strength);
  checkShare("confidence", confidence);
  if (type.trim() === "") throw invalid("The relation has no type.", "Such as works_at.");
};

export const notFound = (what: "entity" | "relation" | "merge", id: string): CaxtonError =>
  new CaxtonError("memory.not_found", `There is no ${what} ${id} that you may see.`, {
    hint: "It was removed or merged, or it belongs to a place that is not yours.",
    facts: { id },
  });

export const noSuchObservation = (id: EntityId): CaxtonError =>
  new CaxtonError("memory.not_found", `The entity ${id} has none of these observations.`, {
    hint: "Give the text of an observation as it is stored; observations that were taken back are in the export.",
    facts: { id },
  });

export const nameTaken = (name: string, type: string, by: EntityId): CaxtonError =>
  new CaxtonError("memory.conflict", `There is a ${type} called ${name} already.`, {
    hint: "Merge the two, or choose another name.",
    facts: { id: by },
  });

/** For an id chosen by the caller that belongs to another place or was erased; the error does not tell which. */
export const idTaken = (what: "entity" | "relation", id: string): CaxtonError =>
  new CaxtonError("memory.conflict", `The id ${id} is taken: nothing was stored under it.`, {
    hint: `Leave the id out, or give the ${what} another one.`,
    facts: { id },
  });

export const cannotMerge = (other: EntityId, into: EntityId): CaxtonError =>
  invalid(`${other} cannot become part of ${into}.`, "Merge two different entities of the same place.");

export const quotaExceeded = (place: PlaceKey, most: Quotas[keyof Quotas]): CaxtonError =>
  new CaxtonError(
    "memory.quota_exceeded",
    `${place} may hold ${most.entities} entities and ${most.observations} observations, and would hold more.`,
    { hint: "Remove what is no longer needed, or raise memory.quotas.", facts: { place, ...most } },
  );

export const changedAllTheTime = (): CaxtonError =>
  new CaxtonError("memory.unavailable", "The entity is being changed by others all the time.", {
    hint: "Try again in a moment.",
  });
