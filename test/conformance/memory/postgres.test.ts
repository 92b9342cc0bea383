import { memoryConfig, openConfigured, postgresMemory } from "../../support/memory-servers.ts";
import { describeMemoryBackend } from "./suite.ts";

describeMemoryBackend("a memory in PostgreSQL", async ({ quotas }) => {
  const postgres = await postgresMemory();
  return postgres === null ? null : openConfigured(memoryConfig({ backend: "postgres", postgres }), quotas);
});
