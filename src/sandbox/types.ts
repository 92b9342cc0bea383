/**
 * The sandbox's interface to the rest of Caxton. A guest is an untrusted WebAssembly module: an agent, which keeps its
 * instance between messages, or a tool, which gets a fresh instance for every call. Whatever a guest does is reported
 * as a {@link CallResult}; an engine never throws because of a guest's behaviour.
 */
import type { CaxtonError, ErrorCode } from "../domain/errors.ts";
import type { GuestKind, WasmFeature } from "../domain/wasm.ts";

export type { GuestKind, WasmFeature } from "../domain/wasm.ts";

/** What the pass accepts. Plain data, because it is part of a module's cache key. */
export interface ModulePolicy {
  readonly features: readonly WasmFeature[];
  readonly maxModuleBytes: number;
  /** The module's maximum memory is lowered to this. A module with a larger initial memory is refused. */
  readonly maxMemoryBytes: number;
  /** Maximum number of elements of all tables together. */
  readonly maxTableElements: number;
  /** The functions of import module `caxton` that the module may import. All other imports are refused. */
  readonly imports: readonly HostFunctionName[];
}

/**
 * The host functions, all in import module `caxton`.
 *
 * - `log(level: i32, ptr: i32, len: i32)`: logs UTF-8 text; levels 0 to 4 are trace, debug, info, warn and error.
 * - `now_ms() -> i64`: milliseconds since 1970.
 * - `random(ptr: i32, len: i32)`: fills the range with random bytes.
 * - `host_read(ptr: i32, len: i32) -> i32`: copies at most `len` bytes of the last blocking call's answer to `ptr`,
 *   returns the number of bytes copied and discards the answer.
 * - `http_request`, `file_access`, `sql_query`, `env_get`, each `(ptr: i32, len: i32) -> i32`: take a framed request,
 *   block until it is answered and return the length of the framed answer, which `host_read` then fetches.
 *
 * A frame is `u32 little-endian length of the head | head, UTF-8 JSON | body bytes`. The head of every answer has a
 * member `ok`. If it is false, `error: { code, message }` gives the reason, and the guest may continue.
 */
export const hostFunctionNames = [
  "log",
  "now_ms",
  "random",
  "host_read",
  "http_request",
  "file_access",
  "sql_query",
  "env_get",
] as const;

export type HostFunctionName = (typeof hostFunctionNames)[number];

/** Host functions that leave the worker and block the guest until they are answered. */
export type BlockingHostFunction = "http_request" | "file_access" | "sql_query" | "env_get";

/** Limits of one call. Each has its own error code. */
export interface CallLimits {
  /** `sandbox.cpu_limit_exceeded` */
  readonly fuel: number;
  /** Elapsed (wall-clock) time: `sandbox.execution_time_exceeded`. */
  readonly wallMs: number;
  /** `sandbox.input_too_large` */
  readonly inputBytes: number;
  /** `sandbox.output_too_large` */
  readonly outputBytes: number;
  /** Number of calls to host functions of any kind: `sandbox.host_call_limit_exceeded`. */
  readonly hostCalls: number;
  /** `sandbox.log_limit_exceeded` */
  readonly logBytes: number;
}

/** A module that has passed and been compiled. Holds no guest memory. */
export interface SandboxModule {
  /** Hash of the original bytes, the policy and the pass version. */
  readonly key: string;
  /** SHA-256 of the original bytes, in hexadecimal. */
  readonly sha256: string;
  readonly kind: GuestKind;
  readonly imports: readonly HostFunctionName[];
  /** For a component: the entry points of our worlds that it exports. */
  readonly exports: readonly string[];
  readonly policy: ModulePolicy;
}

export interface LogLine {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  readonly text: string;
}

export interface CallUsage {
  /** Deterministic: the same message burns the same fuel on any machine and under any load. */
  readonly fuel: number;
  readonly hostCalls: number;
  /** Time in the worker, without queueing. */
  readonly runMs: number;
  readonly memoryBytes: number;
}

export type CallResult = { readonly usage: CallUsage; readonly logs: readonly LogLine[] } & (
  | {
      readonly ok: true;
      /**
       * `null` if the guest returned 0, that is, no output. Outputs of an agent may be views of one small shared buffer
       * (2 KB), which never holds another agent's data. Use `output`, not `output.buffer`, and copy it before you
       * transfer it.
       */
      readonly output: Uint8Array | null;
    }
  | { readonly ok: false; readonly error: CaxtonError }
);

/**
 * Answers a blocking host function: takes a framed request and returns a framed answer. Must not throw; a refusal is an
 * answer too.
 */
export type HostCallHandler = (
  name: BlockingHostFunction,
  request: Uint8Array,
  signal: AbortSignal,
) => Promise<Uint8Array>;

/**
 * An agent's instance. Calls are answered in order. A trap replaces the instance, so the next call gets a fresh one.
 * When a call's signal aborts, the call ends with `sandbox.cancelled` at once, and the guest stops running soon after;
 * other calls that this interrupts are repeated. Inputs are not copied when a call is made: do not change or transfer
 * them before the result arrives.
 */
export interface SandboxInstance {
  call(input: Uint8Array, signal?: AbortSignal): Promise<CallResult>;
  /** Results are in the order of the inputs. A trap on one input does not affect the others. */
  callBatch(inputs: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly CallResult[]>;
  /** Open calls finish first. */
  close(): Promise<void>;
}

/** What one kind of guest does and has done since the engine was created. */
export interface GuestStatistics {
  readonly workers: number;
  /** Calls that wait for a worker, or for their turn in it. */
  readonly waiting: number;
  readonly running: number;
  /** Number of ended calls by `ok` or the code of the error, refused and cancelled ones included. */
  readonly ended: ReadonlyMap<"ok" | ErrorCode, number>;
  /** Total fuel of these calls. */
  readonly fuel: number;
  /** Total time that they ran, in milliseconds. */
  readonly runMs: number;
  /** Workers terminated because a guest exceeded its time or kept running after its call was cancelled. */
  readonly overdueWorkers: number;
  /** Workers that ended for another reason, such as a lack of memory. */
  readonly failedWorkers: number;
}

export interface SandboxStatistics {
  readonly workers: number;
  readonly instances: number;
  /** Memory of agent instances, in bytes. */
  readonly instanceBytes: number;
  /** Agent instances that were evicted to make room for others. */
  readonly evicted: number;
  readonly modules: number;
  /** Number of modules that were not loaded, by the code of the error. */
  readonly refusedModules: ReadonlyMap<ErrorCode, number>;
  /** Calls that are queued or running. */
  readonly inHand: number;
  /** Workers terminated because a guest exceeded its time or kept running after its call was cancelled. */
  readonly terminated: number;
  readonly agents: GuestStatistics;
  readonly tools: GuestStatistics;
}

export interface AnswerOptions {
  /**
   * The output must be a JSON object. Only its members with these names are returned: as JSON, in this order, with null
   * for a missing one. Any other output is a `sandbox.abi_violation`. The output is parsed in the worker, not in the
   * main thread.
   */
  readonly members: readonly string[];
}

/** Implemented on V8; another engine could implement it too. */
export interface SandboxEngine {
  /**
   * Checks, caps, meters and compiles a module, or returns it from the cache. Throws `sandbox.invalid_module`,
   * `sandbox.feature_refused`, `sandbox.import_refused`, `sandbox.module_too_large`, `sandbox.memory_limit_exceeded`,
   * `sandbox.table_limit_exceeded`.
   */
  load(original: Uint8Array, policy: ModulePolicy): Promise<SandboxModule>;
  /**
   * Creates an instance for an agent (`handle_message`). Throws `sandbox.abi_violation`, `sandbox.trapped`,
   * `sandbox.overloaded`.
   */
  start(module: SandboxModule, limits: CallLimits, answers?: AnswerOptions): Promise<SandboxInstance>;
  /** One tool call (`call_tool`) in a fresh instance. */
  run(
    module: SandboxModule,
    input: Uint8Array,
    options: {
      readonly limits: CallLimits;
      readonly host: HostCallHandler;
      readonly signal?: AbortSignal;
      /** The function of an Extism plug-in to call. Other guests are always called through `call_tool`. */
      readonly function?: string;
    },
  ): Promise<CallResult>;
  /** A tool's self-description: the JSON that its `describe` export returns; `null` if it has no such export. */
  describe(module: SandboxModule, limits: CallLimits): Promise<Uint8Array | null>;
  statistics(): SandboxStatistics;
  close(): Promise<void>;
}
