/**
 * The sandbox on V8. Each module goes through the pass and is compiled once. Agent instances live in shared workers;
 * each tool call has a worker to itself. docs/sandbox.md describes which layer contains which threat.
 */
import { setFlagsFromString } from "node:v8";
import { type ErrorCode, toCaxtonError } from "../domain/errors.ts";
import { abiViolation, cancelled, type Failure, inputTooLarge, toError } from "./failures.ts";
import { exportsFor } from "./names.ts";
import { type AgentPool, createAgentPool } from "./pool/agent-pool.ts";
import { createInstance, prepare } from "./pool/agent-instance.ts";
import { createInstanceSlot, failed, whyAborted } from "./pool/calls.ts";
import { createModuleCache, type ModuleCache } from "./pool/modules.ts";
import { type SandboxOptions, settingsFrom } from "./pool/options.ts";
import { createTally } from "./pool/tally.ts";
import { createToolPool, type ToolPool } from "./pool/tool-pool.ts";
import { refuseAll } from "./pool/tool-worker.ts";
import type {
  AnswerOptions,
  CallLimits,
  CallResult,
  GuestStatistics,
  HostFunctionName,
  ModulePolicy,
  SandboxEngine,
  SandboxInstance,
  SandboxModule,
  SandboxStatistics,
} from "./types.ts";
import type { Entry, GuestSpec } from "./worker/messages.ts";

export type { SandboxOptions } from "./pool/options.ts";

const harmless: ReadonlySet<HostFunctionName> = new Set(["log", "now_ms", "random"]);

/** The failure for a missing export; null if all required exports are present. */
const missingExport = (module: SandboxModule, entry: Entry, plugIn?: string): Failure | null => {
  const wanted = exportsFor(module.kind, entry, plugIn);
  const missing = wanted.filter((name) => !module.exports.includes(name));
  return missing.length === 0 ? null : abiViolation(`it does not export ${missing.join(", ")}`, { missing });
};

/**
 * Makes V8 optimise every function the first time it is needed, in parallel with its first call.
 * By default V8 tiers a function up once it has run for a while, and loop back-edges count towards that. It cannot
 * replace code that is already running, so during one long call of a large function it requests the optimisation again
 * and again, and the call may take 30 times as long as its fuel should allow. With this flag even the largest guests
 * (JavaScript engines, 11 MB) took no more processor time than without it. The flag affects everything that the process
 * compiles from now on.
 */
const optimiseAtFirstUse = (): void => setFlagsFromString("--no-wasm-dynamic-tiering");

/** The statistics of one pool, apart from its present state. */
const createCounters = () => {
  const tally = createTally();
  const lost = { overdue: 0, failed: 0 };
  return {
    tally,
    onLost: (overdue: boolean): void => {
      lost[overdue ? "overdue" : "failed"] += 1;
    },
    statistics: (state: Pick<GuestStatistics, "workers" | "waiting" | "running">): GuestStatistics => ({
      ...state,
      ended: tally.ended(),
      fuel: tally.fuel,
      runMs: tally.runMs,
      overdueWorkers: lost.overdue,
      failedWorkers: lost.failed,
    }),
  };
};

type Counters = ReturnType<typeof createCounters>;

/** Everything that belongs to one engine. */
interface Parts {
  readonly modules: ModuleCache;
  readonly refusedModules: Map<ErrorCode, number>;
  readonly agents: AgentPool;
  readonly tools: ToolPool;
  readonly counters: { readonly agents: Counters; readonly tools: Counters };
  readonly watchdog: Watchdog;
  /** Why no more calls are accepted; null while they are. */
  closed: Failure | null;
}

interface Watchdog {
  /** Makes sure that it is running. It stops by itself when no calls are open. */
  start(): void;
  stop(): void;
}

const createWatchdog = (agents: AgentPool, tools: ToolPool, everyMs: number): Watchdog => {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const look = (): void => {
    const now = performance.now();
    agents.check(now);
    tools.check(now);
    if (agents.openCalls === 0 && tools.openCalls === 0) stop();
  };
  return {
    start: () => {
      timer ??= setInterval(look, everyMs);
    },
    stop,
  };
};

interface SpecOptions {
  /** The function of an Extism plug-in to call. */
  readonly plugIn?: string;
  readonly members?: readonly string[] | null;
}

const specOf = (
  { modules }: Parts,
  module: SandboxModule,
  entry: Entry,
  { fuel, outputBytes, hostCalls, logBytes }: CallLimits,
  { plugIn = entry, members = null }: SpecOptions = {},
): GuestSpec => {
  const { wasm, component, memoryLimit } = modules.compiled(module);
  return {
    module: wasm,
    component,
    plugIn: module.kind === "extism" ? plugIn : null,
    imports: module.imports,
    entry,
    memoryLimit,
    fuel: Math.min(Math.floor(fuel), Number.MAX_SAFE_INTEGER),
    outputBytes,
    hostCalls,
    logBytes,
    members,
  };
};

const loadModule = async (
  { closed, modules, refusedModules }: Parts,
  original: Uint8Array,
  policy: ModulePolicy,
): Promise<SandboxModule> => {
  if (closed !== null) throw toError(closed);
  try {
    return await modules.load(original, policy);
  } catch (thrown) {
    const { code } = toCaxtonError(thrown);
    refusedModules.set(code, (refusedModules.get(code) ?? 0) + 1);
    throw thrown;
  }
};

/** Throws if the module cannot be an agent. */
const checkAgent = (module: SandboxModule): void => {
  const missing = missingExport(module, "handle_message");
  if (missing !== null) throw toError(missing);
  const blocking = module.imports.filter((name) => !harmless.has(name));
  if (blocking.length === 0) return;
  throw toError(abiViolation(`it imports ${blocking.join(", ")}, which only tools may import`, { imports: blocking }));
};

const startAgent = async (
  parts: Parts,
  module: SandboxModule,
  limits: CallLimits,
  answers?: AnswerOptions,
): Promise<SandboxInstance> => {
  if (parts.closed !== null) throw toError(parts.closed);
  checkAgent(module);
  const { agents: pool, watchdog } = parts;
  const { tally } = parts.counters.agents;
  const slot = createInstanceSlot(specOf(parts, module, "handle_message", limits, answers), limits.wallMs);
  const result = await prepare(pool, slot, watchdog.start);
  if (result.ok) {
    const { inputBytes } = limits;
    return createInstance({ pool, tally, slot, inputBytes, watch: watchdog.start, refusal: () => parts.closed });
  }
  tally.note(result);
  pool.release(slot);
  throw result.error;
};

const runUncounted = async (
  parts: Parts,
  module: SandboxModule,
  input: Uint8Array,
  { limits, host, signal, function: plugIn, entry }: Parameters<SandboxEngine["run"]>[2] & { readonly entry: Entry },
): Promise<CallResult> => {
  if (parts.closed !== null) return failed(parts.closed);
  if (signal?.aborted === true) return failed(whyAborted(signal));
  const missing = missingExport(module, entry, plugIn);
  if (missing !== null) return failed(missing);
  if (input.length > limits.inputBytes) return failed(inputTooLarge(input.length, limits.inputBytes));
  const spec = specOf(parts, module, entry, limits, { plugIn: plugIn ?? entry });
  const result = parts.tools.run(spec, input, { wallMs: limits.wallMs, host, signal });
  parts.watchdog.start();
  return result;
};

const runTool = async (...call: Parameters<typeof runUncounted>): Promise<CallResult> => {
  const result = await runUncounted(...call);
  const [parts] = call;
  parts.counters.tools.tally.note(result);
  return result;
};

const describeTool = async (parts: Parts, module: SandboxModule, limits: CallLimits): Promise<Uint8Array | null> => {
  if (module.kind === "extism" || !module.exports.includes("describe")) return null;
  const result = await runTool(parts, module, new Uint8Array(0), { limits, host: refuseAll, entry: "describe" });
  if (result.ok) return result.output;
  throw result.error;
};

/** Open calls end with `sandbox.cancelled`. */
const closeAll = async (parts: Parts): Promise<void> => {
  if (parts.closed !== null) return;
  parts.closed = cancelled("the sandbox was closed");
  await Promise.all([parts.agents.close(), parts.tools.close(), parts.modules.close()]);
  parts.watchdog.stop();
};

const statisticsOf = ({ agents, tools, modules, refusedModules, counters }: Parts): SandboxStatistics => {
  const { workers, instances, openCalls, busy, bytesHeld, evicted } = agents;
  const running = Math.min(busy, openCalls);
  const ofAgents = counters.agents.statistics({ workers, running, waiting: openCalls - running });
  const ofTools = counters.tools.statistics({
    workers: tools.workers,
    running: tools.running,
    waiting: tools.openCalls - tools.running,
  });
  return {
    workers: workers + tools.workers,
    instances: instances + tools.running,
    instanceBytes: bytesHeld,
    evicted,
    modules: modules.size,
    refusedModules: new Map(refusedModules),
    inHand: openCalls + tools.openCalls,
    terminated: ofAgents.overdueWorkers + ofTools.overdueWorkers,
    agents: ofAgents,
    tools: ofTools,
  };
};

/** Workers start at once unless the options say otherwise. Only open calls keep the process alive. */
export const createSandboxEngine = (options: SandboxOptions = {}): SandboxEngine => {
  const settings = settingsFrom(options);
  optimiseAtFirstUse();
  const counters = { agents: createCounters(), tools: createCounters() };
  const agents = createAgentPool(settings, counters.agents.onLost);
  const tools = createToolPool(settings, counters.tools.onLost);
  const watchdog = createWatchdog(agents, tools, settings.watchMs);
  const modules = createModuleCache(settings);
  const parts: Parts = { modules, refusedModules: new Map(), agents, tools, counters, watchdog, closed: null };
  if (settings.startEarly) {
    agents.startOne();
    tools.startOne();
  }
  return {
    load: (original, policy) => loadModule(parts, original, policy),
    start: (module, limits, answers) => startAgent(parts, module, limits, answers),
    run: (module, input, call) => runTool(parts, module, input, { ...call, entry: "call_tool" }),
    describe: (module, limits) => describeTool(parts, module, limits),
    statistics: () => statisticsOf(parts),
    close: () => closeAll(parts),
  };
};
