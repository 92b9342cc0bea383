/** Searches of the memory and its statistics, as the API takes and gives them. */
import type { AgentNameText, AnyObject, DateTimeText, ShortText, Uuid } from "./common.ts";
import type { MemoryEntity, MemoryScopeText, MemoryTypeText, ShareNumber } from "./memory.ts";

/** By meaning, by words, by both, or by both and then along relations. */
export type SearchModeText = "semantic" | "keyword" | "hybrid" | "graph";

/**
 * A search.
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
  /** Also search this agent's own memory. */
  agent?: AgentNameText;
  /** @maxItems 100 */
  types?: MemoryTypeText[];
  /** The entity's metadata must have each of these values under the same name. */
  metadata?: AnyObject;
  /** Recorded at or after. */
  since?: DateTimeText;
  /** Recorded before. */
  until?: DateTimeText;
  /** As it was known at this time; now unless given. */
  asOf?: DateTimeText;
  /** As it was true in the world at this time; the time of asOf unless given. */
  validAt?: DateTimeText;
  /** The least cosine similarity of matches by meaning; 0 unless given. */
  minSimilarity?: ShareNumber;
}

/** How a graph search came to an entity that it did not find by meaning or words. */
export interface MatchReached {
  /** The match that the walk started from. */
  start: Uuid;
  /** The similarity of that match. */
  similarity: number | null;
  /** The wordShare of that match. */
  wordShare: number | null;
  /** The relation of the last hop. */
  relation: Uuid;
  /** The entity that this relation leads from. */
  from: Uuid;
}

/**
 * What the score is computed from; a part that played no role is null. docs/memory.md has the formula.
 */
export interface MatchParts {
  /** Cosine similarity of the search and the entity, -1 to 1. */
  similarity: number | null;
  semanticRank: number | null;
  keywordRank: number | null;
  /** The share of the search's words, by weight, that the entity has: 0 to 1. */
  wordShare: number | null;
  /** From the nearest match by meaning or words; only in a graph search. */
  hops: number | null;
  /** Null unless it was found along relations. */
  reached: MatchReached | null;
  /** 1 when new or pinned, towards 0 with age. */
  freshness: number;
}

/** An entity that was found. */
export interface MemoryMatch {
  entity: MemoryEntity;
  /** 0 to 1; comparable within one answer only. */
  score: number;
  parts: MatchParts;
}

/** The matches, best first. */
export interface MemoryMatches {
  items: MemoryMatch[];
}

/** The contents of one scope. */
export interface MemoryScopeStatistics {
  scope: MemoryScopeText;
  agent: AgentNameText | null;
  entities: number;
  observations: number;
  relations: number;
}

/** The contents of the memory, as far as the caller may read it. */
export interface MemoryStatisticsView {
  backend: ShortText;
  embeddingModel: ShortText;
  entities: number;
  observations: number;
  relations: number;
  scopes: MemoryScopeStatistics[];
}

/** Something that was erased. Remove it from backups and other copies, too. */
export interface MemoryErasure {
  /** Of an observation, which has no id: derived from its entity and time. */
  id: Uuid;
  kind: "entity" | "relation" | "observation";
  erasedAt: DateTimeText;
  /** Of an observation: its entity; otherwise null. */
  entity: Uuid | null;
  /** Of an observation: its recordedAt; otherwise null. */
  recordedAt: DateTimeText | null;
}

/** A page of erased ids. */
export interface MemoryErasurePage {
  items: MemoryErasure[];
  /** Null on the last page. */
  nextCursor: string | null;
}
