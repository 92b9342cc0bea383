/** The configured memory: an embedded one is opened on first use, any other one at the start. */
import type { Config } from "../config/types.ts";
import { toCaxtonError } from "../domain/errors.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import { openOnFirstUse } from "../memory/access.ts";
import { createAgentMemory } from "../memory/agents/agent-memory.ts";
import { createMemoryTools } from "../memory/agents/tools.ts";
import { createEmbedder } from "../memory/embedding/embedder.ts";
import type { AgentMemory, MemoryAccess, MemoryBackend } from "../memory/types.ts";
import type { Foundations } from "./foundations.ts";
import { superviseMemory, type SupervisedMemory } from "./memory-supervision.ts";
import { observeMemory } from "./observed-memory.ts";
import { openBackend } from "./open-backend.ts";
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
 * Throws `memory.unusable`, `memory.model_unavailable` and `configuration.invalid`, and the signal's reason if it is aborted.
 */
export const openMemory = async (
  { memory: config }: Config,
  { registry: { agents }, metrics, logger, signal }: Pick<Foundations, "registry" | "metrics" | "logger" | "signal">,
  teardown: Teardown,
): Promise<Memory> => {
  const { backend } = config;
  const model = openOnFirstUse(async () => createEmbedder({ model: config.model }));
  teardown.add("the embedding model", model.close);
  const open = async (stop: AbortSignal): Promise<MemoryBackend> => {
    const embedder = await model.access();
    try {
      return observeMemory(await openBackend(config, backend, embedder, stop), metrics.memoryUsed);
    } catch (thrown) {
      // The model's thread may have ended, so the next attempt loads the model again.
      if (toCaxtonError(thrown).code === "memory.embedding_failed") await model.close();
      throw thrown;
    }
  };
  const { access, status, openAtStart, close } = superviseMemory(open, {
    name: backend,
    logger: logger.child({ part: "memory" }),
  });
  teardown.add("the memory", close);
  metrics.memory(async () => ({ backend, usable: (await status()).usable }));
  if (backend !== "embedded") await openAtStart(startPatienceMs, signal);
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
