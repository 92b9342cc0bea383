/**
 * The interface that a driver for a database server implements to hold a memory. The rules for merging, superseding, counting and
 * ranking are in this folder, once for all servers; a driver only stores and finds records.
 *
 * A record holds everything about one entity or relation, including its history. A write reads records, derives new ones, and commits
 * them only if the records it read have not changed. So a crash leaves no half-written entity, and concurrent processes do not lose
 * writes.
 */
import type { Json, JsonObject } from "../../domain/json.ts";
import type {
  Direction,
  EntityId,
  ErasedId,
  MergeId,
  Observation,
  ObservationId,
  PlaceKey,
  Provenance,
  Relation,
  RelationId,
  Validity,
} from "../../domain/memory.ts";
import type { PastState } from "../../domain/exported-memory.ts";
import type { MergePosition } from "../cursors.ts";
import type { Times } from "../rules.ts";
import type { MemoryFinding } from "../types.ts";

export interface EntityRecord extends Validity {
  readonly id: EntityId;
  readonly place: PlaceKey;
  readonly name: string;
  /** For comparing names, as `typeKey` for types. */
  readonly nameKey: string;
  readonly type: string;
  readonly typeKey: string;
  /** All observations that it ever had, in the order in which they were recorded. */
  readonly observations: readonly Observation[];
  /** Oldest first. */
  readonly past: readonly PastState[];
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
  readonly pinned: boolean;
  readonly mergedInto: EntityId | null;
  /** When its text, name, type or metadata last changed. */
  readonly changedAt: string;
  /** 1 for a new record; incremented by each change. */
  readonly revision: number;
}

/** One state of a relation, with the times at which this state was recorded and replaced, so that a server can filter by them. */
export interface RelationRecord extends Omit<Relation, "place"> {
  /** The relation's id if it is the present state, or the last one. */
  readonly id: RelationId;
  /** The relation's id if it is an earlier state. */
  readonly stateOf?: RelationId;
  /** When the relation was first recorded, if not with this state. */
  readonly firstRecordedAt?: string;
  readonly place: PlaceKey;
  readonly revision: number;
}

/** What a merge changed for one of the merged entities; enough to undo it. */
export interface TakenIn {
  readonly entity: EntityId;
  /** Texts of the target's observations that came from this entity, as hashes. */
  readonly observations: readonly string[];
  /** Relations that were ended, and those that replace them. */
  readonly ended: readonly RelationId[];
  readonly made: readonly RelationId[];
}

export interface MergeRecord {
  readonly id: MergeId;
  readonly target: EntityId;
  readonly mergedAt: string;
  readonly taken: readonly TakenIn[];
  /** Metadata that the target lacked; absent, like `pins`, in records of older versions. */
  readonly added?: JsonObject;
  /** Whether the merge pinned the target. */
  readonly pins?: boolean;
  /** Absent while the merge lasts. */
  readonly undoneAt?: string;
}

/** The index entry of an entity, for searches by meaning and by words. */
export interface IndexEntry {
  /** The model that made the vector. */
  readonly model: string;
  /** Of unit length. */
  readonly vector: Float32Array;
  /** Stored unchanged with the vector, to check later whether the vector belongs to this text. */
  readonly fingerprint: string;
  /**
   * Words of the name and of observations that count, each once, lower case, without accents, at most 64 characters: the driver
   * indexes them unchanged. Their total size is at most 800,000 bytes.
   */
  readonly nameWords: readonly string[];
  readonly textWords: readonly string[];
}

/** An entity with its index entry as stored on the server. */
export interface IndexedRecord {
  readonly record: EntityRecord;
  /** In the server's precision; null if missing. */
  readonly vector: Float32Array | null;
  /** Null if missing, as in records of older versions. */
  readonly fingerprint: string | null;
  /** Whether the stored words are exactly these. */
  hasWords(entry: Pick<IndexEntry, "nameWords" | "textWords">): boolean;
}

/** How much of what counts one place holds, or the change of that. */
export interface Held {
  readonly entities: number;
  readonly observations: number;
  readonly relations: number;
}

export interface ErasedObservation {
  readonly id: ObservationId;
  readonly entity: EntityId;
  readonly recordedAt: string;
  readonly erasedAt: string;
}

/** One atomic write. */
export interface Change {
  /** `index` is null if neither name nor text changed; the existing entry is kept. A record of revision 1 must not exist yet. */
  readonly entities: readonly { readonly record: EntityRecord; readonly index: IndexEntry | null }[];
  readonly relations: readonly RelationRecord[];
  /** New merges. */
  readonly merges: readonly MergeRecord[];
  /** Merges that are undone; it is a conflict if one of them has been undone already. */
  readonly undoneMerges: readonly MergeRecord[];
  /** To be removed with all their relations, vectors and words, and the merges into them; the ids are kept as erased. */
  readonly eraseEntities: readonly { readonly id: EntityId; readonly erasedAt: string }[];
  readonly removeRelations: readonly RelationId[];
  /** To be removed; their ids are kept as erased. */
  readonly eraseRelations: readonly {
    readonly id: RelationId;
    /** The stored one; it is a conflict if there is another. */
    readonly revision: number;
    readonly erasedAt: string;
  }[];
  /** Ids to be kept as erased, of observations that the entities no longer have. */
  readonly eraseObservations: readonly ErasedObservation[];
  /** Entities that are not changed here but must count, because the write depends on them. */
  readonly mustCount: readonly EntityId[];
  /** Entities that are ended or erased here: they must have no relation that counts, except those changed here. */
  readonly mustBeUnrelated: readonly EntityId[];
  /** The change of each place's counts, and the maximum that it may hold afterwards. */
  readonly counts: readonly {
    readonly place: PlaceKey;
    readonly change: Held;
    readonly most: Pick<Held, "entities" | "observations">;
  }[];
}

export type Committed =
  | { readonly kind: "done" }
  /** Nothing was written because another writer was first: read again and retry. */
  | { readonly kind: "conflict" }
  /** Nothing was written: the place would exceed its quota, and the change does not only shrink it. */
  | { readonly kind: "full"; readonly place: PlaceKey };

/** Every given condition must hold. */
export interface RecordFilter {
  /** Nothing outside these places is read; null for all places. */
  readonly places: readonly PlaceKey[] | null;
  /**
   * What was known at one time and true at another: recorded at or before `at` and not invalidated by then, with `validFrom` null or
   * at or before `valid`, and `validTo` null or after it. Null for all records.
   */
  readonly times: Times | null;
  readonly ids?: readonly EntityId[];
  readonly nameKey?: string;
  readonly typeKeys?: readonly string[];
  /** The record's metadata must have these values, compared as JSON. */
  readonly metadata?: Readonly<Record<string, Json>>;
  /** Recorded at or after. */
  readonly since?: string;
  /** Recorded before. */
  readonly until?: string;
}

export interface RelationRecordFilter {
  readonly places: readonly PlaceKey[] | null;
  /** As in {@link RecordFilter}. */
  readonly times: Times | null;
  readonly from?: EntityId;
  readonly to?: EntityId;
  /** Both ends must be among these. */
  readonly among?: readonly EntityId[];
  readonly types?: readonly string[];
}

/** Which relations a walk follows from some entities. */
export interface Step {
  readonly from: readonly EntityId[];
  readonly places: readonly PlaceKey[];
  readonly times: Times;
  /** `out` follows relations from their `from`, `in` from their `to`; undirected relations are followed both ways in any case. */
  readonly direction: Direction;
  readonly types?: readonly string[];
  readonly minStrength: number;
  readonly limit: number;
}

/** Identifies one entity that counts in its place. */
export interface EntityName {
  readonly place: PlaceKey;
  readonly nameKey: string;
  readonly typeKey: string;
}

/** Relations that count and agree in these fields must not have overlapping periods. */
export type RelationEnds = Pick<RelationRecord, "place" | "from" | "to" | "type">;

export interface RecordStore {
  /** The backend's name in the configuration. */
  readonly name: string;

  /** The entities that exist, in any order. */
  entities(ids: readonly EntityId[]): Promise<readonly EntityRecord[]>;
  /** Entities that count and have one of the names. */
  entitiesNamed(names: readonly EntityName[]): Promise<readonly EntityRecord[]>;
  relations(ids: readonly RelationId[]): Promise<readonly RelationRecord[]>;
  /** Relations that count, in any period. */
  relationsWithEnds(ends: readonly RelationEnds[]): Promise<readonly RelationRecord[]>;
  /** Relations that count and start or end at one of the entities, in all places. */
  relationsOf(entities: readonly EntityId[]): Promise<readonly RelationRecord[]>;
  merge(id: MergeId): Promise<MergeRecord | null>;
  /** Merges into entities of these places, ordered by `mergedAt` and then `id`, both descending, starting after `after`. */
  listMerges(places: readonly PlaceKey[], after: MergePosition | null, limit: number): Promise<readonly MergeRecord[]>;
  /** The ids that were erased. */
  erased(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ordered by id, starting after `after`. */
  listErased(after: string | null, limit: number): Promise<readonly ErasedId[]>;

  /**
   * Commits everything or nothing. It is a conflict if a record of revision 1 exists already; if the predecessor of a higher revision
   * is not the stored one; if two entities that count would have one name, or two relations that count would have the same ends in
   * overlapping periods (`overlaps` in rules.ts); if an end of a new relation is gone; if an entity that must count does not; or if
   * one that must be unrelated is related.
   */
  commit(change: Change): Promise<Committed>;

  /** Ordered by id, starting after `after`. */
  listEntities(filter: RecordFilter, after: EntityId | null, limit: number): Promise<readonly EntityRecord[]>;
  listRelations(
    filter: RelationRecordFilter,
    after: RelationId | null,
    limit: number,
  ): Promise<readonly RelationRecord[]>;
  /** By cosine, best first. */
  nearest(
    vector: Float32Array,
    filter: RecordFilter,
    limit: number,
  ): Promise<readonly { readonly record: EntityRecord; readonly similarity: number }[]>;
  /**
   * Entities that contain any of the words, the most likely first: callers rank the result again by word weights. The words are in
   * the form of {@link IndexEntry}, each with its weight.
   */
  withWords(
    words: readonly { readonly word: string; readonly weight: number }[],
    filter: RecordFilter,
    limit: number,
  ): Promise<readonly EntityRecord[]>;
  /** The number of entities that contain each word, in order, capped at `most`. */
  countWords(words: readonly string[], most: number): Promise<readonly number[]>;
  /** Strongest first. The ends may be in any place; the caller checks them. */
  step(step: Step): Promise<readonly RelationRecord[]>;

  /** Every place that has records, including records that no longer count. */
  places(): Promise<readonly PlaceKey[]>;
  /** Counts of the given places, or of all that hold something. */
  held(places: readonly PlaceKey[] | null): Promise<readonly { readonly place: PlaceKey; readonly held: Held }[]>;
  /** Records whose vector is missing or was made by another model. */
  withoutVector(model: string, limit: number): Promise<readonly EntityRecord[]>;
  /** Ordered by id, starting after `after`. */
  listIndexed(after: EntityId | null, limit: number): Promise<readonly IndexedRecord[]>;
  check(mend: boolean): Promise<readonly MemoryFinding[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The options of a driver besides its own settings. */
export interface RecordStoreOptions {
  /** Of every vector. A server with vectors of other dimensions is refused, with a hint. */
  readonly dimensions: number;
}
