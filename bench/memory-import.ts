/**
 * Imports a generated export of any size into an embedded memory, in a process with a limited heap:
 * `tsx bench/memory-import.ts [--size 1GB] [--format jsonl|json] [--observation 64kB] [--heap 256]`. Vectors are
 * derived from hashes, so the figures cover reading, checking and storing, but not embedding. Relations come before
 * entities in the file.
 */
import { fork } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openExportFile } from "../src/cli/export-file.ts";
import { readRecord } from "../src/domain/memory-export.ts";
import type { ExportRecord } from "../src/domain/exported-memory.ts";
import { openEmbeddedMemory } from "../src/memory/embedded/backend.ts";
import { stubEmbedder } from "../test/support/stub-embedder.ts";

const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

const bytesOf = (text: string): number => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(B|kB|MB|GB)$/.exec(text) ?? [];
  const bytes = Number(number) * (units[unit] ?? Number.NaN);
  if (Number.isNaN(bytes)) throw new RangeError(`${text} is no size: write 64kB, 100MB or 1GB.`);
  return bytes;
};

const words = ["memory", "import", "naïve", "relation", "entity", "日本語", "observation", "large", "file", "quite"];

const textOf = (number: number, size: number): string => {
  let text = `Entity ${number}:`;
  for (let index = number; text.length < size; index = index * 7 + 3) text += ` ${words[index % 10]}${index % 1_009}`;
  return text.slice(0, size);
};

const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

interface Shape {
  readonly entities: number;
  readonly observation: number;
  readonly format: string;
}

const generated = function* ({ entities, observation, format }: Shape): Generator<string> {
  const isLines = format === "jsonl";
  const line = (kind: string, item: object, index: number): string =>
    isLines ? `${JSON.stringify({ kind, ...item })}\n` : `${index === 0 ? "\n" : ",\n"}${JSON.stringify(item)}`;
  yield isLines ? `{"kind":"head","version":"1.0"}\n` : `{"relations":[`;
  for (let index = 1; index < entities; index++) {
    const ends = { from: idOf(index), to: idOf(index >> 1) };
    yield line("relation", { id: idOf(1_000_000_000 + index), ...ends, type: "part_of" }, index - 1);
  }
  if (!isLines) yield `],"entities":[`;
  for (let index = 0; index < entities; index++) {
    const observations = [textOf(index, observation)];
    yield line("entity", { id: idOf(index), name: `Entity ${index}`, type: "thing", observations }, index);
  }
  if (!isLines) yield `],"version":"1.0"}\n`;
};

/** Runs the import in a separate process. */
const importFile = async (path: string, database: string): Promise<void> => {
  const memory = await openEmbeddedMemory({ file: database, embedder: stubEmbedder });
  const file = await openExportFile("/", path, "workspace");
  const defaults = { place: { kind: "workspace", workspace: "default" }, now: new Date().toISOString() } as const;
  const records = async function* (): AsyncGenerator<ExportRecord> {
    for await (const { kind, value, pointer } of file.records()) {
      const read = readRecord(kind, value, pointer, defaults);
      if (read.ok) yield read.value;
    }
  };
  const started = performance.now();
  for await (const record of records()) void record;
  const readMs = performance.now() - started;
  const { created, relations } = await memory.importData(records, "merge");
  const importMs = performance.now() - started - readMs;
  process.send?.({ created, relations, readMs, importMs, maxRssKb: process.resourceUsage().maxRSS });
  await memory.close();
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      size: { type: "string", default: "100MB" },
      format: { type: "string", default: "jsonl" },
      observation: { type: "string", default: "64kB" },
      heap: { type: "string", default: "256" },
    },
  });
  const observation = bytesOf(values.observation);
  const folder = await mkdtemp(join(tmpdir(), "caxton-import-"));
  try {
    const path = join(folder, `export.${values.format}`);
    const entities = Math.ceil(bytesOf(values.size) / (observation * 1.07));
    await pipeline(Readable.from(generated({ entities, observation, format: values.format })), createWriteStream(path));
    const { size } = await stat(path);
    const child = fork(fileURLToPath(import.meta.url), ["--child", path, join(folder, "memory.db")], {
      execArgv: [...process.execArgv, `--max-old-space-size=${values.heap}`],
    });
    const result = await new Promise<Record<string, number>>((resolve, reject) => {
      child.once("message", (message) => resolve(message as Record<string, number>));
      child.once("exit", (code) => reject(new Error(`The import ended with ${code}.`)));
    });
    const rate = (ms = 0): string => `${(ms / 1_000).toFixed(1)} s, ${(size / 1e3 / ms).toFixed(1)} MB/s`;
    console.log(
      `${values.format}, ${(size / 1e6).toFixed(0)} MB, ${result["created"]} entities of ${values.observation}, ` +
        `${result["relations"]} relations, heap ${values.heap} MB: read and checked in ${rate(result["readMs"])}; ` +
        `imported in ${rate(result["importMs"])}; RSS at most ${Math.round((result["maxRssKb"] ?? 0) / 1_000)} MB`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const [, , mode, path = "", database = ""] = process.argv;
await (mode === "--child" ? importFile(path, database) : main());
