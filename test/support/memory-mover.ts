/**
 * A process that moves one memory into another, as its first argument describes, and reports its progress; for tests
 * that kill it.
 */
import type { MemoryBackendName, MemoryConfig } from "../../src/config/types.ts";
import { createEmbedder } from "../../src/memory/embedding/embedder.ts";
import { migrateMemory } from "../../src/memory/migration.ts";
import { openBackend } from "../../src/composition/open-backend.ts";

const [, , given = "", from = "", to = ""] = process.argv;
const config = JSON.parse(given) as MemoryConfig;
const embedder = await createEmbedder({ threads: 1 });
const source = await openBackend(config, from as MemoryBackendName, embedder);
const target = await openBackend(config, to as MemoryBackendName, embedder);
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
tell({ ready: true });
tell({ report: await migrateMemory(source, target) });
