/** Keeps one instance for each version of a WASM agent that is in use. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { VersionHash } from "../domain/ids.ts";
import type { ResourceLimits } from "../domain/resource-limits.ts";
import type { WasmFeature } from "../domain/wasm.ts";
import type { Tracing } from "../observability/types.ts";
import type { ModuleStore } from "../registry/stores.ts";
import { fuelFor } from "../domain/fuel.ts";
import type { CallLimits, ModulePolicy, SandboxEngine, SandboxInstance } from "../sandbox/types.ts";
import type { WasmAgents } from "./types.ts";

export interface WasmAgentsDependencies {
  readonly engine: SandboxEngine;
  readonly modules: Pick<ModuleStore, "find">;
  readonly maxModuleBytes: number;
  readonly tracing: Tracing;
}

/** What a reply is made of: everything else that a module says is not read. */
const replyMembers = ["performative", "content"] as const;

/** Beside the content that `maxMessageSize` speaks of, a message has its parameters. */
const envelopeBytes = 8_192;

const hostCallsPerMessage = 10_000;
const logBytesPerMessage = 64 * 1024;
const tableElements = 100_000;

const limitsOf = ({ maxCpuMillis, maxExecutionTime, maxMessageSize }: ResourceLimits): CallLimits => ({
  fuel: fuelFor(maxCpuMillis),
  wallMs: maxExecutionTime,
  inputBytes: maxMessageSize + envelopeBytes,
  outputBytes: maxMessageSize + envelopeBytes,
  hostCalls: hostCallsPerMessage,
  logBytes: logBytesPerMessage,
});

export const createWasmAgents = ({ engine, modules, maxModuleBytes, tracing }: WasmAgentsDependencies): WasmAgents => {
  const instances = new Map<VersionHash, Promise<SandboxInstance>>();

  const policyFor = (features: readonly WasmFeature[], resources: ResourceLimits): ModulePolicy => ({
    features,
    maxModuleBytes,
    maxMemoryBytes: resources.maxMemoryBytes,
    maxTableElements: tableElements,
    imports: ["log", "now_ms", "random"],
  });

  /** One step in the life of a version's instance, in a trace of its own. */
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

  const open = async (version: VersionHash, definition: WasmAgentDefinition): Promise<SandboxInstance> => {
    const { name, module, features, resources } = definition;
    const bytes = await modules.find(module.sha256);
    if (bytes === null) {
      throw new CaxtonError("sandbox.invalid_module", `The module of the agent ${name} is not in the registry.`, {
        hint: "Store the agent again, with its module.",
        facts: { sha256: module.sha256 },
      });
    }
    const loaded = await step("sandbox.load", version, name, async () =>
      engine.load(bytes, policyFor(features, resources)),
    );
    return step("sandbox.start", version, name, async () =>
      engine.start(loaded, limitsOf(resources), { members: replyMembers }),
    );
  };

  const instanceOf = async (version: VersionHash, definition: WasmAgentDefinition): Promise<SandboxInstance> => {
    const known = instances.get(version);
    if (known !== undefined) return known;
    const opening = open(version, definition);
    instances.set(version, opening);
    // What failed to start is tried anew by the next message.
    opening.catch(() => instances.delete(version));
    return opening;
  };

  const release = async (version: VersionHash): Promise<void> => {
    const instance = instances.get(version);
    instances.delete(version);
    if (instance === undefined) return;
    // One that never started has told those who waited for it.
    await step("sandbox.drain", version, null, async () =>
      instance.then(async (started) => started.close()).catch(() => undefined),
    );
  };

  return {
    tryOut: async ({ bytes, features, resources }) => {
      const instance = await engine.start(
        await engine.load(bytes, policyFor(features, resources)),
        limitsOf(resources),
      );
      await instance.close();
    },
    start: async (version, definition) => {
      await instanceOf(version, definition);
    },
    call: async (version, definition, input, signal) => (await instanceOf(version, definition)).call(input, signal),
    callBatch: async (version, definition, inputs, signal) =>
      (await instanceOf(version, definition)).callBatch(inputs, signal),
    release,
    close: async () => {
      await Promise.all([...instances.keys()].map(release));
    },
  };
};
