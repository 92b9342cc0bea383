import { memoryConfig, neo4jMemory, openConfigured } from "../../support/memory-servers.ts";
import { describeMemoryBackend } from "./suite.ts";

describeMemoryBackend("a memory in Neo4j", async ({ quotas }) => {
  const neo4j = await neo4jMemory();
  return neo4j === null ? null : openConfigured(memoryConfig({ backend: "neo4j", neo4j }), quotas);
});
