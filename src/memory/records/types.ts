/**
 * What a database server must do to hold a memory. The rules of the memory (what is merged, superseded, counted, ranked) are in
 * this folder, once for all servers; a driver keeps records and finds them again.
 *
 * A record holds all that is known of one entity or relation, history included. A write reads records, makes new ones of them,
 * and commits these where nobody has changed them in between: so a death leaves no half entity, and two processes lose nothing.
 */
import type { Json, JsonObject } from "../../domain/json.ts";
import type {
  Direction,
  EntityId,
  MergeId,
  Observation,
  PastState,
  PlaceKey,
  Provenance,
  Relation,
  RelationId,
  Validity,
} from "../../domain/memory.ts";
import type { MemoryFinding } from "../types.ts";

export interface EntityRecord extends Validity {
  readonly id: EntityId;
  readonly place: PlaceKey;
  readonly name: string;
  /** By which names are compared, as `typeKey` for types. */
  readonly nameKey: string;
  readonly type: string;
  readonly typeKey: string;
  /** All there ever were, in the order in which they came. */
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
}

/** How an entity is found: by meaning and by words. */
export interface IndexEntry {
  /** The model of the vector. */
  readonly model: string;
  /** Of unit length. */
  readonly vector: Float32Array;
  /**
   * Words of the name and of what counts of the observations, each once, lower case, without marks, at most 64 characters:
   * a driver's index takes them as they are. Together they have at most 800,000 bytes.
   */
  readonly nameWords: readonly string[];
  readonly textWords: readonly string[];
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
  readonly removeMerges: readonly MergeId[];
  /** What is not changed here, and has to count all the same, for something is written because it does. */
  readonly mustCount: readonly EntityId[];
  /** What is ended or erased here: no relation may count that begins or ends there and is not changed here. */
  readonly mustBeUnrelated: readonly EntityId[];
  /** What the above comes to, and what a place may hold in the end. */
  readonly counts: readonly {
    readonly place: PlaceKey;
    readonly change: Held;
    readonly most: Pick<Held, "entities" | "observations">;
  }[];
}

export type Committed =
  | { readonly kind: "done" }
  /** Nothing was written, for somebody else was first: it is to be read and tried again. */
  | { readonly kind: "conflict" }
  /** Nothing was written: this place would hold more than it may, and does not only shrink. */
  | { readonly kind: "full"; readonly place: PlaceKey };

/** Every given condition must hold. */
export interface RecordFilter {
  /** Nothing outside of these is read; null for all there are. */
  readonly places: readonly PlaceKey[] | null;
  /**
   * What counts at this time and is true then: recorded at or before, not invalidated at or before, from `validFrom` on (null: always),
   * and before `validTo` (null: for ever). Null for whatever there is.
   */
  readonly at: string | null;
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
  /** As that of {@link RecordFilter}. */
  readonly at: string | null;
  readonly from?: EntityId;
  readonly to?: EntityId;
  readonly types?: readonly string[];
}

/** Which relations lead on from some entities. */
export interface Step {
  readonly from: readonly EntityId[];
  readonly places: readonly PlaceKey[];
  readonly at: string;
  /** `out` follows them from their `from`, `in` from their `to`; one that is not directed leads both ways in any case. */
  readonly direction: Direction;
  readonly types?: readonly string[];
  readonly minStrength: number;
  readonly limit: number;
}

/** Under which one entity that counts is known in its place. */
export interface EntityName {
  readonly place: PlaceKey;
  readonly nameKey: string;
  readonly typeKey: string;
}

/** What makes a relation that counts the same as another one. */
export type RelationEnds = Pick<RelationRecord, "place" | "from" | "to" | "type">;

export interface RecordStore {
  /** As it is called in the configuration. */
  readonly name: string;

  /** Those that are there, in any order. */
  entities(ids: readonly EntityId[]): Promise<readonly EntityRecord[]>;
  /** Those that count and bear one of the names. */
  entitiesNamed(names: readonly EntityName[]): Promise<readonly EntityRecord[]>;
  relations(ids: readonly RelationId[]): Promise<readonly RelationRecord[]>;
  /** Those that count. */
  relationsWithEnds(ends: readonly RelationEnds[]): Promise<readonly RelationRecord[]>;
  /** Those that count and start or end at one of the entities, of all places. */
  relationsOf(entities: readonly EntityId[]): Promise<readonly RelationRecord[]>;
  merge(id: MergeId): Promise<MergeRecord | null>;
  /** Those of the ids that were erased. */
  erased(ids: readonly EntityId[]): Promise<ReadonlySet<EntityId>>;

  /**
   * All of it or nothing. It is a conflict where a record of revision 1 is there already, where one of a higher revision is not there
   * with the revision before, where two entities that count would have one name, or two relations that count one pair of ends,
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

  /** Of each place that holds something, or of these. */
  held(places: readonly PlaceKey[] | null): Promise<readonly { readonly place: PlaceKey; readonly held: Held }[]>;
  /** Records whose vector is missing or of another model. */
  withoutVector(model: string, limit: number): Promise<readonly EntityRecord[]>;
  check(mend: boolean): Promise<readonly MemoryFinding[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a driver is opened with, beside its own settings. */
export interface RecordStoreOptions {
  /** Of every vector. A server that holds others is refused, with what to do. */
  readonly dimensions: number;
}
