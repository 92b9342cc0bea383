/**
 * Measures a filled memory in use, in a process with nothing else: `in-use.mjs <file> <size> <rounds> <questions>`. It runs `dist`,
 * as a server does: under tsx every thread would contain a compiler.
 */
import { readFile, stat } from "node:fs/promises";
import { createHistogram } from "node:perf_hooks";

const bareMb = process.memoryUsage.rss() / 2 ** 20;
const { openEmbeddedMemory } = await import("../../dist/memory/embedded/backend.js");
const { openStore } = await import("../../dist/memory/embedded/store.js");
const { defaultQuotas } = await import("../../dist/domain/memory.js");
const { createEmbedder } = await import("../../dist/memory/embedding/embedder.js");

const [file, sizeText, roundsText, questionsFile] = process.argv.slice(2);
const [size, rounds] = [Number(sizeText), Number(roundsText)];
const { questions, places, shared } = JSON.parse(await readFile(questionsFile, "utf8"));
const collect = () => globalThis.gc?.();
const rssMb = () => process.memoryUsage.rss() / 2 ** 20;
const idOf = (number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

// A server's event loop sleeps until a socket wakes it. Without anything to wait for, the loop would spin and receive answers sooner.
const alive = setInterval(() => undefined, 2 ** 30);

let asked = 0;
/** A new question each time, so that its vector is never in the embedder's cache. */
const nextQuestion = () => `${questions[asked++ % questions.length]} ${asked}`;

const startedModel = performance.now();
const real = await createEmbedder();
const modelMs = performance.now() - startedModel;
const modelMb = rssMb() - bareMb;

let embeddingMs = 0;
const embedder = {
  ...real,
  embed: async (texts, signal) => {
    const started = performance.now();
    const vectors = await real.embed(texts, signal);
    embeddingMs += performance.now() - started;
    return vectors;
  },
};
const startedMemory = performance.now();
const memory = await openEmbeddedMemory({ file, embedder });
const openMs = performance.now() - startedMemory;

const timed = async (times, work) => {
  for (let round = 0; round < 20; round += 1) await work(round);
  const whole = [];
  const apart = [];
  for (let round = 20; round < times + 20; round += 1) {
    embeddingMs = 0;
    const started = performance.now();
    await work(round);
    const took = performance.now() - started;
    whole.push(took);
    apart.push(took - embeddingMs);
  }
  const at = (list, share) => list.toSorted((a, b) => a - b)[Math.floor(list.length * share)] ?? 0;
  return { p50: at(whole, 0.5), p99: at(whole, 0.99), apartP50: at(apart, 0.5), apartP99: at(apart, 0.99) };
};

const searching = async (mode) =>
  timed(rounds, async () => memory.search({ text: nextQuestion(), mode, places, limit: 10 }));

/**
 * How long the event loop was busy between two ticks of a one-millisecond timer, which includes anything that blocks it. Sleep and
 * late wake-ups by the machine are excluded; `monitorEventLoopDelay` counts both.
 */
const watch = async (work) => {
  const blocks = createHistogram();
  let before = performance.eventLoopUtilization().active;
  const ticking = setInterval(() => {
    const { active } = performance.eventLoopUtilization();
    blocks.record(Math.max(1, Math.round((active - before) * 1e6)));
    before = active;
  }, 1);
  const value = await work();
  clearInterval(ticking);
  return { value, maxMs: blocks.max / 1e6, p999Ms: blocks.percentile(99.9) / 1e6 };
};
// The machine's effect on an idle loop.
const idle = await watch(() => new Promise((resolve) => setTimeout(resolve, 5_000)));
const diskBytes = (await stat(file)).size;

const searchingAll = await watch(async () => ({
  semantic: await searching("semantic"),
  keyword: await searching("keyword"),
  hybrid: await searching("hybrid"),
  graph: await searching("graph"),
  // A filter on more than places.
  typed: await timed(Math.min(rounds, 50), () =>
    memory.search({ text: nextQuestion(), mode: "semantic", places, limit: 10, types: ["adv"] }),
  ),
}));
collect();
const searchedMb = rssMb();

/** A number that does not end in 0, whose entity is in the shared place. */
const sharedNumber = (round) => Math.floor((((round * 7_919) % 9_973) / 9_973) * (size / 10)) * 10 + 1 + (round % 9);
const walkFrom = (number) => ({ from: idOf(number), places, depth: 3, direction: "both", limit: 20 });
/** Where the rounds of `walkAgain` start: the topics of an agent over a period. */
const topics = 10;
const note = (name) => ({ place: shared, name, type: "note", observations: [nextQuestion()] });
const storing = await watch(async () => ({
  store: await timed(rounds, (round) => memory.storeEntity(note(`note ${round}`))),
  // Each walk starts elsewhere, so that hardly anything it shows was shown before.
  walk: await timed(rounds * 2, (round) => memory.traverse(walkFrom(sharedNumber(round)))),
  walkAgain: await timed(rounds * 2, (round) => memory.traverse(walkFrom(sharedNumber(round % topics)))),
  thereAndBack: await timed(rounds * 2, () => memory.ping()),
}));
collect();
const walkedMb = rssMb();

const perSecond = async (count, work) => {
  const started = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - started);
};
const crowd = await watch(async () => ({
  batchPerSecond: await perSecond(1_000, async () => {
    for (let batch = 0; batch < 10; batch += 1) {
      await memory.storeEntities(Array.from({ length: 100 }, (_, index) => note(`batch ${batch} ${index}`)));
    }
  }),
  searchesPerSecond: await perSecond(480, async () => {
    const each = async () => {
      for (let round = 0; round < 30; round += 1) {
        await memory.search({ text: nextQuestion(), mode: "hybrid", places, limit: 10 });
      }
    };
    await Promise.all(Array.from({ length: 16 }, each));
  }),
}));
await memory.close();
await real.close();
clearInterval(alive);
// The thread's own share of a walk: the same store, called in this thread.
const { call } = openStore({ file, modelId: real.modelId, dimensions: real.dimensions, quotas: defaultQuotas });
const inThread = {
  walk: await timed(rounds * 2, (round) => call("traverse", walkFrom(sharedNumber(round)))),
  walkAgain: await timed(rounds * 2, (round) => call("traverse", walkFrom(sharedNumber(round % topics)))),
};
call("close");
const { value: searches, ...searchesLoop } = searchingAll;
const { value: stores, ...storesLoop } = storing;
const { value: rates, ...crowdLoop } = crowd;
const loop = {
  idle: { maxMs: idle.maxMs, p999Ms: idle.p999Ms },
  searches: searchesLoop,
  stores: storesLoop,
  crowd: crowdLoop,
};
const memoryMb = { bareMb, modelMb, searchedMb, walkedMb };
const report = { size, ...memoryMb, modelMs, openMs, diskBytes, searches, ...stores, inThread, ...rates, loop };
process.stdout.write(JSON.stringify(report));
process.exit(0);
