/** Keeps one instance for each WASM agent version that is in use. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { VersionHash } from "../domain/ids.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import type { Tracing } from "../observability/types.ts";
import type { ModuleStore } from "../registry/stores.ts";
import { fuelFor } from "../domain/fuel.ts";
import type { CallLimits, ModulePolicy, SandboxEngine, SandboxInstance, SandboxModule } from "../sandbox/types.ts";
import type { LimitedDefinition, WasmAgents } from "./types.ts";

export interface WasmAgentsDependencies {
  readonly engine: SandboxEngine;
  readonly modules: Pick<ModuleStore, "find">;
  readonly maxModuleBytes: number;
  /** They hold for definitions too that were stored when the ceilings were higher. */
  readonly ceilings: ResourceCeilings;
  readonly tracing: Tracing;
  /** How long an idle instance of a replaced version is kept, in milliseconds. */
  readonly retiredIdleMs?: number;
}

/** Long enough for a user to think before the next message. Nothing durable is lost: the instance's memory is a cache. */
const defaultRetiredIdleMs = 5 * 60_000;

/** The instance of one version. */
interface Entry {
  readonly opening: Promise<SandboxInstance>;
  /** Number of calls that have not ended. */
  inHand: number;
  /** Called when `inHand` falls to 0. */
  waiting: (() => void)[];
  timer: NodeJS.Timeout | undefined;
}

/** The members of a reply that are used; all others are dropped. */
const replyMembers = ["performative", "content"] as const;

/** Allowance for a message's parameters; `maxMessageSize` limits only the content. */
const envelopeBytes = 8_192;

const hostCallsPerMessage = 10_000;
const logBytesPerMessage = 64 * 1024;
const tableElements = 100_000;

/** Both `resources.max_execution_time` and `limits.timeout` limit the time of a call. */
const limitsOf = ({ resources, limits }: LimitedDefinition, ceilings: ResourceCeilings): CallLimits => {
  const messageBytes = Math.min(resources.maxMessageSize, ceilings.messageSize) + envelopeBytes;
  return {
    fuel: fuelFor(Math.min(resources.maxCpuMillis, ceilings.cpu)),
    wallMs: Math.min(resources.maxExecutionTime, limits.timeout ?? Infinity, ceilings.executionTime),
    inputBytes: messageBytes,
    outputBytes: messageBytes,
    hostCalls: hostCallsPerMessage,
    logBytes: logBytesPerMessage,
  };
};

export const createWasmAgents = ({
  engine,
  modules,
  maxModuleBytes,
  ceilings,
  tracing,
  retiredIdleMs = defaultRetiredIdleMs,
}: WasmAgentsDependencies): WasmAgents => {
  const instances = new Map<VersionHash, Entry>();
  const retired = new Set<VersionHash>();
  const unloaded = new Set<VersionHash>();

  const policyFor = ({ features, resources }: LimitedDefinition): ModulePolicy => ({
    features,
    maxModuleBytes,
    maxMemoryBytes: Math.min(resources.maxMemoryBytes, ceilings.memory),
    maxTableElements: tableElements,
    imports: ["log", "now_ms", "random"],
  });

  /** Runs one step in the life cycle of a version's instance, with a trace of its own. */
  const step = async <Value>(
    name: "sandbox.load" | "sandbox.start" | "sandbox.drain",
    version: VersionHash,
    agent: string | null,
    work: () => Promise<Value>,
  ): Promise<Value> =>
    tracing.measure(
      {
        name,
        kind: "internal",
        traceId: null,
        spanId: null,
        parentSpanId: null,
        attributes: { "caxton.agent.version": version, ...(agent === null ? {} : { "caxton.agent": agent }) },
      },
      work,
    );

  const compile = async (version: VersionHash, definition: WasmAgentDefinition): Promise<SandboxModule> => {
    const { name, module } = definition;
    const bytes = await modules.find(module.sha256);
    if (bytes === null) {
      throw new CaxtonError("sandbox.invalid_module", `The module of the agent ${name} is not in the registry.`, {
        hint: "Store the agent again, with its module.",
        facts: { sha256: module.sha256 },
      });
    }
    return step("sandbox.load", version, name, async () => engine.load(bytes, policyFor(definition)));
  };

  const open = async (version: VersionHash, definition: WasmAgentDefinition): Promise<SandboxInstance> => {
    const loaded = await compile(version, definition);
    return step("sandbox.start", version, definition.name, async () =>
      engine.start(loaded, limitsOf(definition, ceilings), { members: replyMembers }),
    );
  };

  const entryOf = (version: VersionHash, definition: WasmAgentDefinition): Entry => {
    const known = instances.get(version);
    if (known !== undefined) return known;
    const entry: Entry = { opening: open(version, definition), inHand: 0, waiting: [], timer: undefined };
    instances.set(version, entry);
    // If the instance fails to start, the next message creates it again.
    entry.opening.catch(() => {
      if (instances.get(version) === entry) instances.delete(version);
    });
    return entry;
  };

  const free = async (version: VersionHash): Promise<void> => {
    const entry = instances.get(version);
    instances.delete(version);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    // If it never started, the callers that waited for it have received the error already.
    await step("sandbox.drain", version, null, async () =>
      entry.opening.then(async (started) => started.close()).catch(() => undefined),
    );
  };

  /** Schedules freeing the instance of a retired version that is idle. */
  const freeLater = (version: VersionHash, entry: Entry): void => {
    clearTimeout(entry.timer);
    if (entry.inHand > 0 || !retired.has(version) || instances.get(version) !== entry) return;
    entry.timer = setTimeout(() => void free(version), retiredIdleMs);
    entry.timer.unref();
  };

  const use = async <Value>(
    version: VersionHash,
    definition: WasmAgentDefinition,
    work: (instance: SandboxInstance) => Promise<Value>,
  ): Promise<Value> => {
    if (unloaded.has(version)) {
      throw new CaxtonError("agent.invalid_state", `The agent ${definition.name} is unloaded.`, {
        hint: "Start it again: POST /api/v1/agents/{name}/start.",
      });
    }
    const entry = entryOf(version, definition);
    entry.inHand += 1;
    clearTimeout(entry.timer);
    try {
      return await work(await entry.opening);
    } finally {
      entry.inHand -= 1;
      if (entry.inHand === 0) for (const resolve of entry.waiting.splice(0)) resolve();
      freeLater(version, entry);
    }
  };

  const activate = (version: VersionHash): void => {
    retired.delete(version);
    unloaded.delete(version);
    clearTimeout(instances.get(version)?.timer);
  };

  /** Resolves once the version's calls in progress have ended. */
  const drain = async (version: VersionHash): Promise<void> => {
    const entry = instances.get(version);
    if (entry === undefined || entry.inHand === 0) return;
    await new Promise<void>((resolve) => entry.waiting.push(resolve));
  };

  return {
    tryOut: async (module) => {
      const loaded = await engine.load(module.bytes, policyFor(module));
      const instance = await engine.start(loaded, limitsOf(module, ceilings));
      await instance.close();
    },
    load: async (version, definition) => {
      await compile(version, definition);
    },
    start: async (version, definition) => {
      activate(version);
      const isNew = !instances.has(version);
      await entryOf(version, definition).opening;
      return isNew;
    },
    activate,
    unload: async (version) => {
      unloaded.add(version);
      await drain(version);
      await free(version);
    },
    retire: (version) => {
      retired.add(version);
      const entry = instances.get(version);
      if (entry !== undefined) freeLater(version, entry);
    },
    call: async (version, definition, input, signal) =>
      use(version, definition, async (instance) => instance.call(input, signal)),
    callBatch: async (version, definition, inputs, signal) =>
      use(version, definition, async (instance) => instance.callBatch(inputs, signal)),
    close: async () => {
      await Promise.all([...instances.keys()].map(free));
    },
  };
};
