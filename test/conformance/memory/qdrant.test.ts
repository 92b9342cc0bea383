import { memoryConfig, openConfigured, qdrantMemory } from "../../support/memory-servers.ts";
import { describeMemoryBackend } from "./suite.ts";

describeMemoryBackend("a memory in Qdrant", async ({ quotas }) => {
  const qdrant = await qdrantMemory();
  return qdrant === null ? null : openConfigured(memoryConfig({ backend: "qdrant", qdrant }), quotas);
});
