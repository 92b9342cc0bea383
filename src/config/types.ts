/** What a Caxton process has been told: read once at start, passed down by hand, never changed. */
import type { Json, JsonObject } from "../domain/json.ts";
import type { Quotas } from "../domain/memory.ts";
import type { RemoteServerSettings } from "../domain/remote-server.ts";

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
  /** 0 takes a free one. */
  readonly port: number;
  /** 0 takes a free one. */
  readonly metricsPort: number;
  /** A larger request body is `413`. */
  readonly maxBodyBytes: number;
  /** A request that brings a module, or a batch of messages. */
  readonly maxUploadBytes: number;
  /** The longest `Prefer: wait` that is honoured; a longer one is cut to it. */
  readonly maxWaitMs: number;
  /** How long a stop waits for requests and activities that are under way. */
  readonly shutdownGraceMs: number;
}

/** An identity provider whose tokens are taken beside API keys. */
export interface JwtConfig {
  /** As `iss` says it. */
  readonly issuer: string;
  /** As `aud` says it. */
  readonly audience: string;
  /** Of the provider's public keys. */
  readonly jwksUrl: string;
  /** The claim that names the role, or holds a list with it. */
  readonly roleClaim: string;
  /** The claim that names the agent, for the role `agent`. */
  readonly agentClaim: string;
}

interface DatabaseConfig {
  /** As Prisma takes it: `file:` and an absolute path. */
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
  /** null connects in plain text. An API key switches TLS on. */
  readonly tls: TemporalTls | null;
  /** Headers sent with every call to Temporal (`TEMPORAL_GRPC_META_…`). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly taskQueue: string;
  /** The Temporal CLI to run the embedded server with; null searches for one. */
  readonly cliPath: string | null;
  /** Port of the embedded server; null keeps the last one, or takes a free one. */
  readonly port: number | null;
  /** Port of the embedded server's Web UI; null keeps the last one, or takes 8233, or a free one. */
  readonly uiPort: number | null;
}

/** A further LLM provider: a module whose default export makes it. */
export interface LlmModule {
  /** The name by which agents and `llm.default_provider` choose it. */
  readonly name: string;
  /** A package name, or an absolute path. */
  readonly module: string;
  /** Passed to the module as it stands. */
  readonly settings: Json;
}

interface LlmConfig {
  /**
   * `openai`, `offline`, `replay` or the name of a module. null lets the configuration speak: `replay` where there is a replay file,
   * `openai` where there is a key or a base URL, else `offline`.
   */
  readonly defaultProvider: string | null;
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string | null };
  /** null takes the provider's own. */
  readonly defaultModel: string | null;
  /** Names that agents may use for models. */
  readonly aliases: Readonly<Record<string, string>>;
  /** US dollars for a million tokens, by the model's own name. */
  readonly prices: Readonly<Record<string, { readonly input: number; readonly output: number }>>;
  readonly modules: readonly LlmModule[];
  /** Recorded exchanges to answer from. Absolute path. */
  readonly replayFile: string | null;
  /** Where exchanges are recorded. Absolute path. */
  readonly recordFile: string | null;
  /** One model call. */
  readonly timeoutMs: number;
  /** How often a model call is tried in all. */
  readonly maxAttempts: number;
}

/** What an agent gets where its file says nothing. */
interface AgentDefaults {
  /** Model calls for one message. */
  readonly maxTurns: number;
  /** Tool calls for one message. */
  readonly maxToolCalls: number;
  /** Tokens of one message, in and out; null sets no limit. */
  readonly maxTokens: number | null;
  /** null sets no limit. */
  readonly maxCostUsd: number | null;
  /** One message, from its acceptance to the reply. */
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
  /** How long a tool call waits for a person's approval. */
  readonly approvalTimeoutMs: number;
  /** How often a request may be handed on from agent to agent. */
  readonly maxHops: number;
}

interface ConversationDefaults {
  /** How long a conversation lives whose opener said nothing. */
  readonly expireAfterMs: number;
  /** After so many messages the workflow continues as new. */
  readonly continueAsNewAfter: number;
}

/** A database that tools may be granted. */
export type ToolDatabase =
  | { readonly name: string; readonly kind: "sqlite"; readonly file: string }
  | { readonly name: string; readonly kind: "postgresql"; readonly url: string };

interface ToolsConfig {
  /** Where tools keep their files. Absolute path. */
  readonly storageDir: string;
  readonly databases: readonly ToolDatabase[];
  /** What built-in tools are granted in place of what their manifests say: name of the tool → grants as in a manifest. */
  readonly grants: Readonly<Record<string, JsonObject>>;
  /** MCP servers whose tools agents may be given, outside the sandbox. Headers and variables are secrets. */
  readonly servers: readonly RemoteServerSettings[];
}

/** Where a command finds its server, when it was told. */
interface ClientConfig {
  readonly url: string | null;
  readonly apiKey: string | null;
}

export const memoryBackends = ["embedded", "postgres", "qdrant", "neo4j", "custom"] as const;
export type MemoryBackendName = (typeof memoryBackends)[number];

/** The backend that is used, and what is known of each: null where nothing says where it is. */
export interface MemoryConfig {
  readonly backend: MemoryBackendName;
  /** The embedding model: the name of one that comes with Caxton, or a folder. */
  readonly model: string;
  readonly quotas: Quotas;
  readonly embedded: { readonly file: string };
  readonly postgres: { readonly url: string; readonly schema: string; readonly connections: number } | null;
  readonly qdrant: { readonly url: string; readonly apiKey: string | null; readonly collection: string } | null;
  readonly neo4j: {
    readonly uri: string;
    readonly user: string;
    /** Null for a server that asks for none. */
    readonly password: string | null;
    readonly database: string;
    /** With which its labels, relationships and indexes begin. */
    readonly prefix: string;
  } | null;
  /** A package or a file whose default export makes a `MemoryBackend`. */
  readonly custom: { readonly module: string; readonly settings: Json } | null;
}

export interface Config {
  /** The file that was read, if any. Absolute path. */
  readonly configFile: string | null;
  readonly role: Role;
  /** Absolute path. */
  readonly dataDir: string;
  /** Absolute path. */
  readonly agentsDir: string;
  readonly logLevel: LogLevel;
  readonly server: ServerConfig;
  /** Null takes API keys alone. */
  readonly jwt: JwtConfig | null;
  readonly database: DatabaseConfig;
  readonly temporal: TemporalConfig;
  readonly llm: LlmConfig;
  readonly agents: AgentDefaults;
  readonly conversations: ConversationDefaults;
  readonly tools: ToolsConfig;
  readonly memory: MemoryConfig;
  readonly client: ClientConfig;
  /** What child processes may see: the search path, the home folder, proxies and Go's own settings; never a secret. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** The whole environment, secrets included, for the variables that a grant or OpenTelemetry (`OTEL_…`) names. */
  readonly environment: Environment;
}
