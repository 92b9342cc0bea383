/**
 * What agents remember: entities with observations, and relations between them. Everything has two clocks: when it was true in the
 * world (`validFrom`, `validTo`), and when Caxton knew it (`recordedAt`, `invalidatedAt`). Nothing is overwritten; outdated
 * statements are superseded. All times are RFC 3339 text in UTC.
 */
import type { MemoryScope } from "./agent.ts";
import type { Brand } from "./brand.ts";
import type { AgentName, ConversationId, MessageId } from "./ids.ts";
import { agentNameKey } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** UUID, lower case. */
export type EntityId = Brand<string, "EntityId">;
/** UUID, lower case. */
export type RelationId = Brand<string, "RelationId">;
/** Identifies the present state of an entity, as a short text: any change to the entity changes its tag. */
export type EntityTag = Brand<string, "EntityTag">;
/** Identifies the observations of an entity that were recorded at one moment; UUID, lower case. */
export type ObservationId = Brand<string, "ObservationId">;
/** As {@link EntityTag}, of a relation. */
export type RelationTag = Brand<string, "RelationTag">;
/** UUID, lower case. */
export type MergeId = Brand<string, "MergeId">;

/** The place that a memory belongs to. Memories of different places are separate; access rights decide who can read more than one. */
export type MemoryPlace =
  | { readonly kind: "agent-only"; readonly workspace: string; readonly agent: AgentName }
  | { readonly kind: "workspace"; readonly workspace: string }
  | { readonly kind: "global" };

/** A place as text, as backends store and compare it: `agent:default/ada`, `workspace:default`, `global`. */
export type PlaceKey = Brand<string, "PlaceKey">;

export const placeKey = (place: MemoryPlace): PlaceKey => {
  if (place.kind === "global") return "global" as PlaceKey;
  if (place.kind === "workspace") return `workspace:${place.workspace}` as PlaceKey;
  return `agent:${place.workspace}/${agentNameKey(place.agent)}` as PlaceKey;
};

/** Reads the output of {@link placeKey}. An agent's name is returned in lower case, as names are compared. */
export const parsePlaceKey = (text: string): Result<MemoryPlace, string> => {
  if (text === "global") return ok({ kind: "global" });
  const workspace = /^workspace:([^/]+)$/.exec(text)?.[1];
  if (workspace !== undefined) return ok({ kind: "workspace", workspace });
  const [, of, agent] = /^agent:([^/]+)\/([a-z0-9_-]{1,64})$/.exec(text) ?? [];
  if (of !== undefined && agent !== undefined) {
    return ok({ kind: "agent-only", workspace: of, agent: agent as AgentName });
  }
  return fail(
    `${shown(text)} is not a place of memory; expected “global”, “workspace:NAME” or “agent:WORKSPACE/NAME”.`,
  );
};

/**
 * The places that an agent may read and write, narrowest first; `memory.scope` in its file names the widest, to which it writes by
 * default.
 */
export const placesOf = (workspace: string, agent: AgentName, widest: MemoryScope): readonly MemoryPlace[] => {
  const own: MemoryPlace = { kind: "agent-only", workspace, agent };
  const shared: MemoryPlace = { kind: "workspace", workspace };
  if (widest === "agent-only") return [own];
  return widest === "workspace" ? [own, shared] : [own, shared, { kind: "global" }];
};

/** The origin of a memory. */
export interface Provenance {
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  readonly messageId: MessageId | null;
  /** Free text, such as the name of an imported file. */
  readonly source: string | null;
}

export interface Validity {
  /** From when it is true in the world; null if always. */
  readonly validFrom: string | null;
  /** From when it is no longer true in the world; null while it is. */
  readonly validTo: string | null;
  readonly recordedAt: string;
  /** When it was found wrong or replaced; null while it counts. */
  readonly invalidatedAt: string | null;
}

/** How an observation that was first made of another entity came to this one. */
export interface MergedFrom {
  /** The entity of which it was first made. */
  readonly entity: EntityId;
  /** When the merge moved it here. Reads with an earlier `asOf` do not show it on this entity. */
  readonly at: string;
}

export interface Observation {
  readonly text: string;
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly provenance: Provenance | null;
  /** Absent for observations made of the entity itself. */
  readonly merged?: MergedFrom;
}

/** The times of a read on the two clocks. */
export interface ReadTimes {
  /** Show what was known at this time. Default: now. */
  readonly asOf?: string;
  /** Show what was true in the world at this time. Default: the time of `asOf`. */
  readonly validAt?: string;
}

export interface Entity extends Validity {
  readonly id: EntityId;
  readonly place: MemoryPlace;
  /** Unique within its place and type among entities that count; compared by {@link nameKey}. */
  readonly name: string;
  readonly type: string;
  /** Those that count at the time of the read, oldest first. */
  readonly observations: readonly Observation[];
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
  /** Pinned entities do not lose rank with age. */
  readonly pinned: boolean;
  /** The entity into which this one was merged; null if it was not merged. */
  readonly mergedInto: EntityId | null;
}

export interface Relation extends Validity {
  readonly id: RelationId;
  readonly place: MemoryPlace;
  readonly from: EntityId;
  readonly to: EntityId;
  /** In the active voice, as in the MCP reference memory server: `works_at`. */
  readonly type: string;
  /** How close the two are, 0 to 1. */
  readonly strength: number;
  /** How certain the relation is, 0 to 1. */
  readonly confidence: number;
  /** Undirected relations are followed both ways, whatever direction a walk asks for. */
  readonly directed: boolean;
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
}

/** Two names are the same if their keys are equal: case, runs of white space and the encoding of characters (NFKC) are ignored. */
export const nameKey = (name: string): string => name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();

/** Marks at the end of a statement that do not change its meaning, in NFKC. A question mark does change it. */
const endMarks = " .!;,\u3002\u0964\u06d4";

/** Two observations say the same if their keys are equal: compared like names, but without final punctuation. */
export const observationKey = (text: string): string => {
  const key = nameKey(text);
  let end = key.length;
  // Not a regular expression, because matching a run at the end takes quadratic time if there is a long run elsewhere.
  while (end > 0 && endMarks.includes(key.charAt(end - 1))) end -= 1;
  // A text that consists only of marks is compared by its marks.
  return end === 0 ? key : key.slice(0, end);
};

/** The text of an entity that is embedded and indexed: its name and type, then its observations, newest last. */
export const textOf = ({ name, type, observations }: Pick<Entity, "name" | "type" | "observations">): string =>
  [`${name} (${type})`, ...observations.map((each) => each.text)].join("\n");

/** Limits of one entity; exceeding them is `memory.invalid`. */
export const memoryLimits = {
  name: 512,
  type: 128,
  /** In characters, of one observation. */
  observation: 1_048_576,
  observations: 10_000,
} as const;

/** The maximum that a place of each kind may hold of what counts. */
export type Quotas = Readonly<
  Record<MemoryPlace["kind"], { readonly entities: number; readonly observations: number }>
>;

/** Far beyond what the embedded memory is designed for; they stop a runaway place before the disk is full. */
export const defaultQuotas: Quotas = {
  "agent-only": { entities: 100_000, observations: 1_000_000 },
  workspace: { entities: 2_000_000, observations: 20_000_000 },
  global: { entities: 2_000_000, observations: 20_000_000 },
};

export type SearchMode = "semantic" | "keyword" | "hybrid" | "graph";

/** Filters of a search. All given conditions must hold. */
export interface EntityFilter extends ReadTimes {
  /** Nothing outside these places is read. */
  readonly places: readonly MemoryPlace[];
  readonly types?: readonly string[];
  /** The entity's metadata must have these values. */
  readonly metadata?: Readonly<Record<string, Json>>;
  /** Recorded at or after. */
  readonly since?: string;
  /** Recorded before. */
  readonly until?: string;
}

export interface SearchQuery extends EntityFilter {
  readonly text: string;
  readonly mode: SearchMode;
  readonly limit: number;
  /** Minimum cosine similarity of matches by meaning, 0 to 1. Default 0. */
  readonly minSimilarity?: number;
}

/** How a `graph` search reached an entity that it did not find by meaning or words. */
export interface ReachedBy {
  /** The match at which the walk started. */
  readonly start: EntityId;
  /** `similarity` and `wordShare` of that match. */
  readonly similarity: number | null;
  readonly wordShare: number | null;
  /** The relation of the last hop, and the entity from which it was followed. */
  readonly relation: RelationId;
  readonly from: EntityId;
}

/**
 * The components of a match's score; null for those that do not apply. The score by mode:
 *
 * - `semantic`: max(0, `similarity`)
 * - `keyword`: 61 / (60 + `keywordRank`)
 * - `hybrid`: measure(`similarity`, `wordShare`) × age(`freshness`)
 * - `graph`: the same for a match of 0 hops; otherwise measure(`reached.similarity`, `reached.wordShare`) × 0.5^`hops` ×
 *   age(`freshness`)
 *
 * where measure(similarity, share) = (max(0, similarity ?? 0) + 3 × (share ?? 0)) / 4, and age(freshness) = 1 − 0.1 × (1 −
 * freshness).
 */
export interface ScoreParts {
  /** Cosine similarity of query and entity, -1 to 1. */
  readonly similarity: number | null;
  readonly semanticRank: number | null;
  readonly keywordRank: number | null;
  /** The weighted share of the query's words that the entity contains, 0 to 1. */
  readonly wordShare: number | null;
  /** Hops from the nearest match by meaning or words; only in a `graph` search. */
  readonly hops: number | null;
  /** Null where `hops` is null or 0. */
  readonly reached: ReachedBy | null;
  /** 0 to 1, halving with age; 1 for pinned entities. */
  readonly freshness: number;
}

export interface EntityMatch {
  readonly entity: Entity;
  /** 0 to 1; comparable only within one response. */
  readonly score: number;
  readonly parts: ScoreParts;
}

export type Direction = "out" | "in" | "both";

export interface Traversal extends ReadTimes {
  readonly from: EntityId;
  readonly places: readonly MemoryPlace[];
  /** Hops, 1 to 10. */
  readonly depth: number;
  readonly direction: Direction;
  readonly types?: readonly string[];
  readonly minStrength?: number;
  readonly limit: number;
}

export interface Visited {
  readonly entity: Entity;
  readonly depth: number;
  /** The relation by which the entity was first reached; null for the start of the walk. */
  readonly by: Relation | null;
}

/** Two entities of one place that probably represent the same thing. */
export interface LikelyDuplicates {
  readonly entities: readonly [Entity, Entity];
  /** Whether the names consist of the same words, regardless of order, case, accents and punctuation. */
  readonly sameName: boolean;
  /** Cosine similarity of the two texts, -1 to 1; null if it was too low for the pair to be found by it. */
  readonly similarity: number | null;
}

/** An entity that takes part in a merge, by its present name. */
export type MergedEntity = Pick<Entity, "id" | "name" | "type">;

/** A merge, whether or not it has since been undone. */
export interface Merge {
  readonly id: MergeId;
  /** The place of all its entities. */
  readonly place: MemoryPlace;
  /** The entity into which the others were merged. */
  readonly into: MergedEntity;
  /** Without those that have since been erased. */
  readonly others: readonly MergedEntity[];
  readonly mergedAt: string;
  /** Null while the merge lasts. */
  readonly undoneAt: string | null;
}

/** What was erased, to be removed from backups and other copies as well. Nothing of its text is kept. */
export interface ErasedId {
  /** Of an observation, which has no id: derived from its entity and time. */
  readonly id: EntityId | RelationId | ObservationId;
  readonly kind: "entity" | "relation" | "observation";
  readonly erasedAt: string;
  /** The entity of an erased observation, and when the observation was recorded; otherwise null. */
  readonly entity: EntityId | null;
  readonly recordedAt: string | null;
}

/** Entities and the relations among them. */
export interface MemoryGraph {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
}
