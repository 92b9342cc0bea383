/** What every backend refuses, and in which words. */
import { createHash } from "node:crypto";
import { CaxtonError } from "../domain/errors.ts";
import {
  memoryLimits,
  nameKey,
  type Entity,
  type EntityId,
  type EntityTag,
  type ExportedEntity,
  type MemoryPlace,
  type PlaceKey,
  type Quotas,
  type Traversal,
} from "../domain/memory.ts";

/**
 * By which a merge finds again what it took over. A hash, since an observation may have a megabyte. It is kept in records of merges, so
 * it must stay as it is.
 */
export const textKeyOf = (text: string): string =>
  createHash("sha256").update(nameKey(text)).digest("base64url").slice(0, 22);

/** A relation belongs to its place; its ends may stand in that one or in a wider one. */
export const placesForEnds = (place: MemoryPlace): readonly MemoryPlace[] => {
  if (place.kind === "global") return [place];
  if (place.kind === "workspace") return [place, { kind: "global" }];
  return [place, { kind: "workspace", workspace: place.workspace }, { kind: "global" }];
};

/** How a walk goes, from wherever it begins. */
export type Walk = Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf" | "validAt">;

export const walkLimits = {
  /** Hops; no walk looks farther. */
  depth: 10,
  /** Relations that are read for one hop, from all entities that the hop before reached. */
  relations: 100_000,
  /** Entities; no path is looked for among more. */
  reached: 1_000_000,
};

/** Of an entity as it is now. */
export const tagOf = (entity: Entity): EntityTag => {
  const { id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, observations } = entity;
  const said = observations.map(({ text, recordedAt }) => [text, recordedAt]);
  const all = JSON.stringify([id, name, type, metadata, pinned, validFrom, validTo, invalidatedAt, said]);
  return createHash("sha256").update(all).digest("hex").slice(0, 32) as EntityTag;
};

/** @param expected the tags of what the caller saw. Throws `request.precondition_failed` where it is another by now. */
export const checkTag = (entity: Entity, expected: readonly EntityTag[]): void => {
  const tag = tagOf(entity);
  if (expected.includes(tag)) return;
  throw new CaxtonError("request.precondition_failed", `The entity ${entity.id} has changed since it was read.`, {
    hint: "Read it again, look at what changed, and send the new ETag in If-Match.",
    facts: { etag: `"${tag}"` },
  });
};

/** When the text, name, type or metadata of an entity of an export changed last, as far as it tells. */
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

export const nameTaken = (name: string, type: string, by: EntityId): CaxtonError =>
  new CaxtonError("memory.conflict", `There is a ${type} called ${name} already.`, {
    hint: "Merge the two, or choose another name.",
    facts: { id: by },
  });

/** For an id that a caller chose, and that is another place's, or was erased; which of the two is not told. */
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
