/**
 * Benchmarks the memory: its vector index compared with others on the same vectors, and the whole memory in use.
 *
 *   npm run build && node --import tsx bench/memory.ts [--quick] [--size=100000,…] [--json] [--no-use]
 *
 *   --quick    only 10,000 vectors, fewer rounds
 *   --size     the sizes to measure; by default 10,000, 100,000 and 1,000,000
 *   --no-use   only the vector index
 *
 * The vectors are those of WordNet's 117,000 glosses; a million vectors are derived from them by mixing
 * (bench/memory/vector-sets.ts). Computed vectors are cached in .caxton-test/vectors. Other indexes are measured if
 * `npm --prefix bench/peers ci` has installed them.
 */
import { createEmbedder } from "../src/memory/embedding/embedder.ts";
import { machine, table } from "./measure.ts";
import { entitiesOf, textOfNew } from "./memory/entities.ts";
import { measureInUse, type InUse } from "./memory/in-use.ts";
import { measureScan, type ScanResult } from "./memory/scan.ts";
import { embedAll, multiply, type VectorSet } from "./memory/vector-sets.ts";
import { readWordNet, spread } from "./memory/wordnet.ts";

const args = process.argv.slice(2);
const quick = args.includes("--quick");
const sizeArgument = args.find((arg) => arg.startsWith("--size="))?.slice("--size=".length);
const sizes = (sizeArgument ?? (quick ? "10000" : "10000,100000,1000000")).split(",").map(Number);
const rounds = quick ? 100 : 300;
const dimensions = 384;

const log = (text: string): void => console.error(text);

const prepare = async () => {
  const embedder = await createEmbedder();
  try {
    const synsets = await readWordNet();
    const questions = spread(
      synsets.flatMap(({ examples }) => examples),
      4_000,
    );
    log("embedding …");
    const most = Math.max(...sizes) <= 10_000 ? 10_000 : synsets.length;
    const kept = synsets.slice(0, most);
    const glosses = await embedAll(
      "glosses",
      kept.map(({ gloss }) => gloss),
      embedder,
    );
    const entities = await embedAll("entities", entitiesOf(kept, most).map(textOfNew), embedder);
    const queries = await embedAll("queries", questions.slice(0, 1_000), embedder);
    return { modelId: embedder.modelId, questions, glosses, entities, queries, real: most };
  } finally {
    await embedder.close();
  }
};

const ms = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(value < 10 ? 2 : 0));

const scanTable = (results: readonly ScanResult[]): string =>
  table([
    ["vectors", "", "p50 ms", "p99 ms", "1 % of tags p99", "recall@10", "build s", "rebuild s", "RSS MB", "bytes each"],
    ...results.map((each) => [
      String(each.size),
      each.name,
      ms(each.p50),
      ms(each.p99),
      ms(each.filteredP99),
      each.recall.toFixed(4),
      (each.buildMs / 1_000).toFixed(1),
      each.rebuildMs === undefined ? "" : (each.rebuildMs / 1_000).toFixed(2),
      each.rssMb.toFixed(0),
      ((each.rssMb * 2 ** 20) / each.size).toFixed(0),
    ]),
  ]);

const useTable = (uses: readonly InUse[]): string => {
  const kinds = ["semantic", "keyword", "hybrid", "graph", "typed"] as const;
  const rows = uses.flatMap((use) => [
    ...kinds.map((kind) => [`${use.size}`, kind, use.searches[kind]] as const),
    [`${use.size}`, "store", use.store] as const,
    [`${use.size}`, "walk of 3 hops, each from elsewhere", use.walk] as const,
    [`${use.size}`, "  in the memory's thread", use.inThread.walk] as const,
    [`${use.size}`, "walk of 3 hops, from ten entities by turns", use.walkAgain] as const,
    [`${use.size}`, "  in the memory's thread", use.inThread.walkAgain] as const,
    [`${use.size}`, "to the thread and back", use.thereAndBack] as const,
  ]);
  return table([
    ["entities", "", "p50 ms", "p99 ms", "p50 without embedding", "p99"],
    ...rows.map(([size, what, timed]) => [
      ...[size, what, ms(timed.p50), ms(timed.p99), ms(timed.apartP50), ms(timed.apartP99)],
    ]),
  ]);
};

const factsTable = (uses: readonly InUse[]): string =>
  table([
    ["entities", ...uses.map(({ size }) => String(size))],
    ["filled a second, vectors given", ...uses.map((use) => use.storedPerSecond.toFixed(0))],
    ["relations a second", ...uses.map((use) => use.relationsPerSecond.toFixed(0))],
    ["stored a second in batches of 100, embedded", ...uses.map((use) => use.batchPerSecond.toFixed(0))],
    ["hybrid searches a second, 16 at once", ...uses.map((use) => use.searchesPerSecond.toFixed(0))],
    ["load the model, ms", ...uses.map((use) => ms(use.modelMs))],
    ["open the memory, ms", ...uses.map((use) => ms(use.openMs))],
    ["RSS of the process, MB", ...uses.map((use) => use.searchedMb.toFixed(0))],
    ["  after walks and stores, MB", ...uses.map((use) => use.walkedMb.toFixed(0))],
    ["  before it loaded anything", ...uses.map((use) => use.bareMb.toFixed(0))],
    ["  for the model", ...uses.map((use) => use.modelMb.toFixed(0))],
    ["bytes an entity on disk", ...uses.map((use) => (use.diskBytes / use.size).toFixed(0))],
    ...(["idle", "searches", "stores", "crowd"] as const).map((when) => [
      `event loop at work, ${when}: longest and 99.9 % ms`,
      ...uses.map((use) => `${ms(use.loop[when].maxMs)} / ${ms(use.loop[when].p999Ms)}`),
    ]),
  ]);

interface Aim {
  readonly what: string;
  readonly measured: number;
  readonly aim: number;
  readonly least?: boolean;
}

const aimsOf = (scan: ScanResult | undefined, use: InUse | undefined): readonly Aim[] => [
  ...(scan === undefined
    ? []
    : [
        { what: "scan p99, ms", measured: scan.p99, aim: 1.5 },
        { what: "recall@10", measured: scan.recall, aim: 0.99, least: true },
      ]),
  ...(use === undefined
    ? []
    : [
        { what: "semantic search p50, ms", measured: use.searches.semantic.p50, aim: 5 },
        { what: "semantic search p99, ms", measured: use.searches.semantic.p99, aim: 10 },
        { what: "store with embedding p50, ms", measured: use.store.p50, aim: 5 },
        { what: "traversal p50 in the thread, ms", measured: use.inThread.walk.p50, aim: 0.2 },
        { what: "traversal p50 end to end, again, ms", measured: use.walkAgain.p50, aim: 0.2 },
        { what: "traversal p50 end to end, elsewhere, ms", measured: use.walk.p50, aim: 0.2 },
        { what: "start, s", measured: use.openMs / 1_000, aim: 3 },
        { what: "RSS with the model, MB", measured: Math.max(use.searchedMb, use.walkedMb), aim: 260 },
        { what: "bytes an entity on disk", measured: use.diskBytes / use.size, aim: 1_229 },
        ...(["searches", "stores", "crowd"] as const).map((when) => ({
          what: `event loop, ${when}: longest block, ms`,
          measured: use.loop[when].maxMs,
          aim: 5,
        })),
      ]),
];

const aimsTable = (size: number, aims: readonly Aim[]): string =>
  table([
    [`aims at ${size}`, "measured", "aim", ""],
    ...aims.map(({ what, measured, aim, least }) => [
      ...[what, measured.toFixed(3), `${least === true ? "≥" : "≤"} ${aim}`],
      (least === true ? measured >= aim : measured <= aim) ? "met" : "NOT met",
    ]),
  ]);

const { modelId, questions, glosses, entities, queries, real } = await prepare();
const scans: ScanResult[] = [];
const uses: InUse[] = [];
const setOf = async (from: VectorSet, name: string, size: number): Promise<VectorSet> =>
  size <= real ? from : multiply(from, name, size, dimensions);
for (const size of sizes) {
  log(`${size} vectors …`);
  scans.push(
    ...(await measureScan({
      vectors: await setOf(glosses, "glosses", size),
      queries,
      size,
      judged: size > 200_000 ? 50 : 200,
      // A million vectors by brute force in SQLite, or with LanceDB's lists, would take most of an hour.
      peers: size > 200_000 ? ["usearch"] : ["sqlite-vec", "usearch", "lancedb"],
    })),
  );
  if (args.includes("--no-use")) continue;
  log(`${size} entities in use …`);
  uses.push(await measureInUse(await setOf(entities, "entities", size), size, modelId, questions, rounds));
}

const judged = sizes.includes(100_000) ? 100_000 : (sizes[0] ?? 0);
const aims = aimsOf(
  scans.find(({ size, name }) => size === judged && name === "Caxton"),
  uses.find(({ size }) => size === judged),
);
if (args.includes("--json")) {
  console.log(JSON.stringify({ machine: machine(), scans, uses, aims }, null, 2));
} else {
  console.log(machine(), "\n");
  console.log(scanTable(scans), "\n");
  if (uses.length > 0) console.log(`${useTable(uses)}\n\n${factsTable(uses)}\n`);
  console.log(aimsTable(judged, aims));
}
