/**
 * Fills a memory: `fill.ts <file> <size> <vectors> <model id>`. The vectors are precomputed, so that a million entities take minutes
 * rather than hours.
 */
import { openEmbeddedMemory } from "../../src/memory/embedded/backend.ts";
import type { Embedder } from "../../src/memory/embedding/types.ts";
import { entitiesOf, idOf, sharedPlace, textOfNew } from "./entities.ts";
import { readFloats } from "./vector-sets.ts";
import { readWordNet } from "./wordnet.ts";

const dimensions = 384;
const [file = "", sizeText = "0", vectorFile = "", modelId = ""] = process.argv.slice(2);
const size = Number(sizeText);
const atOnce = 500;

const synsets = await readWordNet();
const entities = entitiesOf(synsets, size);
const floats = await readFloats(vectorFile);
const known = new Map<string, number>();

const embedder: Embedder = {
  modelId,
  dimensions,
  embed: async (texts) =>
    texts.map((text) => {
      const at = known.get(text) ?? 0;
      return floats.slice(at * dimensions, (at + 1) * dimensions);
    }),
  close: async () => undefined,
};
const memory = await openEmbeddedMemory({ file, embedder });
const started = performance.now();
for (let from = 0; from < size; from += atOnce) {
  const batch = entities.slice(from, from + atOnce);
  known.clear();
  for (const [index, entity] of batch.entries()) known.set(textOfNew(entity), from + index);
  await memory.storeEntities(batch);
}
const storedMs = performance.now() - started;

const numbers = new Map(synsets.slice(0, size).map(({ id }, index) => [id, index]));
const relations = synsets.slice(0, size).flatMap(({ hypernyms }, index) =>
  hypernyms.flatMap((hypernym) => {
    const to = numbers.get(hypernym);
    return to === undefined ? [] : [{ from: index, to }];
  }),
);
// An agent's own entity can only have relations in its own place, so the relations here are between shared ones.
const shared = relations.filter(({ from, to }) => from % 10 !== 0 && to % 10 !== 0);
const before = performance.now();
for (let from = 0; from < shared.length; from += atOnce) {
  await Promise.all(
    shared
      .slice(from, from + atOnce)
      .map(async (ends) =>
        memory.storeRelation({ place: sharedPlace, from: idOf(ends.from), to: idOf(ends.to), type: "is_a" }),
      ),
  );
}
const relatedMs = performance.now() - before;
await memory.close();
process.stdout.write(
  JSON.stringify({
    storedPerSecond: (size / storedMs) * 1_000,
    relationsPerSecond: (shared.length / relatedMs) * 1_000,
    relations: shared.length,
  }),
);
