/**
 * Memories on database servers for tests: one server of each kind for the whole run, and a separate place on it for
 * each memory.
 */
import { randomBytes } from "node:crypto";
import type { MemoryConfig } from "../../src/config/types.ts";
import { defaultQuotas, type Quotas } from "../../src/domain/memory.ts";
import type { MemoryBackend } from "../../src/memory/types.ts";
import { openBackend } from "../../src/composition/open-backend.ts";
import { sharedEmbedder } from "./memory.ts";
import { findNeo4j, startNeo4j, type TestNeo4j } from "./neo4j.ts";
import { findPostgresql, startPostgresql, type TestPostgresql } from "./postgresql.ts";
import { findQdrant, startQdrant, type TestQdrant } from "./qdrant.ts";
import { atTheEndOfTests } from "./teardown.ts";

/** The configuration's defaults, with changes. */
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

/** A separate place for one memory; null if no server is installed, in which case it prints what is skipped. */
export const postgresMemory = async (): Promise<NonNullable<MemoryConfig["postgres"]> | null> => {
  const installed = findPostgresql();
  if (installed === null) {
    process.stderr.write("There is no PostgreSQL: run scripts/test-tools.sh. Tests of the memory in it are skipped.\n");
    return null;
  }
  const { superuserUrl } = await sharedPostgresql(installed);
  return { url: superuserUrl, schema: `memory_${randomBytes(6).toString("hex")}`, connections: 4 };
};

let qdrant: Promise<TestQdrant> | null = null;

const sharedQdrant = async (python: string): Promise<TestQdrant> => {
  if (qdrant === null) {
    qdrant = startQdrant(python);
    atTheEndOfTests(async () => (await qdrant)?.close());
  }
  return qdrant;
};

/** Like {@link postgresMemory}, for Qdrant. */
export const qdrantMemory = async (): Promise<NonNullable<MemoryConfig["qdrant"]> | null> => {
  const python = findQdrant();
  if (python === null) {
    process.stderr.write("There is no Qdrant: run scripts/test-tools.sh. Tests of the memory in it are skipped.\n");
    return null;
  }
  const { url, apiKey } = await sharedQdrant(python);
  return { url, apiKey, collection: `memory_${randomBytes(6).toString("hex")}` };
};

let neo4j: Promise<TestNeo4j> | null = null;

const sharedNeo4j = async (classPath: string): Promise<TestNeo4j> => {
  if (neo4j === null) {
    neo4j = startNeo4j(classPath);
    atTheEndOfTests(async () => (await neo4j)?.close());
  }
  return neo4j;
};

/**
 * Like {@link postgresMemory}, for Neo4j. Its Community Edition has only one database, so memories are separated by a
 * prefix.
 */
export const neo4jMemory = async (): Promise<NonNullable<MemoryConfig["neo4j"]> | null> => {
  const classPath = findNeo4j();
  if (classPath === null) {
    process.stderr.write("There is no Neo4j: run scripts/test-tools.sh. Tests of the memory in it are skipped.\n");
    return null;
  }
  const { uri, user, password } = await sharedNeo4j(classPath);
  return { uri, user, password, database: "neo4j", prefix: `Memory${randomBytes(6).toString("hex")}` };
};

/** Runs Cypher as the administrator, to inspect the data or to corrupt it. */
export const neo4jStatements = async (
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> => {
  const rows: Record<string, unknown>[] = [];
  for (const statement of statements) {
    const result = await (await neo4j)?.execute(statement);
    for (const record of result?.records ?? []) rows.push(record.toObject());
  }
  return rows;
};

/**
 * Opens a memory from a configuration, for the suite that all backends pass. Closing it leaves the data in place until
 * the server ends.
 */
export const openConfigured = async (
  config: MemoryConfig,
  quotas: Partial<Quotas> = {},
): Promise<{ memory: MemoryBackend; again(): Promise<MemoryBackend>; remove(): Promise<void> }> => {
  const opened: MemoryBackend[] = [];
  const again = async (): Promise<MemoryBackend> => {
    const limited = { ...config, quotas: { ...config.quotas, ...quotas } };
    const memory = await openBackend(limited, config.backend, await sharedEmbedder());
    opened.push(memory);
    return memory;
  };
  const memory = await again();
  const remove = async (): Promise<void> => {
    for (const each of opened) await each.close();
  };
  return { memory, again, remove };
};
