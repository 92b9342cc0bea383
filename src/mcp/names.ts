/** Names that tools have in MCP only, and that no uploaded tool may take. */
import type { MemoryAccess } from "../memory/types.ts";
import { createMemoryTools } from "./memory-tools.ts";

/** A capability's tool is called by this and the capability. */
export const capabilityToolPrefix = "ask_";

export const createReservedNames = (memory: MemoryAccess): ((name: string) => boolean) => {
  const ofMemory = new Set(createMemoryTools(memory).map(({ name }) => name));
  return (name) => name.startsWith(capabilityToolPrefix) || ofMemory.has(name);
};
