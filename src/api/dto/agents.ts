/** Agents and capabilities as the API takes and gives them. */
import type {
  AgentNameText,
  AnyObject,
  CapabilityText,
  DateTimeText,
  ProblemError,
  VersionHashText,
} from "./common.ts";

export type AgentKindText = "config" | "wasm";

/** A module with the plain ABI, a component, or an Extism plug-in (which only a tool can be). */
export type AbiText = "core" | "component" | "extism";

/**
 * `loaded`: stored and compiled, its instance is being made. `running`: it takes messages. `draining`: it takes no more and
 * still has some to answer. `drained`: it has answered all of them.
 */
export type AgentStateText = "unloaded" | "loaded" | "running" | "draining" | "drained" | "failed";

/** A capability that an agent offers. */
export interface CapabilityOfferBody {
  name: CapabilityText;
  /**
   * What it is for.
   * @maxLength 2000
   */
  description?: string;
  /** Higher is preferred; 0 unless given. */
  priority?: number;
}

/**
 * An agent's definition in JSON: the keys of an agent file in camelCase.
 * @example {
 *   "name": "Haiku",
 *   "description": "Writes haiku about anything",
 *   "capabilities": [{ "name": "poetry", "description": "write short poems" }],
 *   "systemPrompt": "You write haiku. Answer with the poem alone."
 * }
 */
export interface AgentDefinitionBody {
  name: AgentNameText;
  /** `wasm` where there is a `module`, else `config`. */
  kind?: AgentKindText;
  /** Of a WASM agent: the name of the uploaded module, or `sha256:` and the hash of a stored one. */
  module?: string;
  /** Of a WASM agent: what the module must be; detected unless given. */
  abi?: AbiText;
  /** Of a WASM agent: WebAssembly features beyond the default policy. */
  features?: string[];
  /** Of a WASM agent: `maxMemory`, `maxCpu`, `maxExecutionTime`, `maxMessageSize`, for one message. */
  resources?: AnyObject;
  /** Semantic version, for people. */
  version?: string;
  /**
   * What the agent is for.
   * @maxLength 2000
   */
  description?: string;
  /** The agent's own name unless given. */
  capabilities?: CapabilityOfferBody[];
  /** The tools that the agent may call. */
  tools?: string[];
  model?: string;
  /** `provider`, `temperature`, `maxTokens`, `timeout`, `responseFormat`. */
  llm?: AnyObject;
  /** `enabled`, `scope`, `autoStore`, `searchLimit`, `minSimilarity`, `maxTokens`. */
  memory?: AnyObject;
  /** Values for the templates. */
  parameters?: AnyObject;
  systemPrompt?: string;
  userPromptTemplate?: string;
  /** `maxTurns`, `maxToolCalls`, `maxTokens`, `maxCostUsd`, `timeout`, `maxMessageSize`. */
  limits?: AnyObject;
  /** Tools whose calls need a person's approval. */
  approval?: string[];
  /** `cron` or `every`, and the `message` to send. */
  schedule?: AnyObject;
  /** `strategy` and its settings. */
  deployment?: AnyObject;
  /** Requests with expected properties of the reply. */
  examples?: AnyObject[];
}

/** A capability that an agent offers. */
export interface CapabilityOffer {
  name: CapabilityText;
  description: string;
  priority: number;
}

/**
 * An agent.
 * @example {
 *   "id": "1204",
 *   "workspace": "default",
 *   "name": "DataAnalyzer",
 *   "kind": "config",
 *   "state": "running",
 *   "failure": null,
 *   "origin": "file",
 *   "file": "data-analyzer.md",
 *   "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
 *   "version": "1.0.0",
 *   "description": "Analyses data",
 *   "capabilities": [{ "name": "data-analysis", "description": "analyse data", "priority": 0 }],
 *   "createdAt": "2026-11-23T11:58:00.000Z",
 *   "updatedAt": "2026-11-23T11:58:00.000Z"
 * }
 */
export interface Agent {
  /** A whole number from 1 to 2^64 - 1, as text. */
  id: string;
  workspace: string;
  name: AgentNameText;
  kind: AgentKindText;
  state: AgentStateText;
  /** Why the agent is in the state `failed`. */
  failure: string | null;
  /** `file` agents are managed by their file; `api` agents through the API. */
  origin: "file" | "api";
  file: string | null;
  activeVersion: VersionHashText;
  /** Semantic version, for people. */
  version: string;
  description: string;
  capabilities: CapabilityOffer[];
  createdAt: DateTimeText;
  updatedAt: DateTimeText;
}

/**
 * An agent with its whole definition.
 * @example {
 *   "id": "1204",
 *   "workspace": "default",
 *   "name": "Haiku",
 *   "kind": "config",
 *   "state": "running",
 *   "failure": null,
 *   "origin": "api",
 *   "file": null,
 *   "activeVersion": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
 *   "version": "1.0.0",
 *   "description": "Writes haiku about anything",
 *   "capabilities": [{ "name": "poetry", "description": "write short poems", "priority": 0 }],
 *   "createdAt": "2026-11-23T11:58:00.000Z",
 *   "updatedAt": "2026-11-23T11:58:00.000Z",
 *   "definition": { "name": "Haiku", "systemPrompt": "You write haiku. Answer with the poem alone." },
 *   "source": "---\nname: Haiku\n---\nYou write haiku. Answer with the poem alone.\n",
 *   "warnings": []
 * }
 */
export interface AgentDetails extends Agent {
  /** The parsed definition, with every default filled in. */
  definition: AnyObject;
  /** The agent file as it was written. */
  source: string;
  /** Warnings of the parser, if this request stored the version; else empty. */
  warnings: ProblemError[];
}

/** A page of agents. */
export interface AgentPage {
  items: Agent[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * An immutable version of an agent.
 * @example {
 *   "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
 *   "version": "1.0.0",
 *   "description": "Writes haiku about anything",
 *   "active": true,
 *   "createdAt": "2026-11-23T11:58:00.000Z"
 * }
 */
export interface AgentVersion {
  hash: VersionHashText;
  /** Semantic version, for people. */
  version: string;
  description: string;
  /** Whether new conversations get this version. */
  active: boolean;
  createdAt: DateTimeText;
}

/** A page of versions. */
export interface AgentVersionPage {
  items: AgentVersion[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * An agent definition that could be stored.
 * @example {
 *   "name": "Haiku",
 *   "hash": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
 *   "capabilities": [{ "name": "poetry", "description": "write short poems", "priority": 0 }],
 *   "warnings": []
 * }
 */
export interface ValidAgent {
  name: AgentNameText;
  /** The version hash that it would get. */
  hash: VersionHashText;
  capabilities: CapabilityOffer[];
  warnings: ProblemError[];
}

/**
 * A capability and its providers.
 * @example { "name": "poetry", "description": "write short poems", "providers": ["Haiku"] }
 */
export interface Capability {
  name: CapabilityText;
  description: string;
  providers: AgentNameText[];
}

/** A page of capabilities. */
export interface CapabilityPage {
  items: Capability[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** The score of a provider: each part is 0 to 1, and `total` is their weighted sum. */
export interface ProviderScore {
  total: number;
  priority: number;
  health: number;
  load: number;
  latency: number;
  success: number;
}

/** An agent that provides a capability. */
export interface CapabilityProvider {
  agent: AgentNameText;
  version: VersionHashText;
  description: string;
  score: ProviderScore;
}

/**
 * The providers of a capability, in the order in which routing would choose them.
 * @example {
 *   "name": "data-analysis",
 *   "providers": [{
 *     "agent": "DataAnalyzer",
 *     "version": "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed",
 *     "description": "analyse data",
 *     "score": { "total": 0.93, "priority": 0.5, "health": 1, "load": 1, "latency": 0.9, "success": 1 }
 *   }]
 * }
 */
export interface CapabilityDetails {
  name: CapabilityText;
  providers: CapabilityProvider[];
}
