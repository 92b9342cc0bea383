/**
 * Records as points of one collection. A point has the id of its record. Its payload has the whole record as JSON text in `record`,
 * and the fields to search it by. Texts that are only compared are stored as hashes, which have a fixed length and avoid characters
 * that JSON allows and Qdrant rejects.
 */
import { createHash } from "node:crypto";
import { bm25 } from "../../domain/memory-ranking.ts";
import type { EntityId, ErasedId, PlaceKey } from "../../domain/memory.ts";
import type {
  EntityName,
  EntityRecord,
  Held,
  IndexEntry,
  MergeRecord,
  RelationEnds,
  RelationRecord,
} from "../records/types.ts";
import type { Payload, Point, PointId, SparseVector, Vectors } from "./calls.ts";

export const hashOf = (...parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 22);

export const liveNameOf = ({ place, nameKey, typeKey }: EntityName): string => hashOf("name", place, nameKey, typeKey);

export const liveEndsOf = ({ place, from, to, type }: RelationEnds): string => hashOf("ends", place, from, to, type);

/** Equal for equal JSON values, regardless of the order of keys. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, each]) => [name, canonical(each)]);
};

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

export const metadataOf = (name: string, value: unknown): string =>
  hashOf("metadata", name, isObject(value) ? "object" : "other", canonical(value));

/** In milliseconds; the limits of JavaScript's dates represent always and never. */
const [always, never] = [-8.64e15, 8.64e15] as const;

export const momentOf = (time: string): number => {
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? always : moment;
};

const orNever = (time: string | null): number => (time === null ? never : momentOf(time));

/**
 * A word's 32-bit number in the index: FNV-1a with the finaliser of MurmurHash3. A collision only makes an entity a candidate that
 * the ranking discards.
 */
export const wordNumber = (word: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** The typical length of an entity in words. The true mean is not known here, and callers rank the results again. */
const usualLength = 16;

const wordsOf = ({ nameWords, textWords }: IndexEntry): SparseVector => {
  const inName = new Set(nameWords);
  const length = (nameWords.length + textWords.length) / usualLength;
  const weights = new Map<number, number>();
  for (const word of new Set([...nameWords, ...textWords])) {
    weights.set(wordNumber(word), bm25([{ weight: 1, inName: inName.has(word) ? 1 : 0, inText: 1 }], length));
  }
  return { indices: [...weights.keys()], values: [...weights.values()].map(short) };
};

/** With the precision of a 32-bit float. */
const short = (value: number): number => Number(value.toPrecision(9));

export const shortVector = (vector: Float32Array): readonly number[] => Array.from(vector, short);

/** The stored index entry; unchanged entries are copied from the existing point. */
export interface Indexed {
  readonly vector: Vectors;
  readonly model: unknown;
  readonly words: unknown;
  readonly fingerprint: unknown;
}

export const indexedOf = (entry: IndexEntry): Indexed => {
  const words = wordsOf(entry);
  // Qdrant rejects empty sparse vectors.
  const found = words.indices.length === 0 ? {} : { words };
  const vector = { meaning: shortVector(entry.vector), ...found };
  return { vector, model: entry.model, words: words.indices, fingerprint: entry.fingerprint };
};

/** Kept if only the record of a point changes. */
export const indexedFields = ["model", "words", "fingerprint"] as const;

const timesOf = (record: EntityRecord | RelationRecord): Payload => ({
  place: record.place,
  recorded: momentOf(record.recordedAt),
  invalidated: orNever(record.invalidatedAt),
  from: record.validFrom === null ? always : momentOf(record.validFrom),
  to: orNever(record.validTo),
  revision: record.revision,
  record: JSON.stringify(record),
});

export const entityPoint = (record: EntityRecord, { vector, model, words, fingerprint }: Indexed): Point => ({
  id: record.id,
  vector,
  payload: {
    kind: "entity",
    ...timesOf(record),
    name: hashOf(record.nameKey),
    type: hashOf(record.typeKey),
    ...(record.invalidatedAt === null ? { live: liveNameOf(record) } : {}),
    metadata: Object.entries(record.metadata).map(([name, value]) => metadataOf(name, value)),
    observations: record.observations.filter(({ invalidatedAt }) => invalidatedAt === null).length,
    model,
    words,
    fingerprint,
  },
});

export const relationPoint = (record: RelationRecord): Point => ({
  id: record.id,
  vector: {},
  payload: {
    kind: "relation",
    ...timesOf(record),
    type: hashOf(record.type),
    ...(record.invalidatedAt === null ? { live: liveEndsOf(record) } : {}),
    source: record.from,
    target: record.to,
    strength: record.strength,
    directed: record.directed ? 1 : 0,
  },
});

/** The revision of a merge that was undone. */
export const undoneRevision = 2;

/** @param place of the target. Older versions of Caxton wrote no place, `recorded` and `revision` */
export const mergePoint = (record: MergeRecord, place: PlaceKey): Point => ({
  id: record.id,
  vector: {},
  payload: {
    ...{ kind: "merge", target: record.target, place, recorded: momentOf(record.mergedAt) },
    revision: record.undoneAt === undefined ? 1 : undoneRevision,
    record: JSON.stringify(record),
  },
});

/** An erased or removed record leaves a point under its id, so that a late write cannot restore it. */
export const erasedPoint = ({ id, kind, ...more }: ErasedId): Point => ({
  id,
  vector: {},
  payload: { kind: "erased", of: kind, ...more },
});

export const erasedFields = ["of", "erasedAt", "entity", "recordedAt"] as const;

/** Points of older versions are entities if they do not say what they are. */
export const erasedOf = ({ id, payload }: Pick<Point, "id" | "payload">): ErasedId => ({
  id: id as EntityId,
  kind: (payload["of"] ?? "entity") as ErasedId["kind"],
  erasedAt: String(payload["erasedAt"]),
  entity: (payload["entity"] ?? null) as EntityId | null,
  recordedAt: (payload["recordedAt"] ?? null) as string | null,
});

/** Holds a name, or the ends of a relation for a period. Names are held without a time limit. */
export interface Holder {
  readonly id: PointId;
  readonly from: number;
  readonly to: number;
}

export const holderOf = ({ id, payload }: Pick<Point, "id" | "payload">): Holder =>
  payload["kind"] === "relation"
    ? { id, from: Number(payload["from"]), to: Number(payload["to"]) }
    : { id, from: always, to: never };

/** Like `overlaps` in rules.ts. */
export const areRivals = (one: Holder, other: Holder): boolean =>
  (one.from === other.from && one.to === other.to) || (one.from < other.to && other.from < one.to);

export const gonePoint = (id: PointId): Point => ({ id, vector: {}, payload: { kind: "gone" } });

/** The point that all writes go through. */
export const headId = 0;

/**
 * A number, because ids of entities can be any UUID. It has 52 bits, which JSON numbers represent exactly; the probability that two
 * of ten thousand places collide is one in a hundred million.
 */
export const heldId = (place: PlaceKey): number =>
  1 + Number.parseInt(createHash("sha256").update(place).digest("hex").slice(0, 13), 16);

export const heldPoint = (place: PlaceKey, held: Held): Point => ({
  id: heldId(place),
  vector: {},
  payload: { kind: "held", place, ...held },
});

export const heldOf = ({ entities, observations, relations }: Payload): Held => ({
  entities: Number(entities ?? 0),
  observations: Number(observations ?? 0),
  relations: Number(relations ?? 0),
});
