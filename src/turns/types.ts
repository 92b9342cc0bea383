/** The dependencies of turns. */
import type { AgentDefinition } from "../domain/agent.ts";
import type { AgentName, Capability, VersionHash } from "../domain/ids.ts";
import type { Assignment } from "../domain/delivery.ts";
import type { LlmProviders } from "../llm/provider.ts";
import type { Events, Tracing } from "../observability/types.ts";
import type { Registry } from "../registry/stores.ts";
import type { FipaMessage, Performative } from "../domain/fipa.ts";
import type { JsonParts, ToolCatalogue } from "../tools/types.ts";
import type { WasmAgents } from "../wasm-agents/types.ts";
import type { AgentMemory } from "../memory/types.ts";
import type { RenderTemplate } from "./prompt.ts";

/** Which model answers, and what it costs. */
export type ModelChoice = Pick<LlmProviders, "get" | "resolveModel" | "costOf">;

/** Notified of each turn, so that routing knows which agents are busy, slow or failing. */
export interface TurnObserver {
  started(agent: AgentName): void;
  ended(agent: AgentName, milliseconds: number, succeeded: boolean): void;
  /** A message got its reply this many milliseconds after it was accepted. */
  concluded(message: FipaMessage, milliseconds: number, succeeded: boolean): void;
  modelCalled(
    provider: string,
    outcome: "ok" | "error",
    tokens: { readonly input: number; readonly output: number },
  ): void;
}

export interface TurnDefaults {
  readonly maxTurns: number;
  readonly maxToolCalls: number;
  /** Input and output tokens for one message; null sets no limit. */
  readonly maxTokens: number | null;
  /** US dollars for one message; null sets no limit. */
  readonly maxCostUsd: number | null;
  /** Time limit of one model call. */
  readonly callTimeoutMs: number;
  /** Time limit of one message, from its acceptance to the reply. */
  readonly turnTimeoutMs: number;
  readonly maxHops: number;
  /** How long a call waits for approval. */
  readonly approvalTimeoutMs: number;
  /** Number of earlier messages in a prompt. */
  readonly historyLength: number;
}

export interface TurnDependencies {
  readonly registry: Pick<Registry, "journal" | "messages" | "batches" | "conversations" | "approvals" | "events">;
  readonly events: Events;
  readonly tracing: Tracing;
  readonly models: ModelChoice;
  readonly tools: ToolCatalogue;
  /** What looks into large results. */
  readonly parts: JsonParts;
  readonly memory: AgentMemory;
  readonly modules: Pick<WasmAgents, "call" | "callBatch">;
  readonly definition: (agent: AgentName, version: VersionHash) => Promise<AgentDefinition>;
  /** Chooses the receivers of a message for a capability, excluding the agents in `except`. Throws `routing.*`. */
  readonly chooseReceivers: (
    capability: Capability,
    performative: Performative,
    except: readonly AgentName[],
  ) => readonly Assignment[];
  readonly observer: TurnObserver;
  readonly render: RenderTemplate;
  readonly defaults: TurnDefaults;
  readonly clock: () => Date;
  /** Writes a warning to the log. */
  readonly warn: (facts: Readonly<Record<string, unknown>>, message: string) => void;
}
