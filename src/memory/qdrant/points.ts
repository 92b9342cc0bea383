/**
 * Records as points of one collection. A point's id is its record's, its payload has the whole record as JSON text in `record`,
 * and beside it what it is found by. Texts that are only compared are kept as hashes: of one length, and safe from characters
 * that JSON knows and Qdrant does not take.
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

/** Equal for values that are equal as JSON, whatever the order of their names. */
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

/** In milliseconds; the limits of JavaScript's dates stand for always and never. */
const [always, never] = [-8.64e15, 8.64e15] as const;

export const momentOf = (time: string): number => {
  const moment = Date.parse(time);
  return Number.isNaN(moment) ? always : moment;
};

const orNever = (time: string | null): number => (time === null ? never : momentOf(time));

/**
 * A word's number in the index, of 32 bits: FNV-1a with the finish of MurmurHash3. Two of a million words that share one make an
 * entity a candidate that the ranking drops again.
 */
export const wordNumber = (word: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** In words. Of an entity of agents' memories; the true mean is not known here, and the order is made anew by who asks. */
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

/** With as many digits as a 32-bit float has. */
const short = (value: number): number => Number(value.toPrecision(9));

export const shortVector = (vector: Float32Array): readonly number[] => Array.from(vector, short);

/** How an entity is found, as it is kept; what did not change is taken from the point as it is. */
export interface Indexed {
  readonly vector: Vectors;
  readonly model: unknown;
  readonly words: unknown;
  readonly fingerprint: unknown;
}

export const indexedOf = (entry: IndexEntry): Indexed => {
  const words = wordsOf(entry);
  // Qdrant takes no sparse vector without a number.
  const found = words.indices.length === 0 ? {} : { words };
  const vector = { meaning: shortVector(entry.vector), ...found };
  return { vector, model: entry.model, words: words.indices, fingerprint: entry.fingerprint };
};

/** Kept of a point when only its record changes. */
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

export const mergePoint = (record: MergeRecord): Point => ({
  id: record.id,
  vector: {},
  payload: { kind: "merge", target: record.target, record: JSON.stringify(record) },
});

/** An erased or removed record leaves a point under its id, so that a late write cannot bring it back. */
export const erasedPoint = ({ id, kind, erasedAt }: ErasedId): Point => ({
  id,
  vector: {},
  payload: { kind: "erased", of: kind, erasedAt },
});

/** Of an older version there are entities alone. */
export const erasedOf = ({ id, payload }: Pick<Point, "id" | "payload">): ErasedId => ({
  id: id as EntityId,
  kind: payload["of"] === "relation" ? "relation" : "entity",
  erasedAt: String(payload["erasedAt"]),
});

/** What holds a name, or ends for a period. Names are held for all time. */
export interface Holder {
  readonly id: PointId;
  readonly from: number;
  readonly to: number;
}

export const holderOf = ({ id, payload }: Pick<Point, "id" | "payload">): Holder =>
  payload["kind"] === "relation"
    ? { id, from: Number(payload["from"]), to: Number(payload["to"]) }
    : { id, from: always, to: never };

/** As `overlaps` in rules.ts. */
export const areRivals = (one: Holder, other: Holder): boolean =>
  (one.from === other.from && one.to === other.to) || (one.from < other.to && other.from < one.to);

export const gonePoint = (id: PointId): Point => ({ id, vector: {}, payload: { kind: "gone" } });

/** The point that all writes go through. */
export const headId = 0;

/**
 * A number, for ids of entities may be any UUID; of 52 bits, which every number in JSON has room for: of ten thousand places two
 * share one with a chance of one to a hundred million.
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
