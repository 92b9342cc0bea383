/** Turns of an agent that remembers: a real registry, a real memory, and a model vendor that a test scripts. */
import { renderTemplate } from "../../src/agents/template.ts";
import type { AgentLlmSettings, AgentMemorySettings } from "../../src/domain/agent.ts";
import { createOpenAiProvider } from "../../src/llm/openai-provider.ts";
import { createAgentMemory } from "../../src/memory/agents/agent-memory.ts";
import type { MemoryAccess } from "../../src/memory/types.ts";
import { noTracing } from "../../src/observability/tracing.ts";
import type { NewEvent, Registry } from "../../src/registry/stores.ts";
import { createTurns, type Turns } from "../../src/turns/turns.ts";
import type { TurnDependencies } from "../../src/turns/types.ts";
import { aDefinition } from "./agents.ts";
import type { VendorRequest } from "./openai-server.ts";

export interface RememberingTurns {
  readonly turns: Turns;
  /** The events recorded so far. */
  readonly events: readonly NewEvent[];
  /** The warnings logged so far. */
  readonly warnings: readonly string[];
}

export interface Remembering {
  readonly registry: Registry;
  readonly memory: MemoryAccess;
  /** The URL of the vendor. */
  readonly vendor: string;
  readonly llm?: Partial<AgentLlmSettings>;
  readonly settings?: Partial<AgentMemorySettings>;
  readonly callTimeoutMs?: number;
}

/** Whether the vendor is asked for what was learnt, and not for a reply. */
export const isLesson = ({ messages }: VendorRequest): boolean =>
  messages.some(({ content }) => content.includes("long-term memory"));

/** The turns of the agent `Keeper`. */
export const rememberingTurns = ({
  registry,
  memory,
  vendor,
  llm = {},
  settings = {},
  callTimeoutMs = 30_000,
}: Remembering): RememberingTurns => {
  const events: NewEvent[] = [];
  const warnings: string[] = [];
  const definition = aDefinition({ name: "Keeper" });
  const provider = createOpenAiProvider({ apiKey: "sk-test", baseUrl: vendor, defaultModel: "test-model" });
  const deps = {
    registry,
    events: {
      record: async (told: readonly NewEvent[]) => void events.push(...told),
      announce: () => undefined,
      publishToken: () => undefined,
    },
    tracing: noTracing,
    models: {
      get: () => provider,
      resolveModel: () => ({ model: "test-model", warning: null }),
      costOf: () => 0.01,
    },
    tools: { get: () => null },
    memory: createAgentMemory(memory, "default"),
    definition: async () => ({
      ...definition,
      memory: { ...definition.memory, enabled: true, ...settings },
      llm: { ...definition.llm, ...llm },
    }),
    observer: {
      started: () => undefined,
      ended: () => undefined,
      concluded: () => undefined,
      modelCalled: () => undefined,
    },
    render: renderTemplate,
    defaults: {
      ...{ maxTurns: 5, maxToolCalls: 5, maxTokens: null, maxCostUsd: null, maxHops: 3 },
      ...{ callTimeoutMs, turnTimeoutMs: 60_000, approvalTimeoutMs: 60_000, historyLength: 5 },
    },
    clock: () => new Date(),
    warn: (_facts: unknown, message: string) => void warnings.push(message),
  };
  // As many of the dependencies as a plain turn needs.
  return { turns: createTurns(deps as unknown as TurnDependencies), events, warnings };
};
