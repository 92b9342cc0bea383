/** Walks along relations, merges and duplicates, as the API takes and gives them. */
import type { AgentNameText, DateTimeText, Uuid } from "./common.ts";
import type {
  EntityNameText,
  MemoryEntity,
  MemoryRelation,
  MemoryScopeText,
  MemoryTypeText,
  ShareNumber,
} from "./memory.ts";

/** Whether relations are followed in their direction, against it, or both ways. */
export type DirectionText = "out" | "in" | "both";

/**
 * The greatest distance, in relations.
 * @isInt depth must be a whole number.
 * @minimum 1 depth must be at least 1.
 * @maximum 10 depth must be at most 10.
 */
export type DepthNumber = number;

/**
 * The most entities in the answer.
 * @isInt limit must be a whole number.
 * @minimum 1 limit must be at least 1.
 * @maximum 1000 limit must be at most 1000.
 */
export type GraphLimit = number;

/** Which relations a walk follows, and at which times. */
interface WalkQuery {
  /** both unless given */
  direction?: DirectionText;
  /** Follow only relations of this type; may be repeated */
  type?: MemoryTypeText[];
  /** Follow only relations of at least this strength */
  minStrength?: ShareNumber;
  /** As it was known at this time; now unless given */
  asOf?: DateTimeText;
  /** As it was true in the world at this time; the time of asOf unless given */
  validAt?: DateTimeText;
}

/** The parameters of a walk from one entity. */
export interface AroundQuery extends WalkQuery {
  /** The id of the entity to start from */
  entity: Uuid;
  /** The greatest distance, in relations; 1 unless given */
  depth?: DepthNumber;
  /** The most entities; 50 unless given */
  limit?: GraphLimit;
}

/** The parameters of a path between two entities. */
export interface PathQuery extends WalkQuery {
  /** The id of the first entity */
  from: Uuid;
  /** The id of the last entity */
  to: Uuid;
}

/** The entities around one, and the relations among them. */
export interface MemoryGraphView {
  entities: MemoryEntity[];
  relations: MemoryRelation[];
}

/** An entity on a walk. */
export interface MemoryStep {
  entity: MemoryEntity;
  /** The distance from the start, in relations. */
  depth: number;
  /** The relation by which it was first reached; null for the start. */
  by: MemoryRelation | null;
}

/** The entities that a walk reached, nearest first. */
export interface MemoryWalk {
  items: MemoryStep[];
}

/** The shortest path between two entities. */
export interface MemoryPath {
  /** The length of the path, in relations; null if there is none of at most ten. */
  hops: number | null;
  /** From the first entity to the last, both included; empty if there is no path. */
  items: MemoryStep[];
}

/**
 * Entities to merge into another one.
 * @example {
 *   "into": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "others": ["7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12"]
 * }
 */
export interface MergeEntities {
  /** The entity that stays. */
  into: Uuid;
  /**
   * Their observations and relations move to the entity that stays.
   * @minItems 1
   * @maxItems 100
   */
  others: Uuid[];
}

/** A merge that was done. */
export interface MemoryMerge {
  /** Undoes the merge: DELETE /memory/merges/{id}. */
  id: Uuid;
  /** The entity that the others were merged into, as it is now. */
  entity: MemoryEntity;
}

/** An entity that took part in a merge, as it is called now. */
export interface MergedEntity {
  id: Uuid;
  name: EntityNameText;
  type: MemoryTypeText;
}

/** A merge, whether or not it was undone since. */
export interface MemoryMergeView {
  /** Undoes the merge: DELETE /memory/merges/{id}. */
  id: Uuid;
  /** The scope of all its entities. */
  scope: MemoryScopeText;
  /** Whose scope it is, for agent-only. */
  agent: AgentNameText | null;
  /** The entity that the others were merged into. */
  into: MergedEntity;
  /** Without those that were erased since. */
  others: MergedEntity[];
  mergedAt: DateTimeText;
  /** Null unless it was undone. */
  undoneAt: DateTimeText | null;
}

/** A page of merges. */
export interface MemoryMergePage {
  items: MemoryMergeView[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** Two entities of one scope that probably stand for the same thing. */
export interface MemoryDuplicates {
  /**
   * @minItems 2
   * @maxItems 2
   */
  entities: MemoryEntity[];
  /** Whether the names consist of the same words, in any order, whatever their case, accents and punctuation. */
  sameName: boolean;
  /** Cosine similarity of the two texts; null if the pair was found by its names alone. */
  similarity: number | null;
}

/** A page of probable duplicates. It may have fewer items than the limit, or none, and not be the last. */
export interface MemoryDuplicatesPage {
  items: MemoryDuplicates[];
  /** Null on the last page. */
  nextCursor: string | null;
}
