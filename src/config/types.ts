/** The configuration of a Caxton process: read once at start, passed on as an argument, never changed. */
import type { Json, JsonObject } from "../domain/json.ts";
import type { Quotas } from "../domain/memory.ts";
import type { RemoteServerSettings } from "../domain/remote-server.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";

/** Variable names and their values, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The folders that relative paths start from. */
export interface Folders {
  /** For paths in the environment: the folder in which Caxton was started. */
  readonly cwd: string;
  /** For paths in the configuration file: the file's own folder. */
  readonly file: string;
}

export type Role = "all" | "api" | "worker";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
type LogLevel = (typeof logLevels)[number];

interface ServerConfig {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** 0 means any free port. */
  readonly metricsPort: number;
  /** Larger request bodies are rejected with `413`. */
  readonly maxBodyBytes: number;
  /** The same limit for requests that contain a module or a batch of messages. */
  readonly maxUploadBytes: number;
  /** The longest `Prefer: wait`; a longer one is shortened to it. */
  readonly maxWaitMs: number;
  /** How long a stop waits for requests and activities in progress. */
  readonly shutdownGraceMs: number;
}

/** An identity provider whose tokens are accepted besides API keys. */
export interface JwtConfig {
  /** The expected `iss`. */
  readonly issuer: string;
  /** The expected `aud`. */
  readonly audience: string;
  /** URL of the provider's public keys. */
  readonly jwksUrl: string;
  /** The claim that contains the role, or a list with it. */
  readonly roleClaim: string;
  /** The claim that contains the agent's name, for the role `agent`. */
  readonly agentClaim: string;
}

interface DatabaseConfig {
  /** For Prisma: `file:` and an absolute path. */
  readonly url: string;
  /** The same path without `file:`. */
  readonly file: string;
}

export interface TemporalTls {
  readonly serverName: string | null;
  readonly serverCaCertificate: Uint8Array | null;
  readonly clientCertificate: { readonly certificate: Uint8Array; readonly key: Uint8Array } | null;
}

export interface TemporalConfig {
  /** `host:port` of a cluster; null runs the embedded dev server. */
  readonly address: string | null;
  readonly namespace: string;
  readonly apiKey: string | null;
  /** null means no TLS. An API key enables TLS. */
  readonly tls: TemporalTls | null;
  /** Headers sent with every call to Temporal (`TEMPORAL_GRPC_META_…`). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly taskQueue: string;
  /** The Temporal CLI for the embedded server; null searches for one. */
  readonly cliPath: string | null;
  /** Port of the embedded server; null reuses the last one, or takes a free one. */
  readonly port: number | null;
  /** Port of the embedded server's Web UI; null reuses the last one, or takes 8233, or a free one. */
  readonly uiPort: number | null;
}

/** An additional LLM provider: a module whose default export creates it. */
export interface LlmModule {
  /** The name that agents and `llm.default_provider` use for it. */
  readonly name: string;
  /** A package name, or an absolute path. */
  readonly module: string;
  /** Passed to the module unchanged. */
  readonly settings: Json;
}

interface LlmConfig {
  /**
   * `openai`, `offline`, `replay` or the name of a module. null means: `replay` with a replay file, `openai` with a key
   * or a base URL, otherwise `offline`.
   */
  readonly defaultProvider: string | null;
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string | null };
  /** null means the provider's own default. */
  readonly defaultModel: string | null;
  /** Names that agents may use, each with the model that it stands for. */
  readonly aliases: Readonly<Record<string, string>>;
  /** US dollars per million tokens, by the model's own name. */
  readonly prices: Readonly<Record<string, { readonly input: number; readonly output: number }>>;
  readonly modules: readonly LlmModule[];
  /** File of recorded exchanges to replay. Absolute path. */
  readonly replayFile: string | null;
  /** File in which exchanges are recorded. Absolute path. */
  readonly recordFile: string | null;
  /** Limit for one model call. */
  readonly timeoutMs: number;
  /** Total attempts for a model call. */
  readonly maxAttempts: number;
}

/** Defaults for what an agent file does not set. */
interface AgentDefaults {
  /** Most model calls for one message. */
  readonly maxTurns: number;
  /** Most tool calls for one message. */
  readonly maxToolCalls: number;
  /** Most tokens for one message, input and output; null means no limit. */
  readonly maxTokens: number | null;
  /** null means no limit. */
  readonly maxCostUsd: number | null;
  /** Limit for one message, from its acceptance to the reply. */
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
  /** How long a tool call waits for a person's approval. */
  readonly approvalTimeoutMs: number;
  /** How often a request may be forwarded from agent to agent. */
  readonly maxHops: number;
}

interface ConversationDefaults {
  /** Lifetime of a conversation that was opened without one. */
  readonly expireAfterMs: number;
  /** The workflow continues as new after this many messages. */
  readonly continueAsNewAfter: number;
}

/** A database that tools can be granted. */
export type ToolDatabase =
  | { readonly name: string; readonly kind: "sqlite"; readonly file: string }
  | { readonly name: string; readonly kind: "postgresql"; readonly url: string };

interface ToolsConfig {
  /** Folder for files of tools. Absolute path. */
  readonly storageDir: string;
  readonly databases: readonly ToolDatabase[];
  /** Grants that replace those in the manifests of built-in tools: name of the tool → grants as in a manifest. */
  readonly grants: Readonly<Record<string, JsonObject>>;
  /** MCP servers whose tools agents may use, outside the sandbox. Headers and variables are secrets. */
  readonly servers: readonly RemoteServerSettings[];
}

/** The sandbox of WASM agents and tools. The sandbox itself has the defaults of what is null. */
interface SandboxConfig {
  /** Most threads for agents. */
  readonly agentWorkers: number | null;
  /** Most threads for tools. */
  readonly toolWorkers: number | null;
  /** Most tool calls that wait for a thread. */
  readonly toolQueue: number | null;
  /** Memory limits of running tools together; null means no limit. */
  readonly toolMemoryBytes: number | null;
  /** Most agent instances at once. */
  readonly maxInstances: number | null;
  /** Memory of all agent instances together above which idle ones are evicted. */
  readonly instanceMemoryBytes: number | null;
  /** Most agent calls that wait or run. */
  readonly maxAgentCalls: number | null;
  /** Most compiled modules that are kept. */
  readonly maxModules: number | null;
  readonly moduleCacheBytes: number | null;
  /** V8's heap in each thread. */
  readonly workerHeapBytes: number | null;
  readonly ceilings: ResourceCeilings;
}

/** The server that commands use, if it is configured. */
interface ClientConfig {
  readonly url: string | null;
  readonly apiKey: string | null;
}

export const memoryBackends = ["embedded", "postgres", "qdrant", "neo4j", "custom"] as const;
export type MemoryBackendName = (typeof memoryBackends)[number];

/** The backend in use, and the settings of each; null if its location is not configured. */
export interface MemoryConfig {
  readonly backend: MemoryBackendName;
  /** The embedding model: the name of an included one, or a folder. */
  readonly model: string;
  readonly quotas: Quotas;
  readonly embedded: { readonly file: string };
  readonly postgres: { readonly url: string; readonly schema: string; readonly connections: number } | null;
  readonly qdrant: { readonly url: string; readonly apiKey: string | null; readonly collection: string } | null;
  readonly neo4j: {
    readonly uri: string;
    readonly user: string;
    /** Null for a server without authentication. */
    readonly password: string | null;
    readonly database: string;
    /** Prefix of its labels, relationships and indexes. */
    readonly prefix: string;
  } | null;
  /** A package or a file whose default export creates a `MemoryBackend`. */
  readonly custom: { readonly module: string; readonly settings: Json } | null;
}

export interface Config {
  /** The file that was read, or null. Absolute path. */
  readonly configFile: string | null;
  readonly role: Role;
  /** Absolute path. */
  readonly dataDir: string;
  /** Absolute path. */
  readonly agentsDir: string;
  readonly logLevel: LogLevel;
  readonly server: ServerConfig;
  /** Null accepts only API keys. */
  readonly jwt: JwtConfig | null;
  readonly database: DatabaseConfig;
  readonly temporal: TemporalConfig;
  readonly llm: LlmConfig;
  readonly agents: AgentDefaults;
  readonly conversations: ConversationDefaults;
  readonly tools: ToolsConfig;
  readonly sandbox: SandboxConfig;
  readonly memory: MemoryConfig;
  readonly client: ClientConfig;
  /**
   * Variables that child processes may see: the search path, the home folder, proxies and Go's own settings; never a
   * secret.
   */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** The whole environment, including secrets, for variables that a grant or OpenTelemetry (`OTEL_…`) names. */
  readonly environment: Environment;
}
