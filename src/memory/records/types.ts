/**
 * What a driver for a database server must do to hold a memory. The rules of the memory (what is merged, superseded, counted, ranked) are
 * in this folder, once for all servers; a driver stores records and finds them again.
 *
 * A record holds everything about one entity or relation, including its history. A write reads records, derives new ones, and commits
 * these only if nobody has changed the former in between. So a crash leaves no half-written entity, and two processes lose nothing.
 */
import type { Json, JsonObject } from "../../domain/json.ts";
import type {
  Direction,
  EntityId,
  ErasedId,
  MergeId,
  Observation,
  PastState,
  PlaceKey,
  Provenance,
  Relation,
  RelationId,
  Validity,
} from "../../domain/memory.ts";
import type { Times } from "../rules.ts";
import type { MemoryFinding } from "../types.ts";

export interface EntityRecord extends Validity {
  readonly id: EntityId;
  readonly place: PlaceKey;
  readonly name: string;
  /** By which names are compared, as `typeKey` for types. */
  readonly nameKey: string;
  readonly type: string;
  readonly typeKey: string;
  /** All that it ever had, in the order in which they came. */
  readonly observations: readonly Observation[];
  /** Oldest first. */
  readonly past: readonly PastState[];
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
  readonly pinned: boolean;
  readonly mergedInto: EntityId | null;
  /** When its text, name, type or metadata changed last. */
  readonly changedAt: string;
  /** 1 for a new record, and one more for each change. */
  readonly revision: number;
}

export interface RelationRecord extends Omit<Relation, "place"> {
  readonly place: PlaceKey;
  readonly revision: number;
}

/** What one merge did to one of the entities that were taken in; enough to undo it. */
export interface TakenIn {
  readonly entity: EntityId;
  /** Texts of the target's observations that came from this one, as hashes. */
  readonly observations: readonly string[];
  /** Relations that were ended, and those that stand in their place. */
  readonly ended: readonly RelationId[];
  readonly made: readonly RelationId[];
}

export interface MergeRecord {
  readonly id: MergeId;
  readonly target: EntityId;
  readonly mergedAt: string;
  readonly taken: readonly TakenIn[];
  /** Metadata that the target did not have; absent in records of older versions, as is `pins`. */
  readonly added?: JsonObject;
  /** Whether the merge pinned the target. */
  readonly pins?: boolean;
}

/** How an entity is found: by meaning and by words. */
export interface IndexEntry {
  /** The model of the vector. */
  readonly model: string;
  /** Of unit length. */
  readonly vector: Float32Array;
  /** Kept beside the vector as it is, to tell later whether the vector is still the one of this text. */
  readonly fingerprint: string;
  /**
   * Words of the name and of what counts of the observations, each once, lower case, without marks, at most 64 characters:
   * a driver's index takes them as they are. Together they have at most 800,000 bytes.
   */
  readonly nameWords: readonly string[];
  readonly textWords: readonly string[];
}

/** An entity with its index entry as the server has it. */
export interface IndexedRecord {
  readonly record: EntityRecord;
  /** As exactly as the server keeps it; null if it is missing. */
  readonly vector: Float32Array | null;
  /** Null if it is missing, as in what older versions wrote. */
  readonly fingerprint: string | null;
  /** Whether the words are exactly these. */
  hasWords(entry: Pick<IndexEntry, "nameWords" | "textWords">): boolean;
}

/** How much one place holds, or by how much that changes: of what counts. */
export interface Held {
  readonly entities: number;
  readonly observations: number;
  readonly relations: number;
}

/** One atomic write. */
export interface Change {
  /** `index` is null where neither text nor name changed: what is there is kept. A record of revision 1 must not be there. */
  readonly entities: readonly { readonly record: EntityRecord; readonly index: IndexEntry | null }[];
  readonly relations: readonly RelationRecord[];
  readonly merges: readonly MergeRecord[];
  /** Gone with their relations in whatever state, vectors, words, and the merges into them; the ids are kept as erased. */
  readonly eraseEntities: readonly { readonly id: EntityId; readonly erasedAt: string }[];
  readonly removeRelations: readonly RelationId[];
  /** Gone, with their ids kept as erased. */
  readonly eraseRelations: readonly { readonly id: RelationId; readonly erasedAt: string }[];
  readonly removeMerges: readonly MergeId[];
  /** Entities that are not changed here but have to count, since what is written depends on it. */
  readonly mustCount: readonly EntityId[];
  /** Entities that are ended or erased here: no relation may count that begins or ends there and is not changed here. */
  readonly mustBeUnrelated: readonly EntityId[];
  /** By how much each place changes, and the most that it may hold afterwards. */
  readonly counts: readonly {
    readonly place: PlaceKey;
    readonly change: Held;
    readonly most: Pick<Held, "entities" | "observations">;
  }[];
}

export type Committed =
  | { readonly kind: "done" }
  /** Nothing was written, since another writer was first: read and try again. */
  | { readonly kind: "conflict" }
  /** Nothing was written: this place would hold more than it may, and does not only shrink. */
  | { readonly kind: "full"; readonly place: PlaceKey };

/** Every given condition must hold. */
export interface RecordFilter {
  /** Nothing outside of these is read; null for all there are. */
  readonly places: readonly PlaceKey[] | null;
  /**
   * What is known at one time and true at another: recorded at or before `at`, not invalidated at or before it, with `validFrom` null or
   * at or before `valid`, and `validTo` null or after it. Null for everything.
   */
  readonly times: Times | null;
  readonly ids?: readonly EntityId[];
  readonly nameKey?: string;
  readonly typeKeys?: readonly string[];
  /** Each name's value is equal to the one in the record's metadata, as JSON. */
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
  /** Both ends are among these. */
  readonly among?: readonly EntityId[];
  readonly types?: readonly string[];
}

/** Which relations lead on from some entities. */
export interface Step {
  readonly from: readonly EntityId[];
  readonly places: readonly PlaceKey[];
  readonly times: Times;
  /** `out` follows them from their `from`, `in` from their `to`; one that is not directed leads both ways in any case. */
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

/** Relations that count and agree in these have periods without a common moment. */
export type RelationEnds = Pick<RelationRecord, "place" | "from" | "to" | "type">;

export interface RecordStore {
  /** As it is called in the configuration. */
  readonly name: string;

  /** Those that are there, in any order. */
  entities(ids: readonly EntityId[]): Promise<readonly EntityRecord[]>;
  /** Those that count and bear one of the names. */
  entitiesNamed(names: readonly EntityName[]): Promise<readonly EntityRecord[]>;
  relations(ids: readonly RelationId[]): Promise<readonly RelationRecord[]>;
  /** Those that count, of any period. */
  relationsWithEnds(ends: readonly RelationEnds[]): Promise<readonly RelationRecord[]>;
  /** Those that count and start or end at one of the entities, of all places. */
  relationsOf(entities: readonly EntityId[]): Promise<readonly RelationRecord[]>;
  merge(id: MergeId): Promise<MergeRecord | null>;
  /** Those of the ids that were erased. */
  erased(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lowest id first, those after `after`. */
  listErased(after: string | null, limit: number): Promise<readonly ErasedId[]>;

  /**
   * All of it or nothing. It is a conflict where a record of revision 1 is there already, where one of a higher revision is not there
   * with the revision before, where two entities that count would have one name, or two relations that count the same ends in periods
   * that overlap (`overlaps` in rules.ts),
   * where an end of a new relation is gone, where an entity that must count does not, or where one that must be unrelated is related.
   */
  commit(change: Change): Promise<Committed>;

  /** Lowest id first, those after `after`. */
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
   * Those that hold any of the words, the likely best first: the order is made anew of what is answered here, by how much the words
   * say. The words are such as {@link IndexEntry} has, each with its weight.
   */
  withWords(
    words: readonly { readonly word: string; readonly weight: number }[],
    filter: RecordFilter,
    limit: number,
  ): Promise<readonly EntityRecord[]>;
  /** In how many entities each of the words is, in order; beyond `most` it is `most`. */
  countWords(words: readonly string[], most: number): Promise<readonly number[]>;
  /** Strongest first. Both ends may be anywhere: who asks looks at them. */
  step(step: Step): Promise<readonly RelationRecord[]>;

  /** Every place that has records, also such as do not count. */
  places(): Promise<readonly PlaceKey[]>;
  /** Of each place that holds something, or of these. */
  held(places: readonly PlaceKey[] | null): Promise<readonly { readonly place: PlaceKey; readonly held: Held }[]>;
  /** Records whose vector is missing or of another model. */
  withoutVector(model: string, limit: number): Promise<readonly EntityRecord[]>;
  /** Lowest id first, those after `after`. */
  listIndexed(after: EntityId | null, limit: number): Promise<readonly IndexedRecord[]>;
  check(mend: boolean): Promise<readonly MemoryFinding[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a driver is opened with, beside its own settings. */
export interface RecordStoreOptions {
  /** Of every vector. A server that holds others is refused, with what to do. */
  readonly dimensions: number;
}
