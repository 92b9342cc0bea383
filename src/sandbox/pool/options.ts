/** Options of a sandbox engine. The defaults suit a server that has the machine to itself. */
import { availableParallelism, totalmem } from "node:os";
import { CaxtonError } from "../../domain/errors.ts";

/** What is null or absent has its default. */
export interface SandboxOptions {
  /** Maximum number of agent workers; each runs one call at a time. Default: one less than the number of cores. */
  readonly cores?: number | null;
  /** Maximum number of tool workers; a tool that waits for the network occupies one. Default: 16. */
  readonly toolWorkers?: number | null;
  /** Maximum number of tool calls waiting for a worker; further calls fail with `sandbox.overloaded`. Default: 256. */
  readonly toolQueue?: number | null;
  /**
   * Memory limits of running tool calls together, in bytes; a call that would exceed it waits in the queue, and one whose own
   * limit is higher runs alone. Default: no limit.
   */
  readonly maxToolBytes?: number | null;
  /** Idle time after which a tool worker is terminated, in milliseconds; the last one is kept. Default: 30,000. */
  readonly toolIdleMs?: number | null;
  /**
   * Maximum number of live agent instances. The least recently used idle ones are evicted, and recreated by their next call.
   * Default: 8,000, because V8 reserves about 10 GB of address space for each and has room for 13,000; 50,000 if Node.js runs
   * with `--disable-wasm-trap-handler`.
   */
  readonly maxInstances?: number | null;
  /** Total memory of agent instances, in bytes, above which idle ones are evicted. Default: a quarter of the machine's memory. */
  readonly maxInstanceBytes?: number | null;
  /** Maximum number of agent calls waiting or running; further calls fail with `sandbox.overloaded`. Default: 100,000. */
  readonly maxQueuedCalls?: number | null;
  /** Maximum number of compiled modules in the cache. Default: 256. */
  readonly maxModules?: number | null;
  /** Maximum total size of the cached modules, in bytes of metered code. Default: 268,435,456. */
  readonly maxModuleCacheBytes?: number | null;
  /** V8's heap limit in a worker, in MB, not counting the modules' memories: tables, logs and Caxton's own objects. Default: 512. */
  readonly workerHeapMb?: number | null;
  /** Start one worker of each kind immediately instead of at the first call; that takes 40 to 90 ms. Default: true. */
  readonly startEarly?: boolean;
  /** The watchdog's interval, in milliseconds. A call may overrun its wall-clock limit by two intervals. Default: 5. */
  readonly watchMs?: number | null;
  /**
   * After a module exceeded a limit and thereby delayed others, its instances are kept in the separate worker for such instances for
   * this long, in milliseconds. Default: 600,000.
   */
  readonly apartMs?: number | null;
}

export type EngineSettings = { readonly [Key in keyof SandboxOptions]-?: NonNullable<SandboxOptions[Key]> };

const hasNoTrapHandler = (): boolean =>
  [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(" ")].includes("--disable-wasm-trap-handler");

/** Instances for which the address space has room where V8 reserves 10 GB for each, with some left for everything else. */
const mostWithTrapHandler = 12_000;

const instancesFrom = (wanted: number | null | undefined): number => {
  if (hasNoTrapHandler()) return wanted ?? 50_000;
  if ((wanted ?? 0) <= mostWithTrapHandler) return wanted ?? 8_000;
  throw new CaxtonError(
    "configuration.invalid",
    `${wanted} instances of agents cannot exist at once: V8 reserves 10 GB of address space for each, which leaves room for ${mostWithTrapHandler}.`,
    {
      hint: `Set sandbox.max_instances to at most ${mostWithTrapHandler}, or start Node.js with --disable-wasm-trap-handler.`,
    },
  );
};

/** Throws `configuration.invalid` for more instances than there is room for. */
export const settingsFrom = (options: SandboxOptions): EngineSettings => ({
  cores: options.cores ?? Math.max(1, availableParallelism() - 1),
  toolWorkers: options.toolWorkers ?? 16,
  toolQueue: options.toolQueue ?? 256,
  maxToolBytes: options.maxToolBytes ?? Number.POSITIVE_INFINITY,
  toolIdleMs: options.toolIdleMs ?? 30_000,
  maxInstances: instancesFrom(options.maxInstances),
  maxInstanceBytes: options.maxInstanceBytes ?? totalmem() / 4,
  maxQueuedCalls: options.maxQueuedCalls ?? 100_000,
  maxModules: options.maxModules ?? 256,
  maxModuleCacheBytes: options.maxModuleCacheBytes ?? 268_435_456,
  workerHeapMb: options.workerHeapMb ?? 512,
  startEarly: options.startEarly ?? true,
  watchMs: options.watchMs ?? 5,
  apartMs: options.apartMs ?? 600_000,
});
