/** Opens the memory backends according to the configuration. A driver is loaded when it is first needed. */
import type { MemoryBackendName, MemoryConfig } from "../config/types.ts";
import { CaxtonError } from "../domain/errors.ts";
import { openCustomMemory } from "../memory/custom.ts";
import { openEmbeddedMemory } from "../memory/embedded/backend.ts";
import { openRecordMemory } from "../memory/records/backend.ts";
import type { RecordStore } from "../memory/records/types.ts";
import type { MemoryBackend } from "../memory/types.ts";
import type { Embedder } from "../memory/embedding/types.ts";

const settingsOf = <Name extends "postgres" | "qdrant" | "neo4j" | "custom">(
  config: MemoryConfig,
  name: Name,
): NonNullable<MemoryConfig[Name]> => {
  const settings = config[name];
  if (settings !== null) return settings;
  throw new CaxtonError("configuration.invalid", `The memory backend ${name} is not configured.`, {
    hint: `Set memory.${name} in the configuration; see docs/memory.md.`,
  });
};

const openStore = async (
  config: MemoryConfig,
  name: "postgres" | "qdrant" | "neo4j",
  dimensions: number,
): Promise<RecordStore> => {
  if (name === "postgres") {
    const { openPostgresRecords } = await import("../memory/postgres/store.ts");
    return openPostgresRecords({ ...settingsOf(config, name), dimensions });
  }
  if (name === "qdrant") {
    const { openQdrantRecords } = await import("../memory/qdrant/store.ts");
    return openQdrantRecords({ ...settingsOf(config, name), dimensions });
  }
  const { openNeo4jRecords } = await import("../memory/neo4j/store.ts");
  return openNeo4jRecords({ ...settingsOf(config, name), dimensions });
};

/**
 * Throws `memory.unavailable`, and `configuration.invalid` if settings of the backend are missing.
 *
 * @param signal when it is aborted, vectors are no longer computed anew, and its reason is thrown. An attempt to connect is
 *   not interrupted, because no driver can do that.
 */
export const openBackend = async (
  config: MemoryConfig,
  name: MemoryBackendName,
  embedder: Embedder,
  signal: AbortSignal = new AbortController().signal,
): Promise<MemoryBackend> => {
  const { quotas } = config;
  if (name === "embedded") return openEmbeddedMemory({ ...config.embedded, embedder, quotas, signal });
  if (name === "custom") return openCustomMemory({ ...settingsOf(config, name), embedder, quotas, signal });
  const store = await openStore(config, name, embedder.dimensions);
  try {
    return await openRecordMemory({ store, embedder, quotas, signal });
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
};
