import { openBackend } from "../../../src/open-backend.ts";
import { memoryConfig, qdrantMemory } from "../../support/memory-servers.ts";
import { sharedEmbedder } from "../../support/memory.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { describeMemoryBackend } from "./suite.ts";

describeMemoryBackend("a memory in Qdrant", async ({ quotas }) => {
  const qdrant = await qdrantMemory();
  if (qdrant === null) return null;
  const config = memoryConfig({ backend: "qdrant", qdrant });
  const opened: MemoryBackend[] = [];
  const again = async (): Promise<MemoryBackend> => {
    const memory = await openBackend(
      { ...config, quotas: { ...config.quotas, ...quotas } },
      "qdrant",
      await sharedEmbedder(),
    );
    opened.push(memory);
    return memory;
  };
  const memory = await again();
  // The collection goes with the server.
  const remove = async (): Promise<void> => void (await Promise.all(opened.map(async (each) => each.close())));
  return { memory, again, remove };
});
