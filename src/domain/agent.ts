/** What an agent file or an API call defines: the content of an immutable agent version. */
import type { AgentName, Capability, Version } from "./ids.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ByteSize, Duration } from "./quantities.ts";
import type { ResourceLimits } from "./resource-limits.ts";
import type { GuestKind, ModuleHash, WasmFeature } from "./wasm.ts";

export type AgentKind = "config" | "wasm";

export interface CapabilityOffer {
  readonly name: Capability;
  /** Completes “please help them by …” in the prompt; routing errors and MCP tools show it. */
  readonly description: string;
  /** Higher is preferred; 0 by default. */
  readonly priority: number;
}

export interface AgentLlmSettings {
  readonly provider: string | null;
  /** 0 to 2. */
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly timeout: Duration | null;
  /** JSON Schema that the model's answer must match. */
  readonly responseFormat: JsonObject | null;
}

export type MemoryScope = "agent-only" | "workspace" | "global";

export interface AgentMemorySettings {
  readonly enabled: boolean;
  readonly scope: MemoryScope;
  readonly autoStore: boolean;
  readonly searchLimit: number;
  readonly minSimilarity: number;
  /** Estimated tokens that memories may take of a prompt. Absent where the file does not say it. */
  readonly maxTokens?: number;
}

/** `null` means the configuration's default. */
export interface AgentLimits {
  readonly maxTurns: number | null;
  readonly maxToolCalls: number | null;
  readonly maxTokens: number | null;
  readonly maxCostUsd: number | null;
  readonly timeout: Duration | null;
  readonly maxMessageSize: ByteSize | null;
}

export interface AgentExample {
  readonly name: string;
  readonly request: Json;
  /** Expected properties of the reply; all that are given must hold. */
  readonly expect: {
    readonly performative: string | null;
    readonly contains: readonly string[];
    readonly matches: string | null;
    /** JSON Schema that the reply's content must match. */
    readonly schema: JsonObject | null;
  };
}

export interface AgentSchedule {
  /** Five-field cron expression; exactly one of `cron` and `every` is given. */
  readonly cron: string | null;
  readonly every: Duration | null;
  readonly message: Json;
}

interface DefinitionOfAnyKind {
  readonly name: AgentName;
  readonly version: Version;
  readonly description: string;
  /** Never empty. */
  readonly capabilities: readonly CapabilityOffer[];
  readonly limits: AgentLimits;
  readonly schedule: AgentSchedule | null;
  /** Strategy used when the file changes. */
  readonly deployment: { readonly strategy: string } & JsonObject;
  readonly examples: readonly AgentExample[];
  /** Unknown keys, kept unchanged. */
  readonly unknown: JsonObject;
}

/** An agent backed by a language model. */
export interface ConfigAgentDefinition extends DefinitionOfAnyKind {
  readonly kind: "config";
  readonly tools: readonly string[];
  readonly model: string | null;
  readonly llm: AgentLlmSettings;
  readonly memory: AgentMemorySettings;
  readonly parameters: JsonObject;
  /** Template. */
  readonly systemPrompt: string;
  /** Template. */
  readonly userPromptTemplate: string;
  /** Tools whose calls need approval by a person. */
  readonly approval: readonly string[];
}

/** An agent that is a WebAssembly module and runs in the sandbox. */
export interface WasmAgentDefinition extends DefinitionOfAnyKind {
  readonly kind: "wasm";
  readonly module: { readonly sha256: ModuleHash; readonly bytes: number };
  /** What kind of module the author means it to be. Absent where the file does not say it. */
  readonly abi?: GuestKind;
  /** WebAssembly features that the module may use in addition to the default ones. */
  readonly features: readonly WasmFeature[];
  /** Limits for one message. */
  readonly resources: ResourceLimits;
  /** The prose below the settings. */
  readonly documentation: string;
}

export type AgentDefinition = ConfigAgentDefinition | WasmAgentDefinition;
