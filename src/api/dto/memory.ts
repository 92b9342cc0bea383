/** Memory, as the API takes and gives it. */
import type { AgentNameText, AnyObject, DateTimeText, ShortText, Uuid } from "./common.ts";

/** Whose memory it is: one agent's alone, the workspace's, or everybody's. */
export type MemoryScopeText = "agent-only" | "workspace" | "global";

/** How a search looks: by meaning, by words, by both, or along relations from what both find. */
export type SearchModeText = "semantic" | "keyword" | "hybrid" | "graph";

/** Whether relations are followed the way they point, against it, or both. */
export type DirectionText = "out" | "in" | "both";

/**
 * The name of an entity, of one line.
 * @minLength 1
 * @maxLength 512
 * @example "Ada Lovelace"
 */
export type EntityNameText = string;

/**
 * What kind of thing it is, or how two are related.
 * @minLength 1
 * @maxLength 128
 * @example "person"
 */
export type MemoryTypeText = string;

/**
 * A fact, as a short sentence that can be understood alone.
 * @minLength 1
 * @maxLength 1048576
 * @example "Ada prefers tea to coffee."
 */
export type ObservationText = string;

/**
 * 0 to 1.
 * @minimum 0 It must be at least 0.
 * @maximum 1 It must be at most 1.
 */
export type ShareNumber = number;

/**
 * Hops along relations.
 * @isInt depth must be a whole number.
 * @minimum 1 depth must be at least 1.
 * @maximum 10 depth must be at most 10.
 */
export type DepthNumber = number;

/**
 * How many entities a graph shows.
 * @isInt limit must be a whole number.
 * @minimum 1 limit must be at least 1.
 * @maximum 1000 limit must be at most 1000.
 */
export type GraphLimit = number;

/** A yes or no in a query. */
export type FlagText = "true" | "false";

/** Where a memory comes from. */
export interface MemoryProvenance {
  agent: AgentNameText | null;
  conversationId: Uuid | null;
  messageId: Uuid | null;
  /** Free text, such as the name of an imported file. */
  source: string | null;
}

/** A fact about an entity. */
export interface MemoryObservation {
  text: string;
  recordedAt: DateTimeText;
  provenance: MemoryProvenance | null;
}

/** Something that is remembered. */
export interface MemoryEntity {
  id: Uuid;
  scope: MemoryScopeText;
  /** Of scope agent-only, in lower case. */
  agent: AgentNameText | null;
  name: string;
  type: string;
  /** Oldest first. */
  observations: MemoryObservation[];
  metadata: AnyObject;
  /** A pinned memory does not age. */
  pinned: boolean;
  provenance: MemoryProvenance | null;
  /** True in the world from then on; null for ever. */
  validFrom: DateTimeText | null;
  /** No longer true from then on; null while it is. */
  validTo: DateTimeText | null;
  recordedAt: DateTimeText;
}

/** A page of entities. */
export interface MemoryEntityPage {
  items: MemoryEntity[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * An entity to remember. What is known under the same name and type in the same scope gets the observations that are new.
 * @example {
 *   "name": "Ada",
 *   "type": "person",
 *   "observations": ["Ada prefers tea to coffee."]
 * }
 */
export interface StoreEntity {
  /** Makes repeating the request safe: the same id is stored once. */
  id?: Uuid;
  name: EntityNameText;
  type: MemoryTypeText;
  /** @maxItems 1000 */
  observations: ObservationText[];
  /** workspace unless given. */
  scope?: MemoryScopeText;
  /** Whose, with scope agent-only. */
  agent?: AgentNameText;
  metadata?: AnyObject;
  pinned?: boolean;
  validFrom?: DateTimeText | null;
  validTo?: DateTimeText | null;
}

/** What became of an entity that was to be remembered. */
export interface StoredEntity {
  outcome: "created" | "merged" | "unchanged";
  entity: MemoryEntity;
}

/**
 * What is to change of an entity; what it was is kept for who asks about earlier.
 * @example { "pinned": true }
 */
export interface ChangeEntity {
  name?: EntityNameText;
  type?: MemoryTypeText;
  metadata?: AnyObject;
  pinned?: boolean;
  validFrom?: DateTimeText | null;
  validTo?: DateTimeText | null;
}

/**
 * Facts to add and to take away.
 * @example { "add": ["Ada lives in Paris."], "remove": ["Ada lives in Berlin."] }
 */
export interface ChangeObservations {
  /** @maxItems 1000 */
  add?: ObservationText[];
  /**
   * In their very words, without regard to case.
   * @maxItems 1000
   */
  remove?: ObservationText[];
}

/** How two entities are related. */
export interface MemoryRelation {
  id: Uuid;
  scope: MemoryScopeText;
  agent: AgentNameText | null;
  from: Uuid;
  to: Uuid;
  type: string;
  strength: number;
  confidence: number;
  directed: boolean;
  metadata: AnyObject;
  validFrom: DateTimeText | null;
  validTo: DateTimeText | null;
  recordedAt: DateTimeText;
}

/** A page of relations. */
export interface MemoryRelationPage {
  items: MemoryRelation[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * A relation to remember. A newer one of the same type between the same two takes the older one's place.
 * @example {
 *   "from": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "to": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
 *   "type": "works_at"
 * }
 */
export interface StoreRelation {
  id?: Uuid;
  from: Uuid;
  to: Uuid;
  type: MemoryTypeText;
  /** workspace unless given. */
  scope?: MemoryScopeText;
  agent?: AgentNameText;
  /** How close the two are; 1 unless given. */
  strength?: ShareNumber;
  /** How sure it is; 1 unless given. */
  confidence?: ShareNumber;
  /** An undirected relation is followed both ways; true unless given. */
  directed?: boolean;
  metadata?: AnyObject;
  validFrom?: DateTimeText | null;
  validTo?: DateTimeText | null;
}

/**
 * What to look for.
 * @example { "text": "Which drink does Ada like?", "limit": 5 }
 */
export interface SearchMemory {
  /**
   * @minLength 1
   * @maxLength 10000
   */
  text: string;
  /** hybrid unless given. */
  mode?: SearchModeText;
  /**
   * 10 unless given.
   * @isInt limit must be a whole number.
   * @minimum 1 limit must be at least 1.
   * @maximum 200 limit must be at most 200.
   */
  limit?: number;
  /** Only in this scope; in all that the caller may read unless given. */
  scope?: MemoryScopeText;
  /** The agent whose own memory is looked into as well. */
  agent?: AgentNameText;
  /** @maxItems 100 */
  types?: MemoryTypeText[];
  /** Each name's value must be equal to that in the entity's metadata. */
  metadata?: AnyObject;
  /** Recorded at or after. */
  since?: DateTimeText;
  /** Recorded before. */
  until?: DateTimeText;
  /** As it was known and valid then. */
  asOf?: DateTimeText;
  /** Of the cosine, for what is found by meaning; 0 unless given. */
  minSimilarity?: ShareNumber;
}

/** How a match came to its place. A part that played no role is null. */
export interface MatchParts {
  similarity: number | null;
  semanticRank: number | null;
  keywordRank: number | null;
  /** Hops from the nearest match by meaning or words. */
  hops: number | null;
  /** What age leaves, 1 for what is pinned. */
  freshness: number;
}

/** An entity that was found. */
export interface MemoryMatch {
  entity: MemoryEntity;
  /** 0 to 1, comparable within one answer. */
  score: number;
  parts: MatchParts;
}

/** What was found, best first. */
export interface MemoryMatches {
  items: MemoryMatch[];
}

/** Entities around one, and the relations among them. */
export interface MemoryGraphView {
  entities: MemoryEntity[];
  relations: MemoryRelation[];
}

/** What one scope holds. */
export interface MemoryScopeStatistics {
  scope: MemoryScopeText;
  agent: AgentNameText | null;
  entities: number;
  observations: number;
  relations: number;
}

/** What the memory holds, as far as the caller may see it. */
export interface MemoryStatisticsView {
  backend: ShortText;
  embeddingModel: ShortText;
  entities: number;
  observations: number;
  relations: number;
  scopes: MemoryScopeStatistics[];
}

/** One JSON document, or a line of JSON for each record. */
export type ExportFormatText = "json" | "jsonl";

/** One thing in the memory that is not as it should be. */
export interface MemoryFinding {
  what: string;
  count: number;
  mended: boolean;
}

/** What was found; nothing where all is well. */
export interface MemoryFindings {
  items: MemoryFinding[];
}
