/** Compares the vector index with others on the same vectors, one process after the other. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { recall, trueNearest } from "./exact.ts";
import { readFloats, type VectorSet } from "./vector-sets.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Report {
  readonly name: string;
  readonly buildMs: number;
  /** From encoded vectors, as at start-up. Only for Caxton. */
  readonly rebuildMs?: number;
  readonly p50: number;
  readonly p99: number;
  readonly filteredP50?: number;
  readonly filteredP99?: number;
  readonly rssMb: number;
  readonly found: readonly (readonly number[])[];
}

export interface ScanResult extends Omit<Report, "found"> {
  readonly size: number;
  readonly recall: number;
}

interface ScanOptions {
  readonly vectors: VectorSet;
  readonly queries: VectorSet;
  readonly size: number;
  /** The number of queries for which the true nearest are computed, which takes 0.1 s per 100,000 vectors. */
  readonly judged: number;
  readonly peers: readonly string[];
}

const dimensions = 384;
const queriesTimed = 1_000;

const runNode = async (args: readonly string[]): Promise<Report | null> => {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
    return JSON.parse(stdout) as Report;
  } catch (error) {
    console.error(`${args.at(-6)} did not run: ${error instanceof Error ? error.message.slice(0, 300) : ""}`);
    return null;
  }
};

export const measureScan = async (options: ScanOptions): Promise<readonly ScanResult[]> => {
  const { vectors, queries, size, judged, peers } = options;
  const folder = await mkdtemp(join(tmpdir(), "bench-vectors-"));
  try {
    const timed = String(Math.min(queries.count, queriesTimed));
    const given = [vectors.file, String(size), queries.file, timed];
    const reports = [await runNode(["--expose-gc", "--import", "tsx", here("./contender.ts"), ...given])];
    if (existsSync(here("../peers/node_modules/usearch"))) {
      for (const peer of peers) {
        reports.push(await runNode(["--expose-gc", here("../peers/vectors.mjs"), peer, ...given, folder]));
      }
    }
    const [all, asked] = [await readFloats(vectors.file), await readFloats(queries.file)];
    const truth = Array.from({ length: judged }, (_, index) =>
      trueNearest(asked.subarray(index * dimensions, (index + 1) * dimensions), all, size),
    );
    return reports.flatMap((report) => {
      if (report === null) return [];
      const { found, ...figures } = report;
      return [{ ...figures, size, recall: recall(found.slice(0, judged), truth) }];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
