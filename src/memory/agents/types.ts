/** What the turns of agents need of the memory. */
import type { AgentMemorySettings } from "../../domain/agent.ts";
import type { AgentName } from "../../domain/ids.ts";
import type { Lesson } from "../../domain/lesson.ts";
import type { EntityId, Provenance, RelationId } from "../../domain/memory.ts";

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
