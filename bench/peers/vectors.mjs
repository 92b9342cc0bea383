/**
 * Others' vector indexes on the same vectors: `node vectors.mjs <name> <vectors> <count> <queries> <number of queries> <folder>`.
 * One process each, so that their memory can be told apart. See bench/memory.ts.
 */
import { open } from "node:fs/promises";
import { join } from "node:path";

const dimensions = 384;
const [name, file, count, queryFile, queries, folder] = process.argv.slice(2);

async function* blocksOf(path, most, size) {
  const handle = await open(path);
  for (let done = 0; done < most;) {
    const wanted = Math.min(size, most - done);
    const block = Buffer.alloc(wanted * dimensions * 4);
    const { bytesRead } = await handle.read(block, 0, block.length);
    const vectors = Array.from(
      { length: bytesRead / (dimensions * 4) },
      (_, at) => new Float32Array(block.buffer, block.byteOffset + at * dimensions * 4, dimensions),
    );
    if (vectors.length === 0) break;
    yield { first: done, vectors };
    done += vectors.length;
  }
  await handle.close();
}

const peers = {
  "sqlite-vec": async () => {
    const { default: BetterSqlite3 } = await import("better-sqlite3");
    const { load } = await import("sqlite-vec");
    const database = new BetterSqlite3(":memory:");
    load(database);
    database.exec(
      `CREATE VIRTUAL TABLE v USING vec0(id INTEGER PRIMARY KEY, e FLOAT[${dimensions}] distance_metric=cosine)`,
    );
    const insert = database.prepare("INSERT INTO v (id, e) VALUES (?, ?)");
    const search = database.prepare("SELECT id FROM v WHERE e MATCH ? AND k = 10 ORDER BY distance");
    return {
      add: database.transaction(({ first, vectors }) => {
        for (const [at, vector] of vectors.entries()) insert.run(BigInt(first + at), vector);
      }),
      search: (vector) => search.all(vector).map(({ id }) => Number(id)),
    };
  },
  usearch: async () => {
    const { default: usearch } = await import("usearch");
    const index = new usearch.Index({
      metric: usearch.MetricKind.Cos,
      quantization: usearch.ScalarKind.F16,
      connectivity: 16,
      dimensions,
    });
    return {
      add: ({ first, vectors }) => {
        index.add(
          BigUint64Array.from(vectors, (_, at) => BigInt(first + at)),
          Float32Array.from(
            { length: vectors.length * dimensions },
            (_, at) => vectors[Math.floor(at / dimensions)][at % dimensions],
          ),
          2,
        );
      },
      search: (vector) => [...index.search(vector, 10, 1).keys].map(Number),
    };
  },
  lancedb: async () => {
    const { connect } = await import("@lancedb/lancedb");
    const database = await connect(join(folder, "lance"));
    let table;
    return {
      add: async ({ first, vectors }) => {
        const rows = vectors.map((vector, at) => ({ id: first + at, vector: [...vector] }));
        if (table === undefined) table = await database.createTable("v", rows);
        else await table.add(rows);
      },
      // What its documentation says for speed: inverted lists of product quantizations, refined by the vectors themselves.
      ready: async () => {
        const { Index } = await import("@lancedb/lancedb");
        await table.createIndex("vector", { config: Index.ivfPq({ distanceType: "cosine" }) });
      },
      search: async (vector) =>
        (
          await table
            .query()
            .nearestTo(vector)
            .distanceType("cosine")
            .nprobes(20)
            .refineFactor(10)
            .limit(10)
            .select(["id"])
            .toArray()
        ).map(({ id }) => Number(id)),
    };
  },
};

globalThis.gc?.();
const before = process.memoryUsage.rss();
const peer = await peers[name]();
let buildMs = 0;
const timed = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
for await (const block of blocksOf(file, Number(count), 8_192)) buildMs += await timed(() => peer.add(block));
if (peer.ready) buildMs += await timed(() => peer.ready());

const times = [];
const found = [];
for await (const { vectors } of blocksOf(queryFile, Number(queries), Number(queries))) {
  for (const vector of vectors.slice(0, 10)) await peer.search(vector);
  for (const vector of vectors) {
    const started = performance.now();
    found.push(await peer.search(vector));
    times.push(performance.now() - started);
  }
}
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)];
globalThis.gc?.();
const rssMb = (process.memoryUsage.rss() - before) / 2 ** 20;
process.stdout.write(JSON.stringify({ name, buildMs, p50: at(0.5), p99: at(0.99), found, rssMb }));
process.exit(0);
