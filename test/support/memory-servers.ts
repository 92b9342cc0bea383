/** Memories on database servers for tests: one server of each kind for the whole run, and a place of its own for each memory. */
import { randomBytes } from "node:crypto";
import type { MemoryConfig } from "../../src/config/types.ts";
import { defaultQuotas } from "../../src/domain/memory.ts";
import { findPostgresql, startPostgresql, type TestPostgresql } from "./postgresql.ts";
import { atTheEndOfTests } from "./teardown.ts";

/** As the configuration would have it where nothing is said. */
export const memoryConfig = (config: Partial<MemoryConfig>): MemoryConfig => ({
  backend: "embedded",
  model: "all-MiniLM-L6-v2",
  quotas: defaultQuotas,
  embedded: { file: "/nowhere/memory.db" },
  postgres: null,
  qdrant: null,
  neo4j: null,
  custom: null,
  ...config,
});

let postgresql: Promise<TestPostgresql> | null = null;

const sharedPostgresql = async (installed: string): Promise<TestPostgresql> => {
  if (postgresql === null) {
    postgresql = startPostgresql(installed);
    atTheEndOfTests(async () => (await postgresql)?.close());
  }
  return postgresql;
};

/** Where a memory of its own may be; null where there is no server. It says aloud what is skipped then. */
export const postgresMemory = async (): Promise<NonNullable<MemoryConfig["postgres"]> | null> => {
  const installed = findPostgresql();
  if (installed === null) {
    process.stderr.write("There is no PostgreSQL: run scripts/test-tools.sh. Tests of the memory in it are skipped.\n");
    return null;
  }
  const { superuserUrl } = await sharedPostgresql(installed);
  return { url: superuserUrl, schema: `memory_${randomBytes(6).toString("hex")}`, connections: 4 };
};
