import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentCatalogue, type ServedCatalogue } from "../../../src/agents/catalogue.ts";
import { watchAgentsFolder, type AgentsFolder, type AgentsFolderOptions } from "../../../src/agents/folder.ts";
import type { ModuleHost } from "../../../src/agents/modules.ts";
import type { AgentFileChecks, FolderLogger } from "../../../src/agents/types.ts";
import { parseAgentName, type AgentName } from "../../../src/domain/ids.ts";
import type { ConfigAgentDefinition } from "../../../src/domain/agent.ts";
import type { AgentWithVersion, Registry, StoredEvent } from "../../../src/registry/stores.ts";
import { temporaryRegistry } from "../../support/registry.ts";
import { valueOf } from "../../unit/domain/support.ts";

export const named = (name: string): AgentName => valueOf(parseAgentName(name));

export const fileOf = (name: string, prompt = "You help.", more = ""): string =>
  `---\nname: ${name}\ndescription: d\n${more}---\n${prompt}\n`;

/** A catalogue on a real registry with an agents folder; `remove` deletes both. */
export interface AgentWorld {
  readonly registry: Registry;
  readonly folder: string;
  readonly catalogue: ServedCatalogue;
  /** What routing knows: name → `state hash`, without removed agents. */
  readonly routed: ReadonlyMap<string, string>;
  readonly logged: readonly string[];
  /** The events so far, oldest first. */
  events(): Promise<readonly StoredEvent[]>;
  watch(options?: Partial<AgentsFolderOptions>): Promise<AgentsFolder>;
  /** Another catalogue on the same registry, as after a restart. */
  restart(): Promise<AgentWorld>;
  remove(): Promise<void>;
}

const over = async (
  registry: Registry,
  folder: string,
  remove: () => Promise<void>,
  checks: AgentFileChecks,
  modules: ModuleHost | null,
): Promise<AgentWorld> => {
  const routed = new Map<string, string>();
  const logged: string[] = [];
  const log = (_facts: object, message: string): void => void logged.push(message);
  const logger: FolderLogger = { info: log, warn: log, error: log };
  const folders: AgentsFolder[] = [];
  const closeFolders = async (): Promise<void> => {
    await Promise.all(folders.map(async (each) => each.close()));
  };
  const catalogue = await createAgentCatalogue({
    registry,
    events: { record: async (events) => registry.events.append(events) },
    listener: {
      agentChanged: ({ name, state, activeVersion }) => routed.set(name, `${state} ${activeVersion}`),
      agentRemoved: (name) => routed.delete(name),
    },
    clock: () => new Date(),
    checks,
    ...(modules === null ? {} : { modules }),
  });
  return {
    registry,
    folder,
    catalogue,
    routed,
    logged,
    events: async () => registry.events.after({}, 0, 10_000),
    watch: async (options = {}) => {
      // The sweep runs too rarely to matter, so that changes are found by events, unless a test sets another interval.
      const watched = await watchAgentsFolder({ folder, catalogue, logger, sweepMs: 60_000, ...options });
      folders.push(watched);
      return watched;
    },
    restart: async () => {
      await closeFolders();
      return over(registry, folder, remove, checks, modules);
    },
    remove: async () => {
      await closeFolders();
      await remove();
    },
  };
};

export const agentWorld = async (
  checks: AgentFileChecks = {},
  modules: ModuleHost | null = null,
): Promise<AgentWorld> => {
  const { registry, remove } = await temporaryRegistry();
  const folder = await mkdtemp(join(tmpdir(), "caxton-agents-"));
  const removeAll = async (): Promise<void> => {
    await remove();
    await rm(folder, { recursive: true, force: true });
  };
  return over(registry, folder, removeAll, checks, modules);
};

/** Longer than anything takes on a busy machine, and shorter than a test's own timeout, so that the last error is reported. */
const neverMs = 45_000;

/** Resolves with the milliseconds that passed until `holds` no longer throws; rejects with its last error after `neverMs`. */
export const eventually = async (holds: () => unknown): Promise<number> => {
  const started = performance.now();
  for (;;) {
    try {
      await holds();
      return performance.now() - started;
    } catch (thrown) {
      if (performance.now() - started > neverMs) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
};

/** The names of the running agents, sorted. */
export const serving = (world: AgentWorld): readonly string[] =>
  [...world.routed]
    .filter(([, told]) => told.startsWith("running"))
    .map(([name]) => name)
    .toSorted((left, right) => (left < right ? -1 : 1));

export const configIn = ({ version: { definition } }: AgentWithVersion): ConfigAgentDefinition =>
  definition.kind === "config" ? definition : expect.fail("This is a WASM agent.");

export const promptIn = (agent: AgentWithVersion): string => configIn(agent).systemPrompt;

export const promptOf = (world: AgentWorld, name: string): string => promptIn(world.catalogue.get(named(name)));

/** The error that the function throws or rejects with. */
export const errorOf = async (
  task: () => unknown,
): Promise<{ code: string; message: string; hint: string; errors: unknown[]; facts: Record<string, unknown> }> => {
  try {
    await task();
  } catch (thrown) {
    return thrown as never;
  }
  return expect.fail("nothing was thrown");
};
