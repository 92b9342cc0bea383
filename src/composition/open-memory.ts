/** The configured memory: an embedded one is opened on first use, any other one at the start. */
import type { Config } from "../config/types.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import type { OpenedMemory } from "../memory/access.ts";
import { createAgentMemory } from "../memory/agents/agent-memory.ts";
import { createMemoryTools } from "../memory/agents/tools.ts";
import type { AgentMemory, MemoryAccess } from "../memory/types.ts";
import type { Foundations } from "./foundations.ts";
import { superviseMemory, type SupervisedMemory } from "./memory-supervision.ts";
import { observeMemory } from "./observed-memory.ts";
import { openWithModel } from "./open-backend.ts";
import type { Teardown } from "./teardown.ts";
import type { EmbeddedTool } from "../tools/types.ts";

export interface Memory {
  readonly access: MemoryAccess;
  readonly ofAgents: AgentMemory;
  readonly tools: readonly EmbeddedTool[];
  readonly status: SupervisedMemory["status"];
}

/**
 * How long a start waits for the memory, in milliseconds: longer than a driver waits for a connection. Opening takes longer
 * when vectors of another model are computed anew.
 */
const startPatienceMs = 15_000;

/**
 * A backend that is not embedded is opened before this resolves; one that cannot be reached is tried again in the background.
 * Throws `memory.unusable`, `memory.model_unavailable` and `configuration.invalid`.
 */
export const openMemory = async (
  { memory: config }: Config,
  { registry: { agents }, metrics, logger }: Pick<Foundations, "registry" | "metrics" | "logger">,
  teardown: Teardown,
): Promise<Memory> => {
  const { backend } = config;
  const open = async (): Promise<OpenedMemory> => {
    const { memory, close } = await openWithModel(config, backend);
    return { memory: observeMemory(memory, metrics.memoryUsed), close };
  };
  const { access, status, openAtStart, close } = superviseMemory(open, {
    name: backend,
    logger: logger.child({ part: "memory" }),
  });
  teardown.add("the memory", close);
  metrics.memory(async () => ({ backend, usable: (await status()).usable }));
  if (backend !== "embedded") await openAtStart(startPatienceMs);
  const tools = createMemoryTools({
    open: access,
    workspace: defaultWorkspace,
    settingsOf: async (name) => {
      const definition = (await agents.find(defaultWorkspace, name))?.version.definition;
      return definition?.kind === "config" ? definition.memory : null;
    },
  });
  return { access, status, ofAgents: createAgentMemory(access, defaultWorkspace), tools };
};
