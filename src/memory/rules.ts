/** Rules and errors shared by all backends. */
import { createHash } from "node:crypto";
import { CaxtonError } from "../domain/errors.ts";
import { uuidFromDigest } from "../domain/ids.ts";
import {
  memoryLimits,
  nameKey,
  type Entity,
  type EntityFilter,
  type EntityId,
  type EntityTag,
  type MemoryPlace,
  type ObservationId,
  type PlaceKey,
  type Quotas,
  type ReadTimes,
  type Relation,
  type RelationId,
  type RelationTag,
  type SearchQuery,
  type Traversal,
  type Validity,
} from "../domain/memory.ts";
import type { ExportedEntity } from "../domain/exported-memory.ts";
import type { MemoryStatistics, PlaceStatistics } from "./types.ts";

/**
 * Identifies the observations that a merge brought. It is a hash because an observation may have a megabyte. Stored merges contain
 * it, so it must not change.
 */
export const textKeyOf = (text: string): string =>
  createHash("sha256").update(nameKey(text)).digest("base64url").slice(0, 22);

/** Says nothing about the text of the observation. Stored memories contain it, so it must not change. */
export const observationIdOf = (entity: EntityId, recordedAt: string): ObservationId =>
  uuidFromDigest(createHash("sha256").update(`observation ${entity} ${recordedAt}`).digest("hex")) as ObservationId;

/** The period in which something is true in the world: from `validFrom` (null: always) until before `validTo` (null: for ever). */
export type Period = Pick<Validity, "validFrom" | "validTo">;

/** Whether two periods overlap. Equal periods do even if they are empty; otherwise an empty one could be stored again and again. */
export const overlaps = (one: Period, other: Period): boolean => {
  const isBefore = (from: string | null, to: string | null): boolean => from === null || to === null || from < to;
  const isSame = one.validFrom === other.validFrom && one.validTo === other.validTo;
  return isSame || (isBefore(one.validFrom, other.validTo) && isBefore(other.validFrom, one.validTo));
};

/** Null sorts before everything, in `later` after everything. */
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
 * - A given bound replaces the existing one. If the two periods do not overlap, the result spans both, because an entity has one
 *   period.
 * - If neither bound is given, the entity is taken to be valid now: a bound that excludes `now` is dropped.
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

/** A relation belongs to one place; its ends may belong to the same place or to a wider one. */
export const placesForEnds = (place: MemoryPlace): readonly MemoryPlace[] => {
  if (place.kind === "global") return [place];
  if (place.kind === "workspace") return [place, { kind: "global" }];
  return [place, { kind: "workspace", workspace: place.workspace }, { kind: "global" }];
};

/** The conditions of a walk, without its start. */
export type Walk = Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf" | "validAt">;

/** Whether a search filters entities by their properties. */
export const isNarrow = ({ types, metadata, since, until }: EntityFilter): boolean =>
  [types, metadata, since, until].some((condition) => condition !== undefined);

/** The same search without these filters. */
export const widened = ({
  types: _types,
  metadata: _metadata,
  since: _since,
  until: _until,
  ...query
}: SearchQuery): SearchQuery => query;

/** The two times of a read, resolved. */
export interface Times {
  /** The time of knowledge: the read shows what was known then. */
  readonly at: string;
  /** The time in the world: the read shows what was true then. */
  readonly valid: string;
}

export const timesOf = ({ asOf, validAt }: ReadTimes, now: string): Times => ({
  at: asOf ?? now,
  valid: validAt ?? asOf ?? now,
});

/** Read times from values that may be missing. */
export const readTimes = (asOf: string | undefined, validAt: string | undefined): ReadTimes => ({
  ...(asOf === undefined ? {} : { asOf }),
  ...(validAt === undefined ? {} : { validAt }),
});

export const walkLimits = {
  /** Hops; the maximum for any walk. */
  depth: 10,
  /** Relations read for one hop, from all entities reached by the previous hop. */
  relations: 100_000,
  /** Entities; a search for a path stops after this many. */
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

const hashed = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

/** The tag of the entity in its present state. */
export const tagOf = (entity: Entity): EntityTag => {
  const { id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, observations } = entity;
  const said = observations.map(({ text, recordedAt }) => [text, recordedAt]);
  return hashed([id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, said]) as EntityTag;
};

/** The tag of the relation in its present state. */
export const relationTagOf = (relation: Relation): RelationTag => {
  const { id, from, to, type, strength, confidence, directed, metadata, validFrom, validTo, invalidatedAt } = relation;
  const what = [id, from, to, type, strength, confidence, directed, metadata];
  return hashed([...what, validFrom, validTo, invalidatedAt]) as RelationTag;
};

const hasChanged = (what: "entity" | "relation", id: string, tag: string): CaxtonError =>
  new CaxtonError("request.precondition_failed", `The ${what} ${id} has changed since it was read.`, {
    hint: "Read it again, review the changes, and send the new ETag in If-Match.",
    facts: { etag: `"${tag}"` },
  });

/** @param expected tags that the caller accepts. Throws `request.precondition_failed` if the entity has another one. */
export const checkTag = (entity: Entity, expected: readonly EntityTag[]): void => {
  const tag = tagOf(entity);
  if (!expected.includes(tag)) throw hasChanged("entity", entity.id, tag);
};

/** As {@link checkTag}. */
export const checkRelationTag = (relation: Relation, expected: readonly RelationTag[]): void => {
  const tag = relationTagOf(relation);
  if (!expected.includes(tag)) throw hasChanged("relation", relation.id, tag);
};

/** When the text, name, type or metadata of an exported entity last changed, as far as the export shows. */
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

/** @param count the entity's number of observations that count. Throws `memory.invalid`. */
export const checkObservationCount = (count: number): void => {
  if (count <= memoryLimits.observations) return;
  throw invalid(
    `An entity holds at most ${memoryLimits.observations} observations.`,
    "Create a second entity and relate the two.",
  );
};

const checkShare = (what: string, value: number): void => {
  if (value >= 0 && value <= 1) return;
  throw invalid(
    `The ${what} of a relation must be between 0 and 1, not ${value}.`,
    `Omit the ${what} for the default of 1.`,
  );
};

/** Throws `memory.invalid`. */
export const checkRelation = (type: string, strength: number, confidence: number): void => {
  checkShare("strength", strength);
  checkShare("confidence", confidence);
  if (type.trim() === "") throw invalid("The relation has no type.", "Such as works_at.");
};

const whereItIs = {
  entity: "It was removed or merged, or it belongs to a place that you cannot access.",
  relation: "It was removed, or it belongs to a place that you cannot access.",
  merge: "It was undone, its entity was erased, or it belongs to a place that you cannot access.",
} as const;

export const notFound = (what: keyof typeof whereItIs, id: string): CaxtonError =>
  new CaxtonError("memory.not_found", `There is no ${what} ${id} that you may see.`, {
    hint: whereItIs[what],
    facts: { id },
  });

export const noSuchObservation = (id: EntityId): CaxtonError =>
  new CaxtonError("memory.not_found", `The entity ${id} has none of these observations.`, {
    hint: "Give the text of an observation as it is stored; removed observations are in the export.",
    facts: { id },
  });

export const nameTaken = (name: string, type: string, by: EntityId): CaxtonError =>
  new CaxtonError("memory.conflict", `A ${type} called ${name} already exists.`, {
    hint: "Merge the two, or choose another name.",
    facts: { id: by },
  });

export const periodTaken = (type: string, by: RelationId): CaxtonError =>
  new CaxtonError("memory.conflict", `Another relation “${type}” between the two holds in a part of that period.`, {
    hint: "Forget that one first, or give a period that does not overlap with its own.",
    facts: { id: by },
  });

/** For an id given by the caller that is used in another place or was erased; the message does not reveal which. */
export const idTaken = (what: "entity" | "relation", id: string): CaxtonError =>
  new CaxtonError("memory.conflict", `The id ${id} is taken: nothing was stored under it.`, {
    hint: `Omit the id, or give the ${what} another one.`,
    facts: { id },
  });

export const cannotMerge = (other: EntityId, into: EntityId): CaxtonError =>
  invalid(`${other} cannot be merged into ${into}.`, "Merge two different entities of the same place.");

export const quotaExceeded = (place: PlaceKey, most: Quotas[keyof Quotas]): CaxtonError =>
  new CaxtonError(
    "memory.quota_exceeded",
    `${place} may hold ${most.entities} entities and ${most.observations} observations, and this write would exceed that.`,
    { hint: "Remove what is no longer needed, or raise memory.quotas.", facts: { place, ...most } },
  );

export const changedAllTheTime = (): CaxtonError =>
  new CaxtonError("memory.unavailable", "The write kept conflicting with writes of other processes.", {
    hint: "Try again in a moment.",
  });
