/**
 * Measures retrieval quality: WordNet's 117,000 synsets are the entities, and each question has a known answer.
 * `npm run build && node --import tsx bench/retrieval.ts [--quick] [--json]`
 *
 * - examples: the question is a usage example of a synset, and the answer is that synset. Most examples contain the
 *   word itself, which may have dozens of senses: keyword search finds the word, and semantic search tells its senses
 *   apart.
 * - kinds: the question is “a kind of thing that NAME is”, and the answer is the synset that WordNet gives as its kind,
 *   which can be reached through the relation.
 *
 * recall@5 counts answers among the first five results; the mean reciprocal rank (MRR) uses the rank among the first
 * ten. The rules of hybrid search were tuned on 600 examples that are not among those asked here.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EntityId, SearchMode } from "../src/domain/memory.ts";
import { openEmbeddedMemory } from "../src/memory/embedded/backend.ts";
import { createEmbedder } from "../src/memory/embedding/embedder.ts";
import type { MemoryBackend } from "../src/memory/types.ts";
import { machine, table } from "./measure.ts";
import { entitiesOf, idOf, placesSeen, textOfNew } from "./memory/entities.ts";
import { fillMemory } from "./memory/in-use.ts";
import { embedAll } from "./memory/vector-sets.ts";
import { readWordNet, spread, type Synset } from "./memory/wordnet.ts";

const quick = process.argv.includes("--quick");
const asked = quick ? 200 : 2_000;
const fitted = 600;

interface Question {
  readonly text: string;
  readonly answers: readonly EntityId[];
}

interface Quality {
  readonly what: string;
  readonly mode: SearchMode;
  readonly recall5: number;
  readonly mrr: number;
  readonly msP50: number;
}

const isShared = (index: number): boolean => index % 10 !== 0;

const exampleQuestions = (synsets: readonly Synset[]): readonly Question[] => {
  const all = synsets.flatMap(({ examples }, index) => examples.map((text) => ({ text, answers: [idOf(index)] })));
  const used = new Set(spread(all, fitted).map(({ text }) => text));
  return spread(
    all.filter(({ text, answers }) => !used.has(text) && isShared(Number.parseInt(answers[0]?.slice(-12) ?? "0", 16))),
    asked,
  );
};

const kindQuestions = (synsets: readonly Synset[]): readonly Question[] => {
  const numbers = new Map(synsets.map(({ id }, index) => [id, index]));
  const all = synsets.flatMap(({ hypernyms, words, type }, index) => {
    const answers = hypernyms.flatMap((id) => numbers.get(id) ?? []).filter(isShared);
    if (!isShared(index) || answers.length === 0 || type !== "noun") return [];
    return [{ text: `what kind of thing is ${words.join(", ")}`, answers: answers.map(idOf) }];
  });
  return spread(all, asked / 2);
};

const judge = async (
  memory: MemoryBackend,
  what: string,
  mode: SearchMode,
  questions: readonly Question[],
): Promise<Quality> => {
  let [hits, reciprocal] = [0, 0];
  const times: number[] = [];
  for (const { text, answers } of questions) {
    const started = performance.now();
    const found = await memory.search({ text, mode, places: placesSeen, limit: 10 });
    times.push(performance.now() - started);
    const rank = found.findIndex(({ entity }) => answers.includes(entity.id)) + 1;
    if (rank >= 1 && rank <= 5) hits += 1;
    if (rank >= 1) reciprocal += 1 / rank;
  }
  const sorted = times.toSorted((a, b) => a - b);
  return {
    ...{ what, mode, recall5: hits / questions.length, mrr: reciprocal / questions.length },
    msP50: sorted[Math.floor(sorted.length / 2)] ?? 0,
  };
};

const measureAll = async (folder: string): Promise<readonly Quality[]> => {
  const synsets = await readWordNet();
  const embedder = await createEmbedder();
  try {
    const vectors = await embedAll("entities", entitiesOf(synsets, synsets.length).map(textOfNew), embedder);
    const file = join(folder, "memory.db");
    await fillMemory(file, vectors, synsets.length, embedder.modelId);
    const memory = await openEmbeddedMemory({ file, embedder });
    const found: Quality[] = [];
    for (const mode of ["keyword", "semantic", "hybrid"] as const) {
      found.push(await judge(memory, "examples", mode, exampleQuestions(synsets)));
    }
    for (const mode of ["hybrid", "graph"] as const) {
      found.push(await judge(memory, "kinds", mode, kindQuestions(synsets)));
    }
    await memory.close();
    return found;
  } finally {
    await embedder.close();
  }
};

const folder = await mkdtemp(join(tmpdir(), "caxton-retrieval-"));
try {
  const found = await measureAll(folder);
  const of = (mode: SearchMode): Quality | undefined =>
    found.find((each) => each.what === "examples" && each.mode === mode);
  const beats = (["keyword", "semantic"] as const).every(
    (mode) =>
      (of("hybrid")?.recall5 ?? 0) > (of(mode)?.recall5 ?? 1) && (of("hybrid")?.mrr ?? 0) > (of(mode)?.mrr ?? 1),
  );
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ machine: machine(), found, hybridBeatsBoth: beats }, null, 2));
  } else {
    console.log(machine(), "\n");
    console.log(
      table([
        ["questions", "mode", "recall@5", "MRR", "p50 ms"],
        ...found.map(({ what, mode, recall5, mrr, msP50 }) => [
          ...[what, mode, recall5.toFixed(3), mrr.toFixed(3), msP50.toFixed(1)],
        ]),
      ]),
    );
    console.log(`\nhybrid beats words and meaning: ${beats ? "met" : "NOT met"}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
