/** What memory is to the rest of Caxton, and what a backend must do. */
import type {
  ConflictRule,
  Entity,
  EntityFilter,
  EntityId,
  EntityMatch,
  EntityTag,
  ErasedId,
  ExportRecord,
  LikelyDuplicates,
  MemoryGraph,
  MemoryPlace,
  MergeId,
  Provenance,
  ReadTimes,
  Relation,
  RelationId,
  SearchQuery,
  Traversal,
  Visited,
} from "../domain/memory.ts";
import type { AgentMemorySettings } from "../domain/agent.ts";
import type { AgentName } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Lesson } from "../domain/lesson.ts";
import type { Page, PageRequest } from "../registry/stores.ts";

/** Texts to vectors of unit length. */
export interface Embedder {
  /** Kept with the vectors: those of another model must be made anew. */
  readonly modelId: string;
  readonly dimensions: number;
  /** In order. Throws `memory.embedding_failed`. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** The memory, opened when it is first asked for: an agent that remembers nothing costs no model in memory. */
export type MemoryAccess = () => Promise<MemoryBackend>;

/** Who remembers, and how far it may look. */
export interface Rememberer {
  readonly agent: AgentName;
  readonly settings: AgentMemorySettings;
}

/** What is relevant to a text, for a prompt. */
export interface Recalled {
  /** A line for each entity, with its id; empty where nothing is relevant. */
  readonly text: string;
  /** Ids of the entities that have a line. */
  readonly ids: readonly EntityId[];
}

/** What came of a lesson. */
export interface Learnt {
  /** Entities that are new, or of which something is. */
  readonly entities: number;
  readonly relations: number;
  /** Observations that count no longer. */
  readonly outdated: number;
  /** Entities and relations of the lesson that could not be stored. */
  readonly left: number;
}

/** What an agent's turn asks of the memory. */
export interface AgentMemory {
  recall(who: Rememberer, text: string): Promise<Recalled>;
  /** Stores what was learnt. Ids are derived from `key`, so a lesson that is stored twice is stored once. */
  learn(who: Rememberer, lesson: Lesson, key: string, provenance: Provenance): Promise<Learnt>;
}

/** An entity as a caller gives it. */
export interface NewEntity {
  /**
   * Given by a caller who may have to repeat the call; storing the same id again changes nothing. One that is another place's,
   * or was erased, is `memory.conflict`.
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
  /** `merged` into the one of the same name and type in its place, to which it gave the observations that are new. */
  readonly outcome: "created" | "merged" | "unchanged";
}

export interface NewRelation {
  /** As that of {@link NewEntity}. */
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

export interface RelationFilter extends ReadTimes {
  readonly places: readonly MemoryPlace[];
  readonly from?: EntityId;
  readonly to?: EntityId;
  /** Both ends are among these entities. */
  readonly among?: readonly EntityId[];
  readonly types?: readonly string[];
}

/** What to add to the observations of an entity, and what to take away first. */
export interface ObservationChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface DuplicateSearch {
  /** The most pairs on one page; a page may have fewer, or none, and still not be the last. */
  readonly limit: number;
  /** Of pairs whose names differ: the least cosine similarity of their texts. 0.9 unless given. */
  readonly minSimilarity?: number;
  readonly cursor?: string | null;
}

export interface ImportOptions {
  /**
   * The records are one part of an import, and not its last: an entity whose name another one has is then neither written
   * nor a conflict under the rule `replace`, but named in `waiting`. False unless given.
   */
  readonly isPartial?: boolean;
}

export interface ImportSummary {
  readonly created: number;
  readonly merged: number;
  readonly skipped: number;
  /** Relations that are new or were changed. */
  readonly relations: number;
  /** Relations that were not stored because the memory does not have both of their ends; the ids of the first 20. */
  readonly relationsLeftOut: { readonly count: number; readonly ids: readonly RelationId[] };
  /** Ids of the import, each with that of the entity that took it in. */
  readonly joined: Readonly<Record<EntityId, EntityId>>;
  /** Of a partial import: entities that are to be imported again when the other parts are in, each with the one that has its name. */
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

/** One thing that is not as it should be, and whether it was mended. */
export interface MemoryFinding {
  readonly what: string;
  readonly count: number;
  readonly mended: boolean;
}

/**
 * A memory. The first six methods are the specification's. Every read takes the places that the caller may see, and reads
 * nothing else. Writes that are given expected tags throw `request.precondition_failed` if the entity has another one. All methods throw
 * `memory.unavailable` if the backend does not answer, and `memory.not_found` for ids that do not exist in the given places.
 */
export interface MemoryBackend {
  readonly name: string;

  /** Throws `memory.quota_exceeded`, `memory.invalid`, `memory.conflict`. */
  storeEntity(entity: NewEntity): Promise<StoredEntity>;
  findEntities(filter: EntityFilter & { readonly name?: string }, page: PageRequest): Promise<Page<Entity>>;
  /** Throws `memory.conflict`, and `memory.not_found` where an end is not in the places of the relation's own and wider ones. */
  storeRelation(relation: NewRelation): Promise<Relation>;
  /** By meaning alone; `search` has the other ways. */
  semanticSearch(
    text: string,
    filter: EntityFilter,
    limit: number,
    minSimilarity: number,
  ): Promise<readonly EntityMatch[]>;
  /** Of the places, or of all there are: entities first, then relations; superseded ones too. */
  exportData(places: readonly MemoryPlace[] | null): AsyncIterable<ExportRecord>;
  /**
   * Makes new embeddings. `open` reads the records from their beginning and is called several times: under the rule `fail`,
   * which throws `memory.conflict` before anything is written; where entities wait for names that others have; and where
   * there are too many relations to keep in memory. Ids that are there are not stored twice, so an import that was
   * interrupted is finished by repeating it.
   */
  importData(
    open: () => AsyncIterable<ExportRecord>,
    rule: ConflictRule,
    options?: ImportOptions,
  ): Promise<ImportSummary>;
  /** The entities that an import with the rule `fail` would refuse: those that are there, by id or by name. */
  findConflicts(entities: readonly Entity[]): Promise<readonly EntityId[]>;

  search(query: SearchQuery): Promise<readonly EntityMatch[]>;
  /** In one transaction; in order. */
  storeEntities(entities: readonly NewEntity[]): Promise<readonly StoredEntity[]>;
  /**
   * Without times it is found if it counts now, whether or not it is valid now. With `asOf` or `validAt` it must have counted and been valid
   * then, as in a list.
   */
  getEntity(id: EntityId, places: readonly MemoryPlace[], asOf?: string, validAt?: string): Promise<Entity>;
  addObservations(
    id: EntityId,
    places: readonly MemoryPlace[],
    texts: readonly string[],
    provenance: Provenance | null,
  ): Promise<Entity>;
  /** Observations with these texts no longer count. */
  removeObservations(id: EntityId, places: readonly MemoryPlace[], texts: readonly string[]): Promise<Entity>;
  /**
   * Takes away and adds in one transaction: if either is refused, neither is done. A quota applies to the result. Throws `memory.invalid`,
   * `memory.quota_exceeded`.
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
  /** It no longer counts, nor do its relations; reads `asOf` an earlier time still show it. */
  invalidateEntity(id: EntityId, places: readonly MemoryPlace[], expected?: readonly EntityTag[]): Promise<void>;
  /** Text, words, vector and history are gone, and an import does not bring them back. */
  eraseEntity(id: EntityId, places: readonly MemoryPlace[], expected?: readonly EntityTag[]): Promise<void>;
  /**
   * Erases these observations of the entity, also those that were taken back: text, words and history. Answers the entity as it is then.
   * Throws `memory.not_found` where it has none of them.
   */
  eraseObservations(
    id: EntityId,
    places: readonly MemoryPlace[],
    texts: readonly string[],
    expected?: readonly EntityTag[],
  ): Promise<Entity>;
  /** The relation is gone, whether or not it still counted, and an import does not bring it back. */
  eraseRelation(id: RelationId, places: readonly MemoryPlace[]): Promise<void>;
  /** Ids of erased entities and relations of all places, in the order of the ids. */
  findErased(page: PageRequest): Promise<Page<ErasedId>>;
  /** `others` become part of `into`: their observations, relations and metadata move; on equal names, `into` keeps its own metadata. */
  mergeEntities(
    into: EntityId,
    others: readonly EntityId[],
    places: readonly MemoryPlace[],
    id?: MergeId,
  ): Promise<MergeId>;
  undoMerge(merge: MergeId, places: readonly MemoryPlace[]): Promise<void>;

  findRelations(filter: RelationFilter, page: PageRequest): Promise<Page<Relation>>;
  invalidateRelation(id: RelationId, places: readonly MemoryPlace[]): Promise<void>;
  /** Breadth first; where it began comes first. */
  traverse(traversal: Traversal): Promise<readonly Visited[]>;
  /** With the fewest hops, ends included; null when there is no way within ten. */
  shortestPath(
    from: EntityId,
    to: EntityId,
    options: Pick<Traversal, "places" | "direction" | "types" | "minStrength" | "asOf" | "validAt">,
  ): Promise<readonly Visited[] | null>;
  neighbourhood(traversal: Traversal): Promise<MemoryGraph>;

  /**
   * Pairs of entities that probably are the same, by name or by meaning, each pair once over all pages. A page examines a bounded number
   * of entities.
   */
  findDuplicates(places: readonly MemoryPlace[], search: DuplicateSearch): Promise<Page<LikelyDuplicates>>;

  /** Every place that holds anything, also places of which nothing counts any more. Cheap: it counts nothing. */
  places(): Promise<readonly MemoryPlace[]>;
  /**
   * Without times: what counts now, valid or not, from counters. With `asOf` or `validAt`: what a list for these times would show; this
   * reads all of it.
   */
  statistics(places: readonly MemoryPlace[] | null, times?: ReadTimes): Promise<MemoryStatistics>;
  /** Looks for what does not agree, and mends it where `mend` is given. */
  check(mend: boolean): Promise<readonly MemoryFinding[]>;
  ping(): Promise<void>;
  /** Of one that is closed already it does nothing. */
  close(): Promise<void>;
}
