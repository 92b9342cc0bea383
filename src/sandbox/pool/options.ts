/** What an engine can be told. Every value has a default that suits a server of its own. */
import { availableParallelism, totalmem } from "node:os";

export interface SandboxOptions {
  /** Agent workers; each runs one call at a time. Default: one a core, but for the main thread's. */
  readonly cores?: number;
  /** Tool workers, at most; a tool that waits for the network holds one. Default: 16. */
  readonly toolWorkers?: number;
  /** Tool calls that wait for a worker; one more is refused (`sandbox.overloaded`). Default: 256. */
  readonly toolQueue?: number;
  /** A tool worker that had nothing to do for so long is ended, but for the last. Default: 30,000. */
  readonly toolIdleMs?: number;
  /**
   * Instances of agents that live at once; those that were idle for longest make room and are made anew by their next call.
   * Default: 8,000, for V8 reserves about 10 GB of address space for each and has room for 13,000; 50,000 where Node.js runs
   * with `--disable-wasm-trap-handler`.
   */
  readonly maxInstances?: number;
  /** Bytes of memory that the agents' instances hold together before idle ones make room. Default: a quarter of the machine's. */
  readonly maxInstanceBytes?: number;
  /** Calls of agents that wait or run; one more is refused (`sandbox.overloaded`). Default: 100,000. */
  readonly maxQueuedCalls?: number;
  /** Compiled modules that are kept. Default: 256. */
  readonly maxModules?: number;
  /** Bytes of modules (as metered) that are kept compiled. Default: 268,435,456. */
  readonly maxModuleCacheBytes?: number;
  /** MB that V8 may use in a worker beside the memories of modules: tables, logs, our own. Default: 512. */
  readonly workerHeapMb?: number;
  /** Start one worker of each kind at once in place of at the first call: that takes 40 to 90 ms. Default: true. */
  readonly startEarly?: boolean;
  /** How often the watchdog looks, so a call may overrun its wall clock by two of these. Default: 5. */
  readonly watchMs?: number;
  /**
   * Instances of a module that used up a limit at the cost of its neighbours' time share a worker only with their like for so
   * long. Default: 600,000.
   */
  readonly apartMs?: number;
}

export type EngineSettings = Required<SandboxOptions>;

const hasNoTrapHandler = (): boolean =>
  [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(" ")].includes("--disable-wasm-trap-handler");

export const settingsFrom = (options: SandboxOptions): EngineSettings => ({
  cores: options.cores ?? Math.max(1, availableParallelism() - 1),
  toolWorkers: options.toolWorkers ?? 16,
  toolQueue: options.toolQueue ?? 256,
  toolIdleMs: options.toolIdleMs ?? 30_000,
  maxInstances: options.maxInstances ?? (hasNoTrapHandler() ? 50_000 : 8_000),
  maxInstanceBytes: options.maxInstanceBytes ?? totalmem() / 4,
  maxQueuedCalls: options.maxQueuedCalls ?? 100_000,
  maxModules: options.maxModules ?? 256,
  maxModuleCacheBytes: options.maxModuleCacheBytes ?? 268_435_456,
  workerHeapMb: options.workerHeapMb ?? 512,
  startEarly: options.startEarly ?? true,
  watchMs: options.watchMs ?? 5,
  apartMs: options.apartMs ?? 600_000,
});
