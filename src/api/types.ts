/** What the API needs to be given, and what it keeps for itself while a server lives. */
import type { AgentCatalogue } from "../agents/types.ts";
import type { CaxtonError } from "../domain/errors.ts";
import type { AgentName, SpanId, TraceId } from "../domain/ids.ts";
import type { MemoryAccess } from "../memory/types.ts";
import type { Messaging } from "../messaging/types.ts";
import type { Events } from "../observability/types.ts";
import type { Registry, Role } from "../registry/stores.ts";
import type { Router } from "../routing/types.ts";
import type { RemoteServers } from "../tools/remote/types.ts";
import type { ToolCatalogue } from "../tools/types.ts";
import type { UploadedTools } from "../tools/uploaded-tools.ts";
import type { AnswerKeeper } from "./answer-keeper.ts";
import type { Keyring } from "./keyring.ts";
import type { Operation, Operations } from "./operations.ts";

/** Whether the parts answer without which the server cannot work. */
export interface ReadinessReport {
  readonly parts: readonly {
    /** `database`, `temporal`, `worker`. */
    readonly name: string;
    readonly ready: boolean;
    /** What it is, or why it is not ready. */
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
  /** Between two notifications of progress over MCP, in milliseconds. */
  readonly progressMs?: number;
  /** Between two looks at the list of tools for clients of MCP that want to be told of changes, in milliseconds. */
  readonly listMs?: number;
  /** A larger request body is `413`. */
  readonly maxBodyBytes: number;
  /** The same for a request that brings a module, or a batch of messages. */
  readonly maxUploadBytes: number;
  /** The longest `Prefer: wait` that is honoured; a longer one is cut to it. */
  readonly maxWaitMs: number;
  /** How often an event stream says that it lives; 15 s unless given. */
  readonly heartbeatMs?: number;
  /** How long a revoked key may live on in *another* process; in this one it is gone at once. 5 s unless given. */
  readonly keyCacheMs?: number;
}

/** A request that was answered. */
export interface RequestReport {
  readonly method: string;
  /** The path as the document names it, such as `/api/v1/agents/{name}`; `unknown` where there is none. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** The caller's span; null where it sent no valid `traceparent`. */
  readonly parentSpanId: SpanId | null;
  /** The name of the key, where there was one. */
  readonly caller: string | null;
  /** The code of what went wrong. */
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
  };
  readonly memory: MemoryAccess;
  /** Null where API keys alone are taken. */
  readonly verifyToken: VerifyToken | null;
  readonly events: Events;
  /** Never throws. */
  readonly readiness: () => Promise<ReadinessReport>;
  readonly limits: ApiLimits;
  readonly clock: () => Date;
  /** Of Caxton, for clients that want to know. */
  readonly version: string;
  readonly logger?: ApiLogger;
  /** Told of every request that was answered. */
  readonly onRequest?: (report: RequestReport) => void;
  /** Aborts when the server stops: streams end, new requests are `503`. */
  readonly stopping?: AbortSignal;
}

/** What a controller gets: the dependencies, and what the API made at start. */
export interface ApiServices extends ApiDependencies {
  readonly keyring: Keyring;
  readonly answerKeeper: AnswerKeeper;
  readonly operations: Operations;
}

/** Answers whose token it is; throws `security.unauthenticated`, `security.issuer_unavailable`. */
export type VerifyToken = (token: string) => Promise<Caller>;

/** Whose API key or token a request carried. */
export interface Caller {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** The agent that a key of role `agent` speaks for. */
  readonly agent: AgentName | null;
}

/** What is known of a request while it is answered. */
export interface RequestContext {
  readonly requestId: string;
  readonly traceId: TraceId;
  /** Of this request; its parent is the caller's span. */
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly startedAt: number;
  operation: Operation | null;
  caller: Caller | null;
  /** SHA-256 of the body as it came, once it was read. */
  bodyHash: string | null;
  /** Format of what stands in the request's body now; of an upload, that of its manifest. */
  bodyType: string | null;
  /** The WebAssembly module of an upload. */
  module: Uint8Array | null;
  /** The call of a tool that this request asks for is in the audit, or will be when it ends. */
  isCallAudited: boolean;
  /** The error that was answered, for the log. */
  error: CaxtonError | null;
}
