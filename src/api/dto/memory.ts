/** Entities and relations of the memory, as the API takes and gives them, and imports and exports of them. */
import type { AgentNameText, AnyObject, DateTimeText, Uuid } from "./common.ts";

/** Whose memory it is: one agent's alone, the workspace's, or everybody's. */
export type MemoryScopeText = "agent-only" | "workspace" | "global";

/**
 * The name of an entity, of one line.
 * @minLength 1
 * @maxLength 512
 * @example "Ada Lovelace"
 */
export type EntityNameText = string;

/**
 * The kind of an entity or of a relation.
 * @minLength 1
 * @maxLength 128
 * @example "person"
 */
export type MemoryTypeText = string;

/**
 * A fact: a short sentence that makes sense without context.
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

/** A truth value in a query. */
export type FlagText = "true" | "false";

/** The origin of a memory. */
export interface MemoryProvenance {
  agent: AgentNameText | null;
  conversationId: Uuid | null;
  messageId: Uuid | null;
  /** Free text, such as the name of an imported file. */
  source: string | null;
}

/** How an observation of another entity came to this one. */
export interface MemoryMergedFrom {
  /** The entity that it was made of. */
  entity: Uuid;
  /** When the merge brought it here. */
  at: DateTimeText;
}

/** A fact about an entity. */
export interface MemoryObservation {
  text: string;
  recordedAt: DateTimeText;
  /** When it was taken back; null while it counts. */
  invalidatedAt: DateTimeText | null;
  provenance: MemoryProvenance | null;
  /** Null for an observation of this entity itself. */
  mergedFrom: MemoryMergedFrom | null;
}

/** Something that is remembered: a person, a thing, a decision. */
export interface MemoryEntity {
  id: Uuid;
  scope: MemoryScopeText;
  /** The agent whose memory it is, in lower case; null for other scopes than agent-only. */
  agent: AgentNameText | null;
  name: string;
  type: string;
  /** Oldest first: those that count at the time of the read. */
  observations: MemoryObservation[];
  metadata: AnyObject;
  /** A pinned entity does not lose rank with age. */
  pinned: boolean;
  provenance: MemoryProvenance | null;
  /** True in the world from this time on; null if it has no beginning. */
  validFrom: DateTimeText | null;
  /** No longer true in the world from this time on; null if it has no end. */
  validTo: DateTimeText | null;
  /** When it was stored. */
  recordedAt: DateTimeText;
  /** When it was forgotten, replaced or merged into another one; null while it counts. */
  invalidatedAt: DateTimeText | null;
  /** The entity that it was merged into; null if it was not. */
  mergedInto: Uuid | null;
}

/** A page of entities. */
export interface MemoryEntityPage {
  items: MemoryEntity[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * An entity to remember. If the scope already has an entity of this name and type, the new observations are added to that one.
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

/** The stored entity, and whether it is new. */
export interface StoredEntity {
  /** `merged`: added to the entity that already had this name and type. */
  outcome: "created" | "merged" | "unchanged";
  entity: MemoryEntity;
}

/**
 * The fields of an entity to change. Earlier values stay visible to reads with an earlier `asOf`.
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
 * Facts to add and to take away. Both are done, or neither.
 * @example { "add": ["Ada lives in Paris."], "remove": ["Ada lives in Berlin."] }
 */
export interface ChangeObservations {
  /** @maxItems 1000 */
  add?: ObservationText[];
  /**
   * The texts, compared without regard to case, spacing and final punctuation.
   * @maxItems 1000
   */
  remove?: ObservationText[];
}

/**
 * Observations to erase for good.
 * @example { "texts": ["Ada lives in Berlin."] }
 */
export interface EraseObservations {
  /**
   * The texts, compared without regard to case, spacing and final punctuation.
   * @minItems 1
   * @maxItems 1000
   */
  texts: ObservationText[];
}

/** A relation between two entities. */
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
  provenance: MemoryProvenance | null;
  /** True in the world from this time on; null if it has no beginning. */
  validFrom: DateTimeText | null;
  /** No longer true in the world from this time on; null if it has no end. */
  validTo: DateTimeText | null;
  /** When it was stored. */
  recordedAt: DateTimeText;
  /** When it was forgotten, or replaced; with an earlier asOf, when it was changed. Null while it counts. */
  invalidatedAt: DateTimeText | null;
}

/** A page of relations. */
export interface MemoryRelationPage {
  items: MemoryRelation[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * A relation to remember. It replaces those of the same type, between the same entities, of an overlapping period.
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
  /** How certain it is; 1 unless given. */
  confidence?: ShareNumber;
  /** An undirected relation is followed both ways; true unless given. */
  directed?: boolean;
  metadata?: AnyObject;
  validFrom?: DateTimeText | null;
  validTo?: DateTimeText | null;
}

/**
 * The fields of a relation to change. Earlier values stay visible to reads with an earlier `asOf`.
 * @example { "strength": 0.4, "validTo": "2026-10-01T00:00:00.000Z" }
 */
export interface ChangeRelation {
  strength?: ShareNumber;
  confidence?: ShareNumber;
  directed?: boolean;
  metadata?: AnyObject;
  validFrom?: DateTimeText | null;
  validTo?: DateTimeText | null;
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
