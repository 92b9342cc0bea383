/** The dependencies of the API, and the services that it creates from them. */
import type { AgentCatalogue } from "../agents/types.ts";
import type { CaxtonError } from "../domain/errors.ts";
import type { AgentName, SpanId, TraceId } from "../domain/ids.ts";
import type { MemoryAccess } from "../memory/types.ts";
import type { Messaging } from "../messaging/types.ts";
import type { Events } from "../observability/types.ts";
import type { Registry, Role } from "../registry/stores.ts";
import type { Router } from "../routing/types.ts";
import type { RemoteServers } from "../tools/remote/types.ts";
import type { JsonParts, ToolCatalogue } from "../tools/types.ts";
import type { UploadedTools } from "../tools/uploaded-tools.ts";
import type { AnswerKeeper } from "./answer-keeper.ts";
import type { Keyring } from "./keyring.ts";
import type { Operation, Operations } from "./operations.ts";

/** Whether the parts that the server needs are available. */
export interface ReadinessReport {
  readonly parts: readonly {
    /** `database`, `temporal`, `worker`. */
    readonly name: string;
    readonly ready: boolean;
    /** A description, or the reason why it is not ready. */
    readonly detail: string;
  }[];
  readonly llm: {
    readonly provider: string;
    /** `false` for the offline provider. */
    readonly isLanguageModel: boolean;
    readonly model: string;
  };
}

export interface ApiLimits {
  /** Interval between progress notifications over MCP, in milliseconds. */
  readonly progressMs?: number;
  /** Interval at which the list of tools is checked for MCP clients that subscribed to changes, in milliseconds. */
  readonly listMs?: number;
  /** Larger request bodies are rejected with `413`. */
  readonly maxBodyBytes: number;
  /** The same limit for requests that contain a module or a batch of messages. */
  readonly maxUploadBytes: number;
  /** The longest `Prefer: wait`; a longer one is shortened to it. */
  readonly maxWaitMs: number;
  /** Interval between heartbeats of an event stream. Default: 15 s. */
  readonly heartbeatMs?: number;
  /** How long a revoked key may stay valid in *another* process; in this one it is revoked at once. Default: 5 s. */
  readonly keyCacheMs?: number;
}

/** An answered request. */
export interface RequestReport {
  readonly method: string;
  /** The path template in the document, such as `/api/v1/agents/{name}`; `unknown` if there is none. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** The caller's span; null if it sent no valid `traceparent`. */
  readonly parentSpanId: SpanId | null;
  /** The name of the key, if any. */
  readonly caller: string | null;
  /** The error code. */
  readonly error: string | null;
}

/** The part of pino's interface that the API uses. */
export interface ApiLogger {
  error(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface ApiDependencies {
  readonly registry: Pick<
    Registry,
    "agents" | "approvals" | "conversations" | "messages" | "batches" | "events" | "apiKeys" | "idempotency" | "tools"
  >;
  readonly catalogue: AgentCatalogue;
  readonly messaging: Messaging;
  readonly router: Router;
  readonly tools: {
    readonly catalogue: ToolCatalogue;
    readonly uploaded: Pick<UploadedTools, "add" | "remove">;
    readonly remote: Pick<RemoteServers, "servers" | "refreshOne">;
    readonly parts: JsonParts;
  };
  readonly memory: MemoryAccess;
  /** Null if only API keys are accepted. */
  readonly verifyToken: VerifyToken | null;
  readonly events: Events;
  /** Never throws. */
  readonly readiness: () => Promise<ReadinessReport>;
  readonly limits: ApiLimits;
  readonly clock: () => Date;
  /** Caxton's version, for clients. */
  readonly version: string;
  readonly logger?: ApiLogger;
  /** Called for every answered request. */
  readonly onRequest?: (report: RequestReport) => void;
  /** Aborts when the server stops: streams end, new requests are `503`. */
  readonly stopping?: AbortSignal;
}

/** What controllers use: the dependencies, and what the API created at start. */
export interface ApiServices extends ApiDependencies {
  readonly keyring: Keyring;
  readonly answerKeeper: AnswerKeeper;
  readonly operations: Operations;
}

/** Returns the token's owner; throws `security.unauthenticated`, `security.issuer_unavailable`. */
export type VerifyToken = (token: string) => Promise<Caller>;

/** The owner of the API key or token of a request. */
export interface Caller {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** The agent of a key with the role `agent`. */
  readonly agent: AgentName | null;
}

/** The state of a request while it is handled. */
export interface RequestContext {
  readonly requestId: string;
  readonly traceId: TraceId;
  /** The span of this request; its parent is the caller's span. */
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly startedAt: number;
  operation: Operation | null;
  caller: Caller | null;
  /** SHA-256 of the body as received, once it was read. */
  bodyHash: string | null;
  /** Format of the request's parsed body; for an upload, that of its manifest. */
  bodyType: string | null;
  /** The WebAssembly module of an upload. */
  module: Uint8Array | null;
  /** Whether the tool call that this request asks for is in the audit, or will be when it ends. */
  isCallAudited: boolean;
  /** The returned error, for the log. */
  error: CaxtonError | null;
}
