/** The memory's interface to the rest of Caxton, and the contract of a backend. */
import type {
  Entity,
  EntityFilter,
  EntityId,
  EntityMatch,
  EntityTag,
  ErasedId,
  LikelyDuplicates,
  MemoryGraph,
  MemoryPlace,
  Merge,
  MergeId,
  Provenance,
  ReadTimes,
  Relation,
  RelationId,
  RelationTag,
  SearchQuery,
  Traversal,
  Visited,
} from "../domain/memory.ts";
import type { ConflictRule, ExportRecord } from "../domain/exported-memory.ts";
import type { AgentMemorySettings } from "../domain/agent.ts";
import type { AgentName } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Lesson } from "../domain/lesson.ts";
import type { Page, PageRequest } from "../registry/stores.ts";

/** Opens the memory on first use: agents without memory need no model in RAM. */
export type MemoryAccess = () => Promise<MemoryBackend>;

/** The agent that recalls or learns, and the widest scope it may access. */
export interface Rememberer {
  readonly agent: AgentName;
  readonly settings: AgentMemorySettings;
}

/** What is relevant to a text, as part of a prompt. */
export interface Recalled {
  /** One line per entity, with its id; empty if nothing is relevant. */
  readonly text: string;
  /** Ids of the entities that have a line. */
  readonly ids: readonly EntityId[];
}

/** What is relevant to a text, with the relations of its entities, for a model that says what of it is outdated. */
export interface Reviewed extends Recalled {
  /** Each line has the relation's id. */
  readonly relations: { readonly text: string; readonly ids: readonly RelationId[] };
}

/** The result of storing a lesson. */
export interface Learnt {
  /** Entities that are new or changed. */
  readonly entities: number;
  readonly relations: number;
  /** Observations that no longer count. */
  readonly outdated: number;
  /** Relations that no longer hold. */
  readonly ended: number;
  /** Entities and relations of the lesson that could not be stored. */
  readonly left: number;
}

/** The memory operations of an agent's turn. */
export interface AgentMemory {
  recall(who: Rememberer, text: string): Promise<Recalled>;
  review(who: Rememberer, text: string): Promise<Reviewed>;
  /** Stores what was learnt. Ids are derived from `key`, so storing a lesson twice has no further effect. */
  learn(who: Rememberer, lesson: Lesson, key: string, provenance: Provenance): Promise<Learnt>;
}

/** An entity as given by a caller. */
export interface NewEntity {
  /**
   * Given by a caller that may repeat the call; storing the same id again changes nothing. An id of another place or of an erased
   * entity is a `memory.conflict`.
   */
  readonly id?: EntityId;
  readonly place: MemoryPlace;
  readonly name: string;
  readonly type: string;
  readonly observations: readonly string[];
  readonly metadata?: JsonObject;
  readonly provenance?: Provenance | null;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly pinned?: boolean;
}

export interface StoredEntity {
  readonly entity: Entity;
  /** `merged` if an entity with this name and type existed in the place and gained the new observations. */
  readonly outcome: "created" | "merged" | "unchanged";
}

export interface NewRelation {
  /** As for {@link NewEntity}. */
  readonly id?: RelationId;
  readonly place: MemoryPlace;
  readonly from: EntityId;
  readonly to: EntityId;
  readonly type: string;
  readonly strength?: number;
  readonly confidence?: number;
  readonly directed?: boolean;
  readonly metadata?: JsonObject;
  readonly provenance?: Provenance | null;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
}

export interface EntityChange {
  readonly name?: string;
  readonly type?: string;
  readonly metadata?: JsonObject;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly pinned?: boolean;
}

/** What stays absent stays as it is. The ends, the type and the place of a relation cannot be changed. */
export interface RelationChange {
  readonly strength?: number;
  readonly confidence?: number;
  readonly directed?: boolean;
  readonly metadata?: JsonObject;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
}

export interface RelationFilter extends ReadTimes {
  readonly places: readonly MemoryPlace[];
  readonly from?: EntityId;
  readonly to?: EntityId;
  /** Only relations with both ends among these entities. */
  readonly among?: readonly EntityId[];
  readonly types?: readonly string[];
}

/** Observations to add to an entity, and observations to remove first. */
export interface ObservationChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface DuplicateSearch {
  /** The maximum number of pairs on one page; a page may have fewer, or none, without being the last. */
  readonly limit: number;
  /** For pairs with different names: the minimum cosine similarity of their texts. Default 0.9. */
  readonly minSimilarity?: number;
  readonly cursor?: string | null;
}

export interface ImportOptions {
  /**
   * Whether the records are a part of an import other than the last. If so, under the rule `replace`, an entity whose name is taken
   * is not a conflict: it is not written but listed in `waiting`. Default false.
   */
  readonly isPartial?: boolean;
}

export interface ImportSummary {
  readonly created: number;
  readonly merged: number;
  readonly skipped: number;
  /** Relations that are new or changed. */
  readonly relations: number;
  /** Relations that were not stored because the memory lacks one of their ends; with the ids of the first 20. */
  readonly relationsLeftOut: { readonly count: number; readonly ids: readonly RelationId[] };
  /** Ids of the import, each with the id of the entity it was merged into. */
  readonly joined: Readonly<Record<EntityId, EntityId>>;
  /** For a partial import: entities to import again after the other parts, each with the entity that has its name. */
  readonly waiting: Readonly<Record<EntityId, EntityId>>;
}

export interface PlaceStatistics {
  readonly place: MemoryPlace;
  readonly entities: number;
  readonly observations: number;
  readonly relations: number;
}

export interface MemoryStatistics {
  readonly backend: string;
  readonly embeddingModel: string;
  readonly entities: number;
  readonly observations: number;
  readonly relations: number;
  readonly places: readonly PlaceStatistics[];
}

/** An inconsistency, and whether it was repaired. */
export interface MemoryFinding {
  readonly what: string;
  readonly count: number;
  readonly mended: boolean;
}

/**
 * A memory. The first six methods are the specification's. Every read takes the places that the caller may see, and reads nothing
 * else. Writes that take expected tags throw `request.precondition_failed` if the entity or relation has another tag. All methods throw
 * `memory.unavailable` if the backend does not respond, and `memory.not_found` for ids that do not exist in the given places.
 */
export interface MemoryBackend {
  readonly name: string;

  /** Throws `memory.quota_exceeded`, `memory.invalid`, `memory.conflict`. */
  storeEntity(entity: NewEntity): Promise<StoredEntity>;
  findEntities(filter: EntityFilter & { readonly name?: string }, page: PageRequest): Promise<Page<Entity>>;
  /** Throws `memory.conflict`, and `memory.not_found` if an end is neither in the relation's place nor in a wider one. */
  storeRelation(relation: NewRelation): Promise<Relation>;
  /** Searches by meaning only; `search` supports all modes. */
  semanticSearch(
    text: string,
    filter: EntityFilter,
    limit: number,
    minSimilarity: number,
  ): Promise<readonly EntityMatch[]>;
  /** Exports the given places, or all if null: entities first, then relations, including superseded ones. */
  exportData(places: readonly MemoryPlace[] | null): AsyncIterable<ExportRecord>;
  /**
   * Imports records and computes new embeddings. `open` reads the records from the beginning and may be called several times: under
   * the rule `fail` (which throws `memory.conflict` before anything is written), if entities wait for names in use, and if there are
   * too many relations to keep in memory. Records with existing ids are not stored twice, so repeating an interrupted import
   * completes it.
   */
  importData(
    open: () => AsyncIterable<ExportRecord>,
    rule: ConflictRule,
    options?: ImportOptions,
  ): Promise<ImportSummary>;
  /** The entities that an import with the rule `fail` would refuse because they exist, by id or by name. */
  findConflicts(entities: readonly Entity[]): Promise<readonly EntityId[]>;

  search(query: SearchQuery): Promise<readonly EntityMatch[]>;
  /** Stores all in one transaction. Returns results in the order given. */
  storeEntities(entities: readonly NewEntity[]): Promise<readonly StoredEntity[]>;
  /**
   * Without times, the entity is found if it counts now, whether or not it is valid now. With `asOf` or `validAt`, it must have
   * counted and been valid at that time, as in a list.
   */
  getEntity(id: EntityId, places: readonly MemoryPlace[], asOf?: string, validAt?: string): Promise<Entity>;
  addObservations(
    id: EntityId,
    places: readonly MemoryPlace[],
    texts: readonly string[],
    provenance: Provenance | null,
  ): Promise<Entity>;
  /** Ends the observations with these texts. */
  removeObservations(id: EntityId, places: readonly MemoryPlace[], texts: readonly string[]): Promise<Entity>;
  /**
   * Removes and adds observations in one transaction: if either is refused, neither happens. The quota applies to the result. Throws
   * `memory.invalid`, `memory.quota_exceeded`.
   */
  changeObservations(
    id: EntityId,
    places: readonly MemoryPlace[],
    change: ObservationChange,
    provenance: Provenance | null,
    expected?: readonly EntityTag[],
  ): Promise<Entity>;
  changeEntity(
    id: EntityId,
    places: readonly MemoryPlace[],
    change: EntityChange,
    expected?: readonly EntityTag[],
  ): Promise<Entity>;
  /** Ends the entity and its relations; reads with an earlier `asOf` still show them. */
  invalidateEntity(id: EntityId, places: readonly MemoryPlace[], expected?: readonly EntityTag[]): Promise<void>;
  /** Removes the entity's text, words, vector and history; an import does not bring them back. */
  eraseEntity(id: EntityId, places: readonly MemoryPlace[], expected?: readonly EntityTag[]): Promise<void>;
  /**
   * Erases these observations of the entity, including those that no longer count: text, words and history; an import does not bring
   * them back to this entity. Returns the resulting entity. Throws `memory.not_found` if it has none of them.
   */
  eraseObservations(
    id: EntityId,
    places: readonly MemoryPlace[],
    texts: readonly string[],
    expected?: readonly EntityTag[],
  ): Promise<Entity>;
  /** Removes the relation, whether or not it still counts; an import does not bring it back. */
  eraseRelation(id: RelationId, places: readonly MemoryPlace[], expected?: readonly RelationTag[]): Promise<void>;
  /** What was erased in all places, ordered by id. */
  findErased(page: PageRequest): Promise<Page<ErasedId>>;
  /** Merges `others` into `into`: observations, relations and metadata move; for equal keys, `into` keeps its own metadata. */
  mergeEntities(
    into: EntityId,
    others: readonly EntityId[],
    places: readonly MemoryPlace[],
    id?: MergeId,
  ): Promise<MergeId>;
  /** A merge can be undone once: then its id is `memory.not_found` here, but still listed. */
  undoMerge(merge: MergeId, places: readonly MemoryPlace[]): Promise<void>;
  /** Merges into entities of these places, the newest first, including undone ones. Those into an erased entity are gone. */
  findMerges(places: readonly MemoryPlace[], page: PageRequest): Promise<Page<Merge>>;
  getMerge(id: MergeId, places: readonly MemoryPlace[]): Promise<Merge>;

  findRelations(filter: RelationFilter, page: PageRequest): Promise<Page<Relation>>;
  /** Without times, the relation is found if it counts now, whether or not it is valid now; otherwise as in a list. */
  getRelation(id: RelationId, places: readonly MemoryPlace[], asOf?: string, validAt?: string): Promise<Relation>;
  /**
   * Reads with an earlier `asOf` still show what it was. Throws `memory.invalid`, and `memory.conflict` if another relation of the
   * type between the two holds in a part of the new period.
   */
  changeRelation(
    id: RelationId,
    places: readonly MemoryPlace[],
    change: RelationChange,
    expected?: readonly RelationTag[],
  ): Promise<Relation>;
  invalidateRelation(id: RelationId, places: readonly MemoryPlace[], expected?: readonly RelationTag[]): Promise<void>;
  /** Breadth first; the starting entity comes first. */
  traverse(traversal: Traversal): Promise<readonly Visited[]>;
  /** The path with the fewest hops, including both ends; null if there is none within ten hops. */
  shortestPath(
    from: EntityId,
    to: EntityId,
    options: Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf" | "validAt">,
  ): Promise<readonly Visited[] | null>;
  neighbourhood(traversal: Traversal): Promise<MemoryGraph>;

  /**
   * Pairs of entities that are probably the same, by name or by meaning, each pair once over all pages. A page examines a bounded
   * number of entities.
   */
  findDuplicates(places: readonly MemoryPlace[], search: DuplicateSearch): Promise<Page<LikelyDuplicates>>;

  /** Every place that holds records, even if none of them counts any more. Cheap: nothing is counted. */
  places(): Promise<readonly MemoryPlace[]>;
  /**
   * Without times: what counts now, valid or not, from counters. With `asOf` or `validAt`: what a list for these times would show;
   * this reads everything.
   */
  statistics(places: readonly MemoryPlace[] | null, times?: ReadTimes): Promise<MemoryStatistics>;
  /** Looks for inconsistencies, and repairs them if `mend` is true. */
  check(mend: boolean): Promise<readonly MemoryFinding[]>;
  ping(): Promise<void>;
  /** Closing is idempotent. */
  close(): Promise<void>;
}
