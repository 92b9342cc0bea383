/** The memory that the configuration names, opened when somebody first asks for it. */
import { join } from "node:path";
import type { Config } from "./config.ts";
import { openOnFirstUse } from "./memory/access.ts";
import { createAgentMemory } from "./memory/agents/agent-memory.ts";
import { createMemoryTools } from "./memory/agents/tools.ts";
import { openEmbeddedMemory } from "./memory/embedded/backend.ts";
import { createEmbedder } from "./memory/embedding/embedder.ts";
import type { AgentMemory, MemoryAccess, MemoryBackend } from "./memory/types.ts";
import type { Registry } from "./registry/stores.ts";
import type { Teardown } from "./teardown.ts";
import type { Tool } from "./tools/types.ts";

/** The one workspace that there is so far. */
const workspace = "default";

export interface Memory {
  readonly access: MemoryAccess;
  readonly ofAgents: AgentMemory;
  readonly tools: readonly Tool[];
}

const open = async ({ dataDir, memory }: Config): Promise<MemoryBackend> => {
  const embedder = await createEmbedder({ model: memory.model });
  try {
    const backend = await openEmbeddedMemory({ file: join(dataDir, "memory.db"), embedder });
    const close = async (): Promise<void> => {
      await backend.close();
      await embedder.close();
    };
    return { ...backend, close };
  } catch (thrown) {
    await embedder.close();
    throw thrown;
  }
};

export const openMemory = (config: Config, { agents }: Pick<Registry, "agents">, teardown: Teardown): Memory => {
  const { access, close } = openOnFirstUse(async () => open(config));
  teardown.add("the memory", close);
  const tools = createMemoryTools({
    open: access,
    workspace,
    settingsOf: async (name) => {
      const definition = (await agents.find(workspace, name))?.version.definition;
      return definition?.kind === "config" ? definition.memory : null;
    },
  });
  return { access, ofAgents: createAgentMemory(access, workspace), tools };
};
