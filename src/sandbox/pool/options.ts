/** Options of a sandbox engine. The defaults suit a server that has the machine to itself. */
import { availableParallelism, totalmem } from "node:os";

export interface SandboxOptions {
  /** Maximum number of agent workers; each runs one call at a time. Default: one less than the number of cores. */
  readonly cores?: number;
  /** Maximum number of tool workers; a tool that waits for the network occupies one. Default: 16. */
  readonly toolWorkers?: number;
  /** Maximum number of tool calls waiting for a worker; further calls fail with `sandbox.overloaded`. Default: 256. */
  readonly toolQueue?: number;
  /** Idle time after which a tool worker is terminated, in milliseconds; the last one is kept. Default: 30,000. */
  readonly toolIdleMs?: number;
  /**
   * Maximum number of live agent instances. The least recently used idle ones are evicted, and recreated by their next call.
   * Default: 8,000, because V8 reserves about 10 GB of address space for each and has room for 13,000; 50,000 if Node.js runs
   * with `--disable-wasm-trap-handler`.
   */
  readonly maxInstances?: number;
  /** Total memory of agent instances, in bytes, above which idle ones are evicted. Default: a quarter of the machine's memory. */
  readonly maxInstanceBytes?: number;
  /** Maximum number of agent calls waiting or running; further calls fail with `sandbox.overloaded`. Default: 100,000. */
  readonly maxQueuedCalls?: number;
  /** Maximum number of compiled modules in the cache. Default: 256. */
  readonly maxModules?: number;
  /** Maximum total size of the cached modules, in bytes of metered code. Default: 268,435,456. */
  readonly maxModuleCacheBytes?: number;
  /** V8's heap limit in a worker, in MB, not counting the modules' memories: tables, logs and Caxton's own objects. Default: 512. */
  readonly workerHeapMb?: number;
  /** Start one worker of each kind immediately instead of at the first call; that takes 40 to 90 ms. Default: true. */
  readonly startEarly?: boolean;
  /** The watchdog's interval, in milliseconds. A call may overrun its wall-clock limit by two intervals. Default: 5. */
  readonly watchMs?: number;
  /**
   * After a module exceeded a limit and thereby delayed others, its instances are kept in the separate worker for such instances for
   * this long, in milliseconds. Default: 600,000.
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
