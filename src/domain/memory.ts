/**
 * What agents remember: entities with observations, and relations between them. Everything has two clocks: when it was true
 * in the world (`validFrom`, `validTo`) and when Caxton knew it (`recordedAt`, `invalidatedAt`). Nothing is overwritten;
 * outdated statements are superseded. All times are RFC 3339 text in UTC.
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
/** What an entity says, as a short text: another one when anything about it has changed. */
export type EntityTag = Brand<string, "EntityTag">;
/** UUID, lower case. */
export type MergeId = Brand<string, "MergeId">;

/** The place that a memory belongs to. Two memories of different places never see each other but by who may read both. */
export type MemoryPlace =
  | { readonly kind: "agent-only"; readonly workspace: string; readonly agent: AgentName }
  | { readonly kind: "workspace"; readonly workspace: string }
  | { readonly kind: "global" };

/** A place as one text, in which backends store and compare it: `agent:default/ada`, `workspace:default`, `global`. */
export type PlaceKey = Brand<string, "PlaceKey">;

export const placeKey = (place: MemoryPlace): PlaceKey => {
  if (place.kind === "global") return "global" as PlaceKey;
  if (place.kind === "workspace") return `workspace:${place.workspace}` as PlaceKey;
  return `agent:${place.workspace}/${agentNameKey(place.agent)}` as PlaceKey;
};

/** Reads what {@link placeKey} wrote. An agent's name comes back in lower case, which is how names are compared. */
export const parsePlaceKey = (text: string): Result<MemoryPlace, string> => {
  if (text === "global") return ok({ kind: "global" });
  const workspace = /^workspace:([^/]+)$/.exec(text)?.[1];
  if (workspace !== undefined) return ok({ kind: "workspace", workspace });
  const [, of, agent] = /^agent:([^/]+)\/([a-z0-9_-]{1,64})$/.exec(text) ?? [];
  if (of !== undefined && agent !== undefined) {
    return ok({ kind: "agent-only", workspace: of, agent: agent as AgentName });
  }
  return fail(`${shown(text)} is no place of memory: it is “global”, “workspace:NAME” or “agent:WORKSPACE/NAME”.`);
};

/**
 * The places that an agent may read and write, narrowest first: `memory.scope` in its file names the widest of them. It
 * writes to that one unless it says otherwise.
 */
export const placesOf = (workspace: string, agent: AgentName, widest: MemoryScope): readonly MemoryPlace[] => {
  const own: MemoryPlace = { kind: "agent-only", workspace, agent };
  const shared: MemoryPlace = { kind: "workspace", workspace };
  if (widest === "agent-only") return [own];
  return widest === "workspace" ? [own, shared] : [own, shared, { kind: "global" }];
};

/** Where a memory comes from. */
export interface Provenance {
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  readonly messageId: MessageId | null;
  /** Free text, such as the name of an imported file. */
  readonly source: string | null;
}

export interface Validity {
  /** True in the world from then on; null for ever. */
  readonly validFrom: string | null;
  /** No longer true in the world from then on; null while it is. */
  readonly validTo: string | null;
  readonly recordedAt: string;
  /** Known to be wrong, or replaced, since then; null while it counts. */
  readonly invalidatedAt: string | null;
}

/** How an observation that was first made of another entity came to this one. */
export interface MergedFrom {
  /** The entity that it was made of. */
  readonly entity: EntityId;
  /** When the merge brought it here. Reads `asOf` an earlier time do not show it on this entity. */
  readonly at: string;
}

export interface Observation {
  readonly text: string;
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly provenance: Provenance | null;
  /** Absent for what was observed of the entity itself. */
  readonly merged?: MergedFrom;
}

/** What a read refers to on the two clocks. */
export interface ReadTimes {
  /** As it was known then; now unless given. */
  readonly asOf?: string;
  /** As it was true in the world then; the time of `asOf` unless given. */
  readonly validAt?: string;
}

export interface Entity extends Validity {
  readonly id: EntityId;
  readonly place: MemoryPlace;
  /** Unique for its type in its place among what counts, compared by {@link nameKey}. */
  readonly name: string;
  readonly type: string;
  /** Oldest first; of those that count at the time that was asked for. */
  readonly observations: readonly Observation[];
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
  /** Never decays in ranking. */
  readonly pinned: boolean;
  /** The entity that took this one in; null for one that stands for itself. */
  readonly mergedInto: EntityId | null;
}

export interface Relation extends Validity {
  readonly id: RelationId;
  readonly place: MemoryPlace;
  readonly from: EntityId;
  readonly to: EntityId;
  /** In the active voice, as in the MCP reference memory server: `works_at`. */
  readonly type: string;
  /** 0 to 1: how close the two are. */
  readonly strength: number;
  /** 0 to 1: how sure it is. */
  readonly confidence: number;
  /** An undirected relation is walked both ways whatever direction is asked for. */
  readonly directed: boolean;
  readonly metadata: JsonObject;
  readonly provenance: Provenance | null;
}

/** Two names are the same if their keys are equal: case, runs of white space and the encoding of characters (NFKC) do not count. */
export const nameKey = (name: string): string => name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();

/** Marks that end a statement and do not change what it says, as NFKC leaves them. A question mark does change it. */
const endMarks = " .!;,\u3002\u0964\u06d4";

/** Two observations say the same if their keys are equal: as for names, and without the marks that end a statement. */
export const observationKey = (text: string): string => {
  const key = nameKey(text);
  let end = key.length;
  // No regular expression: one that looks for a run at the end takes quadratic time for a long run elsewhere.
  while (end > 0 && endMarks.includes(key.charAt(end - 1))) end -= 1;
  // Nothing but marks is told apart by its marks.
  return end === 0 ? key : key.slice(0, end);
};

/** What is embedded and indexed of an entity: its name and type, then what was observed of it, newest last. */
export const textOf = ({ name, type, observations }: Pick<Entity, "name" | "type" | "observations">): string =>
  [`${name} (${type})`, ...observations.map((each) => each.text)].join("\n");

/** Limits on what one entity may hold; beyond them it is `memory.invalid`. */
export const memoryLimits = {
  name: 512,
  type: 128,
  /** Of one observation, in characters. */
  observation: 1_048_576,
  observations: 10_000,
} as const;

/** The most that one place of each kind may hold, of what counts. */
export type Quotas = Readonly<
  Record<MemoryPlace["kind"], { readonly entities: number; readonly observations: number }>
>;

/** Far more than the embedded memory is meant for; a place that runs wild is held before the disk is full. */
export const defaultQuotas: Quotas = {
  "agent-only": { entities: 100_000, observations: 1_000_000 },
  workspace: { entities: 2_000_000, observations: 20_000_000 },
  global: { entities: 2_000_000, observations: 20_000_000 },
};

export type SearchMode = "semantic" | "keyword" | "hybrid" | "graph";

/** What a search may find. Every given condition must hold. */
export interface EntityFilter extends ReadTimes {
  /** Nothing outside of these is ever read. */
  readonly places: readonly MemoryPlace[];
  readonly types?: readonly string[];
  /** Each name's value must be equal to that in the entity's metadata. */
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
  /** 0 to 1, of the cosine similarity; only for what is found by meaning. 0 unless given. */
  readonly minSimilarity?: number;
}

/** How a `graph` search came to an entity that it did not find by meaning or words. */
export interface ReachedBy {
  /** The match that the walk started from. */
  readonly start: EntityId;
  /** `similarity` and `wordShare` of that match. */
  readonly similarity: number | null;
  readonly wordShare: number | null;
  /** The relation of the last hop, and the entity that it leads from. */
  readonly relation: RelationId;
  readonly from: EntityId;
}

/**
 * What the score of a match is computed from; a part that played no role is null. The score is, by mode:
 *
 * - `semantic`: max(0, `similarity`)
 * - `keyword`: 61 / (60 + `keywordRank`)
 * - `hybrid`: measure(`similarity`, `wordShare`) × age(`freshness`)
 * - `graph`: the same for a match of 0 hops; beyond, measure(`reached.similarity`, `reached.wordShare`) × 0.5^`hops` × age(`freshness`)
 *
 * where measure(similarity, share) = (max(0, similarity ?? 0) + 3 × (share ?? 0)) / 4, and age(freshness) = 1 − 0.1 × (1 − freshness).
 */
export interface ScoreParts {
  /** Cosine similarity of query and entity, -1 to 1. */
  readonly similarity: number | null;
  readonly semanticRank: number | null;
  readonly keywordRank: number | null;
  /** The part of the question's words, by weight, that the entity has: 0 to 1. */
  readonly wordShare: number | null;
  /** From the nearest match by meaning or words; only in a `graph` search. */
  readonly hops: number | null;
  /** Null where `hops` is null or 0. */
  readonly reached: ReachedBy | null;
  /** 0 to 1: what age leaves of the score; 1 for what is pinned. */
  readonly freshness: number;
}

export interface EntityMatch {
  readonly entity: Entity;
  /** 0 to 1; comparable within one answer. */
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
  /** The relation by which it was first reached; null for where the walk began. */
  readonly by: Relation | null;
}

/** Two entities of one place that probably stand for the same thing. */
export interface LikelyDuplicates {
  readonly entities: readonly [Entity, Entity];
  /** Whether the names are made of the same words, whatever their order, case, accents and punctuation. */
  readonly sameName: boolean;
  /** Cosine similarity of the two texts, -1 to 1; null where it was not high enough to be found by it. */
  readonly similarity: number | null;
}

/** An id that was erased: remove it from backups and other copies, too. */
export interface ErasedId {
  readonly id: EntityId | RelationId;
  readonly kind: "entity" | "relation";
  readonly erasedAt: string;
}

/** Entities and the relations among them. */
export interface MemoryGraph {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
}

/** The specification's export, version 1.0: everything, superseded or not. */
export interface MemoryExport extends MemoryGraph {
  readonly metadata: {
    readonly exportedAt: string;
    readonly backend: string;
    readonly embeddingModel: string;
    readonly entities: number;
    readonly relations: number;
  };
  readonly version: "1.0";
}

/** What an entity was until a change. */
export interface PastState {
  readonly supersededAt: string;
  readonly name: string;
  readonly type: string;
  readonly metadata: JsonObject;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** It was part of this entity until then, by a merge that was undone, and did not count by itself. */
  readonly mergedInto?: EntityId;
}

/** With its earlier states, oldest first, if it was changed. */
export interface ExportedEntity extends Entity {
  readonly past?: readonly PastState[];
}

/** One piece of an export, as it is streamed. */
export type ExportRecord =
  | { readonly kind: "entity"; readonly entity: ExportedEntity }
  | { readonly kind: "relation"; readonly relation: Relation };

/**
 * What to do with what is there already, by id or by name. `replace` makes what is there by id what the import says, and merges what is
 * there by name alone.
 */
export type ConflictRule = "merge" | "skip" | "fail" | "replace";
