/**
 * A process that imports a file into a memory, for tests that kill it. Its arguments are the configuration, the file,
 * and the program of the embedder. It prints a line for every 50 records read.
 */
import { openExportFile } from "../../src/cli/export-file.ts";
import type { MemoryConfig } from "../../src/config/types.ts";
import { readRecord } from "../../src/domain/memory-export.ts";
import type { ExportRecord } from "../../src/domain/exported-memory.ts";
import type { Embedder } from "../../src/memory/embedding/types.ts";
import { openBackend } from "../../src/composition/open-backend.ts";

const [, , given = "", path = "", embedder = ""] = process.argv;
const config = JSON.parse(given) as MemoryConfig;
const { stubEmbedder } = (await import(embedder)) as { readonly stubEmbedder: Embedder };
const memory = await openBackend(config, config.backend, stubEmbedder);
const file = await openExportFile("/", path, "workspace");
const defaults = { place: { kind: "global" }, now: new Date(0).toISOString() } as const;

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
let count = 0;

const records = async function* (): AsyncGenerator<ExportRecord> {
  for await (const { kind, value, pointer } of file.records()) {
    const read = readRecord(kind, value, pointer, defaults);
    if (!read.ok) throw new RangeError(JSON.stringify(read.error));
    count += 1;
    if (count % 50 === 0) tell({ count });
    yield read.value;
  }
};

await memory.importData(records, "merge");
await memory.close();
