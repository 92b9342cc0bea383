/** The configured memory, opened on first use. */
import type { Config } from "../config/types.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import { openOnFirstUse } from "../memory/access.ts";
import { createAgentMemory } from "../memory/agents/agent-memory.ts";
import { createMemoryTools } from "../memory/agents/tools.ts";
import type { AgentMemory, MemoryAccess } from "../memory/types.ts";
import type { Registry } from "../registry/stores.ts";
import { openWithModel } from "./open-backend.ts";
import type { Teardown } from "./teardown.ts";
import type { Tool } from "../tools/types.ts";

export interface Memory {
  readonly access: MemoryAccess;
  readonly ofAgents: AgentMemory;
  readonly tools: readonly Tool[];
}

export const openMemory = (config: Config, { agents }: Pick<Registry, "agents">, teardown: Teardown): Memory => {
  const { access, close } = openOnFirstUse(async () => openWithModel(config.memory, config.memory.backend));
  teardown.add("the memory", close);
  const tools = createMemoryTools({
    open: access,
    workspace: defaultWorkspace,
    settingsOf: async (name) => {
      const definition = (await agents.find(defaultWorkspace, name))?.version.definition;
      return definition?.kind === "config" ? definition.memory : null;
    },
  });
  return { access, ofAgents: createAgentMemory(access, defaultWorkspace), tools };
};
