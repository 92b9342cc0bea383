/**
 * Runs Caxton's vector index in its own process, to measure its memory separately: `contender.ts <vectors> <count> <queries> <number
 * of queries>`. bench/peers/vectors.mjs does the same for other indexes.
 */
import { open } from "node:fs/promises";
import { encodeVector } from "../../src/memory/vectors/encoding.ts";
import { createVectorIndex } from "../../src/memory/vectors/vector-index.ts";

const dimensions = 384;
const [file = "", count = "0", queryFile = "", queries = "0"] = process.argv.slice(2);

/** Reads block by block, so that the floats are never all in memory. */
async function* vectorsOf(path: string, most: number): AsyncGenerator<Float32Array> {
  const handle = await open(path);
  const block = new Uint8Array(1_024 * dimensions * 4);
  for (let done = 0; done < most;) {
    const { bytesRead } = await handle.read(block, 0, block.length);
    for (let from = 0; from < bytesRead && done < most; from += dimensions * 4, done += 1) {
      yield new Float32Array(block.slice(from, from + dimensions * 4).buffer);
    }
    if (bytesRead === 0) break;
  }
  await handle.close();
}

const collect = (): void => (globalThis as { gc?: () => void }).gc?.();
collect();
const before = process.memoryUsage.rss();
const index = createVectorIndex({ dimensions });
let encodeMs = 0;
let putMs = 0;
let key = 0;
for await (const vector of vectorsOf(file, Number(count))) {
  const started = performance.now();
  const encoded = encodeVector(vector);
  const between = performance.now();
  index.put(key, key % 1_000, encoded);
  encodeMs += between - started;
  putMs += performance.now() - between;
  key += 1;
}
const wanted: Float32Array[] = [];
for await (const vector of vectorsOf(queryFile, Number(queries))) wanted.push(vector);
for (const vector of wanted.slice(0, 100)) index.search({ vector, limit: 10 });

const timed = (search: (vector: Float32Array) => readonly { readonly key: number }[]) => {
  const times: number[] = [];
  const found = wanted.map((vector) => {
    const started = performance.now();
    const matches = search(vector);
    times.push(performance.now() - started);
    return matches.map((match) => match.key);
  });
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), found };
};

const all = timed((vector) => index.search({ vector, limit: 10 }));
// One in a hundred of the vectors, like one place among many.
const tags = Array.from({ length: 10 }, (_, tag) => tag * 7);
const filtered = timed((vector) => index.search({ vector, limit: 10, tags }));
collect();
const report = {
  name: "Caxton",
  buildMs: encodeMs + putMs,
  rebuildMs: putMs,
  ...all,
  filteredP50: filtered.p50,
  filteredP99: filtered.p99,
  rssMb: (process.memoryUsage.rss() - before) / 2 ** 20,
};
process.stdout.write(JSON.stringify(report));
