/**
 * The sandbox on V8. Each module goes through the pass and is compiled once. Agent instances live in shared workers;
 * each tool call has a worker to itself. docs/sandbox.md describes which layer contains which threat.
 */
import { setFlagsFromString } from "node:v8";
import { abiViolation, cancelled, type Failure, inputTooLarge, toError } from "./failures.ts";
import { exportsFor } from "./names.ts";
import { createAgentPool } from "./pool/agent-pool.ts";
import { createInstance, prepare } from "./pool/agent-instance.ts";
import { createInstanceSlot, failed, whyAborted } from "./pool/calls.ts";
import { createModuleCache } from "./pool/modules.ts";
import { type SandboxOptions, settingsFrom } from "./pool/options.ts";
import { createTally } from "./pool/tally.ts";
import { createToolPool } from "./pool/tool-pool.ts";
import { refuseAll } from "./pool/tool-worker.ts";
import { type ErrorCode, toCaxtonError } from "../domain/errors.ts";
import type {
  CallLimits,
  CallResult,
  GuestStatistics,
  HostFunctionName,
  SandboxEngine,
  SandboxModule,
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

/** Workers start at once unless the options say otherwise. Only open calls keep the process alive. */
export const createSandboxEngine = (options: SandboxOptions = {}): SandboxEngine => {
  const settings = settingsFrom(options);
  optimiseAtFirstUse();
  const modules = createModuleCache(settings);
  const refusedModules = new Map<ErrorCode, number>();
  const ofAgents = createCounters();
  const ofTools = createCounters();
  const agents = createAgentPool(settings, ofAgents.onLost);
  const tools = createToolPool(settings, ofTools.onLost);
  let closed: Failure | null = null;
  let watchdog: NodeJS.Timeout | null = null;

  const look = (): void => {
    const now = performance.now();
    agents.check(now);
    tools.check(now);
    if (watchdog === null || agents.openCalls > 0 || tools.openCalls > 0) return;
    clearInterval(watchdog);
    watchdog = null;
  };

  /** Polls while calls are open and stops by itself afterwards. */
  const watch = (): void => {
    watchdog ??= setInterval(look, settings.watchMs);
  };

  const specOf = (
    module: SandboxModule,
    entry: Entry,
    limits: CallLimits,
    { plugIn = entry, members = null }: { readonly plugIn?: string; readonly members?: readonly string[] | null } = {},
  ): GuestSpec => {
    const { wasm, component, memoryLimit } = modules.compiled(module);
    const { fuel, outputBytes, hostCalls, logBytes } = limits;
    const capped = Math.min(Math.floor(fuel), Number.MAX_SAFE_INTEGER);
    return {
      module: wasm,
      component,
      plugIn: module.kind === "extism" ? plugIn : null,
      imports: module.imports,
      entry,
      memoryLimit,
      fuel: capped,
      outputBytes,
      hostCalls,
      logBytes,
      members,
    };
  };

  const start: SandboxEngine["start"] = async (module, limits, answers) => {
    if (closed !== null) throw toError(closed);
    const missing = missingExport(module, "handle_message");
    if (missing !== null) throw toError(missing);
    const blocking = module.imports.filter((name) => !harmless.has(name));
    if (blocking.length > 0) {
      throw toError(
        abiViolation(`an agent may not import ${blocking.join(", ")}; only tools may`, { imports: blocking }),
      );
    }
    const slot = createInstanceSlot(specOf(module, "handle_message", limits, answers), limits.wallMs);
    const result = await prepare(agents, slot, watch);
    if (result.ok)
      return createInstance({
        pool: agents,
        tally: ofAgents.tally,
        slot,
        inputBytes: limits.inputBytes,
        watch,
        refusal: () => closed,
      });
    ofAgents.tally.note(result);
    agents.release(slot);
    throw result.error;
  };

  const runUncounted = async (
    module: SandboxModule,
    input: Uint8Array,
    { limits, host, signal, function: plugIn, entry }: Parameters<SandboxEngine["run"]>[2] & { readonly entry: Entry },
  ): Promise<CallResult> => {
    if (closed !== null) return failed(closed);
    if (signal?.aborted === true) return failed(whyAborted(signal));
    const missing = missingExport(module, entry, plugIn);
    if (missing !== null) return failed(missing);
    if (input.length > limits.inputBytes) return failed(inputTooLarge(input.length, limits.inputBytes));
    const spec = specOf(module, entry, limits, { plugIn: plugIn ?? entry });
    const result = tools.run(spec, input, { wallMs: limits.wallMs, host, signal });
    watch();
    return result;
  };

  const runTool = async (...call: Parameters<typeof runUncounted>): Promise<CallResult> => {
    const result = await runUncounted(...call);
    ofTools.tally.note(result);
    return result;
  };

  if (settings.startEarly) {
    agents.startOne();
    tools.startOne();
  }

  return {
    load: async (original, policy) => {
      if (closed !== null) throw toError(closed);
      try {
        return await modules.load(original, policy);
      } catch (thrown) {
        const { code } = toCaxtonError(thrown);
        refusedModules.set(code, (refusedModules.get(code) ?? 0) + 1);
        throw thrown;
      }
    },
    start,
    run: (module, input, call) => runTool(module, input, { ...call, entry: "call_tool" }),
    describe: async (module, limits) => {
      if (module.kind === "extism" || !module.exports.includes("describe")) return null;
      const result = await runTool(module, new Uint8Array(0), { limits, host: refuseAll, entry: "describe" });
      if (result.ok) return result.output;
      throw result.error;
    },
    statistics: () => {
      const { workers, instances, openCalls, busy, bytesHeld, evicted } = agents;
      const running = Math.min(busy, openCalls);
      const agentStatistics = ofAgents.statistics({ workers, running, waiting: openCalls - running });
      const toolStatistics = ofTools.statistics({
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
        terminated: agentStatistics.overdueWorkers + toolStatistics.overdueWorkers,
        agents: agentStatistics,
        tools: toolStatistics,
      };
    },
    close: async () => {
      if (closed !== null) return;
      closed = cancelled("the sandbox was closed");
      await Promise.all([agents.close(), tools.close()]);
      if (watchdog !== null) clearInterval(watchdog);
      watchdog = null;
    },
  };
};
