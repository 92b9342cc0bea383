/** Fills a memory and measures it in use, each in its own process. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { placesSeen, sharedPlace } from "./entities.ts";
import type { VectorSet } from "./vector-sets.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Timed {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The time without embedding. */
  readonly apartP50: number;
  readonly apartP99: number;
}

interface LoopDelay {
  readonly maxMs: number;
  readonly p999Ms: number;
}

interface Filled {
  readonly storedPerSecond: number;
  readonly relationsPerSecond: number;
  readonly relations: number;
}

interface Used {
  readonly size: number;
  /** For a process that has loaded nothing yet. */
  readonly bareMb: number;
  readonly modelMb: number;
  /** For the process after it opened the memory and searched it in every mode. */
  readonly searchedMb: number;
  /** After walks as well. */
  readonly walkedMb: number;
  readonly modelMs: number;
  readonly openMs: number;
  readonly diskBytes: number;
  readonly searches: Readonly<Record<"semantic" | "keyword" | "hybrid" | "graph" | "typed", Timed>>;
  readonly store: Timed;
  /** Each from a different entity. */
  readonly walk: Timed;
  /** From the same ten entities in turn. */
  readonly walkAgain: Timed;
  /** A call that does almost nothing. */
  readonly thereAndBack: Timed;
  /** The part of the walks done in the memory's thread; measured without one. */
  readonly inThread: Readonly<Record<"walk" | "walkAgain", Timed>>;
  readonly batchPerSecond: number;
  readonly searchesPerSecond: number;
  readonly loop: Readonly<Record<"idle" | "searches" | "stores" | "crowd", LoopDelay>>;
}

export type InUse = Filled & Used;

const runNode = async <Report>(args: readonly string[]): Promise<Report> => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", ...args], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as Report;
};

/** Creates a memory of WordNet's synsets in `file`. */
export const fillMemory = async (file: string, vectors: VectorSet, size: number, modelId: string): Promise<Filled> =>
  runNode(["--import", "tsx", here("./fill.ts"), file, String(size), vectors.file, modelId]);

export const measureInUse = async (
  vectors: VectorSet,
  size: number,
  modelId: string,
  questions: readonly string[],
  rounds: number,
): Promise<InUse> => {
  const folder = await mkdtemp(join(tmpdir(), "bench-memory-"));
  try {
    const [file, asked] = [join(folder, "memory.db"), join(folder, "questions.json")];
    await writeFile(asked, JSON.stringify({ questions, places: placesSeen, shared: sharedPlace }));
    const filled = await fillMemory(file, vectors, size, modelId);
    const used = await runNode<Used>([here("./in-use.mjs"), file, String(size), String(rounds), asked]);
    return { ...filled, ...used };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
