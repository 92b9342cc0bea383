/**
 * What the rest of Caxton may ask of the sandbox. A guest is a WebAssembly module of somebody we do not trust: an agent,
 * which keeps its instance between messages, or a tool, which gets a fresh one for every call. Whatever a guest does
 * ends in a {@link CallResult}; an engine never throws for a guest's doing.
 */
import type { CaxtonError } from "../domain/errors.ts";
import type { WasmFeature } from "../domain/wasm.ts";

export type { WasmFeature } from "../domain/wasm.ts";

/** What the pass lets through. Part of the cache key of a module, so it is plain data. */
export interface ModulePolicy {
  readonly features: readonly WasmFeature[];
  readonly maxModuleBytes: number;
  /** The module's memory maximum is lowered to this; a module that starts with more is refused. */
  readonly maxMemoryBytes: number;
  /** Elements of all tables together. */
  readonly maxTableElements: number;
  /** Names under the import module `caxton` that the module may import; anything else is refused. */
  readonly imports: readonly HostFunctionName[];
}

/**
 * The host's functions, all under the import module `caxton`.
 *
 * - `log(level: i32, ptr: i32, len: i32)`: level 0 to 4 is trace, debug, info, warn, error; UTF-8 text.
 * - `now_ms() -> i64`: milliseconds since 1970.
 * - `random(ptr: i32, len: i32)`: fills the bytes.
 * - `host_read(ptr: i32, len: i32) -> i32`: copies the answer of the last call below to `ptr`, at most `len` bytes;
 *   gives the number copied, and forgets the answer.
 * - `http_request`, `file_access`, `sql_query`, `env_get`, each `(ptr: i32, len: i32) -> i32`: takes a framed request, blocks
 *   until it is answered and gives the length of the framed answer, which waits for `host_read`.
 *
 * A frame is `u32 little-endian length of the head | head, UTF-8 JSON | body bytes`. The head of every answer has `ok`; where it
 * is false, `error: { code, message }` says why, and the guest may go on.
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

/** Those that leave the worker and block the guest until they are answered. */
export type BlockingHostFunction = "http_request" | "file_access" | "sql_query" | "env_get";

/** Limits of one call, each with its own error. */
export interface CallLimits {
  /** `sandbox.cpu_limit_exceeded` */
  readonly fuel: number;
  /** By the clock on the wall: `sandbox.execution_time_exceeded`. */
  readonly wallMs: number;
  /** `sandbox.input_too_large` */
  readonly inputBytes: number;
  /** `sandbox.output_too_large` */
  readonly outputBytes: number;
  /** Calls of any host function: `sandbox.host_call_limit_exceeded`. */
  readonly hostCalls: number;
  /** `sandbox.log_limit_exceeded` */
  readonly logBytes: number;
}

/** A module that speaks the plain ABI, a component (WIT, WASI 0.2) of one of our worlds, or a plug-in made for Extism. */
export type GuestKind = "core" | "component" | "extism";

/** A module that went through the pass and was compiled. Holds no memory of a guest. */
export interface SandboxModule {
  /** Of the original bytes, the policy and the pass's version. */
  readonly key: string;
  /** Of the original bytes, in hexadecimal. */
  readonly sha256: string;
  readonly kind: GuestKind;
  readonly imports: readonly HostFunctionName[];
  /** Of a component: of the entries of our worlds those that it has. */
  readonly exports: readonly string[];
  readonly policy: ModulePolicy;
}

export interface LogLine {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
  readonly text: string;
}

export interface CallUsage {
  /** The same message burns the same fuel, whatever machine and load. */
  readonly fuel: number;
  readonly hostCalls: number;
  /** Time in the worker, without the queue. */
  readonly runMs: number;
  readonly memoryBytes: number;
}

export type CallResult = { readonly usage: CallUsage; readonly logs: readonly LogLine[] } & (
  | {
      readonly ok: true;
      /**
       * `null` when the guest had nothing to say (it returned 0). Outputs of an agent may be views of one small buffer (2 KB), which
       * never holds anything of another agent: read `output` and not `output.buffer`, and copy what is to be transferred elsewhere.
       */
      readonly output: Uint8Array | null;
    }
  | { readonly ok: false; readonly error: CaxtonError }
);

/** Answers a blocking host function: a framed request in, a framed answer out. Must not throw; a refusal is an answer. */
export type HostCallHandler = (
  name: BlockingHostFunction,
  request: Uint8Array,
  signal: AbortSignal,
) => Promise<Uint8Array>;

/**
 * An agent's instance. Calls are answered in order; a trap replaces the instance, and the next call finds a fresh one. Calls whose
 * signal aborts end with `sandbox.cancelled` at once, and soon stop running; calls of neighbours that this interrupts are made again.
 * Inputs are not copied when a call is made: they must be neither changed nor transferred until its result is there.
 */
export interface SandboxInstance {
  call(input: Uint8Array, signal?: AbortSignal): Promise<CallResult>;
  /** Results in the order of the inputs; one input's trap is never another's loss. */
  callBatch(inputs: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly CallResult[]>;
  /** Lets what is in hand finish. */
  close(): Promise<void>;
}

export interface SandboxStatistics {
  readonly workers: number;
  readonly instances: number;
  readonly modules: number;
  /** Calls that wait or run. */
  readonly inHand: number;
  /** Workers that were ended because a guest overran its time, or went on after its call was cancelled. */
  readonly terminated: number;
}

export interface AnswerOptions {
  /**
   * An output must be a JSON object, and its members of these names are all that is given back: as JSON, in this order, null for one
   * that is missing. Any other output is `sandbox.abi_violation`. It is read in the worker, not in the main thread.
   */
  readonly members: readonly string[];
}

/** Behind this stands V8; another engine may. */
export interface SandboxEngine {
  /**
   * Checks, caps, meters and compiles a module, or finds it compiled already. Throws `sandbox.invalid_module`,
   * `sandbox.feature_refused`, `sandbox.import_refused`, `sandbox.module_too_large`, `sandbox.memory_limit_exceeded`,
   * `sandbox.table_limit_exceeded`.
   */
  load(original: Uint8Array, policy: ModulePolicy): Promise<SandboxModule>;
  /** An instance for an agent (`handle_message`). Throws `sandbox.abi_violation`, `sandbox.trapped`, `sandbox.overloaded`. */
  start(module: SandboxModule, limits: CallLimits, answers?: AnswerOptions): Promise<SandboxInstance>;
  /** One call of a tool (`call_tool`) in a fresh instance. */
  run(
    module: SandboxModule,
    input: Uint8Array,
    options: {
      readonly limits: CallLimits;
      readonly host: HostCallHandler;
      readonly signal?: AbortSignal;
      /** Which function of an Extism plug-in; of other guests it is `call_tool`. */
      readonly function?: string;
    },
  ): Promise<CallResult>;
  /** What a tool says of itself: the JSON of its `describe` export; `null` when it has none. */
  describe(module: SandboxModule, limits: CallLimits): Promise<Uint8Array | null>;
  statistics(): SandboxStatistics;
  close(): Promise<void>;
}
