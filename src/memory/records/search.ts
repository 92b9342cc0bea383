/** Search by meaning, by words, by both, and along relations. */
import {
  aged,
  alwaysCommon,
  bm25,
  candidatesFor,
  foundByBoth,
  foundByMeaning,
  foundByWords,
  freshness,
  graphSearch,
  graphStarts,
  mostOf,
  reachedBy,
  wordsWorthAsking,
  wordWeight,
  type Found,
  type Near,
  type WordMatch,
} from "../../domain/memory-ranking.ts";
import {
  nameKey,
  placeKey,
  type EntityFilter,
  type EntityId,
  type EntityMatch,
  type RelationId,
  type SearchQuery,
} from "../../domain/memory.ts";
import { isNarrow, timesOf, widened } from "../rules.ts";
import type { Embedder } from "../embedding/types.ts";
import { allWordsOf, folded, wordsOf } from "../words.ts";
import { readsOfEarlier } from "./earlier.ts";
import { entityAt, entityCountsAt, isLive } from "./entity.ts";
import type { RecordGraph } from "./graph.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "./types.ts";

export const recordFilter = (filter: EntityFilter & { readonly name?: string }, now: string): RecordFilter => ({
  places: filter.places.map(placeKey),
  times: timesOf(filter, now),
  ...(filter.types === undefined ? {} : { typeKeys: filter.types.map(nameKey) }),
  ...(filter.name === undefined ? {} : { nameKey: nameKey(filter.name) }),
  ...(filter.metadata === undefined ? {} : { metadata: filter.metadata }),
  ...(filter.since === undefined ? {} : { since: filter.since }),
  ...(filter.until === undefined ? {} : { until: filter.until }),
});

type Matched = Found<EntityId, RelationId>;

/** The query's words with their weights, and their maximum total score. */
interface Question {
  readonly words: readonly { readonly word: string; readonly weight: number }[];
  readonly most: number;
}

/** The number of the server's best candidates whose words are scored here. */
const recounted = (most: number): number => Math.max(100, most * 2);

const timesIn = (words: readonly string[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
};

/** Servers rank words differently; scoring here makes all rank alike. The mean length is that of the candidates. */
const matches = (candidates: readonly EntityRecord[], { words, most }: Question): readonly WordMatch<EntityId>[] => {
  const texts = candidates.map(({ id, name, observations }) => ({
    key: id,
    name: allWordsOf(name),
    text: observations.filter(isLive).flatMap(({ text }) => allWordsOf(text)),
  }));
  const mean = texts.reduce((sum, { name, text }) => sum + name.length + text.length, 0) / Math.max(1, texts.length);
  return texts
    .map(({ key, name, text }) => {
      const [inName, inText] = [timesIn(name), timesIn(text)];
      const counted = words.map(({ word, weight }) => ({
        weight,
        inName: inName.get(word) ?? 0,
        inText: inText.get(word) ?? 0,
      }));
      return { key, share: Math.min(1, bm25(counted, (name.length + text.length) / Math.max(1, mean)) / most) };
    })
    .filter(({ share }) => share > 0)
    .toSorted((one, other) => other.share - one.share || (one.key < other.key ? -1 : 1));
};

export const createRecordSearch = (store: RecordStore, embedder: Embedder, graph: RecordGraph, now: () => string) => {
  const questionOf = async (text: string): Promise<Question> => {
    const words = [...new Set(wordsOf(text).map(folded))].filter((word) => word !== "");
    if (words.length === 0) return { words: [], most: 0 };
    const [held, holding] = await Promise.all([store.held(null), store.countWords(words, alwaysCommon + 1)]);
    const entities = held.reduce((sum, each) => sum + each.held.entities, 0);
    const weighed = words.map((word, index) => {
      const many = holding[index] ?? 0;
      return { word, holding: many, weight: wordWeight(entities, many) };
    });
    return { words: wordsWorthAsking(weighed, entities), most: mostOf(weighed.map(({ weight }) => weight)) };
  };

  /** The reads of one search; each record is read once. */
  const searching = async (query: SearchQuery, vector: Float32Array | null): Promise<readonly EntityMatch[]> => {
    const records = new Map<EntityId, EntityRecord>();
    const reads = query.asOf === undefined ? store : readsOfEarlier(store, timesOf(query, now()));
    const near = async (within: RecordFilter, most: number, least: number): Promise<readonly Near<EntityId>[]> => {
      if (vector === null || most === 0) return [];
      const found = await reads.nearest(vector, within, most);
      for (const { record } of found) records.set(record.id, record);
      return found
        .map(({ record, similarity }) => ({ key: record.id, similarity }))
        .filter(({ similarity }) => similarity >= least);
    };
    const byMeaning = async (filter: RecordFilter, most: number): Promise<readonly Near<EntityId>[]> =>
      near(filter, most, query.minSimilarity ?? 0);

    let asked: Promise<Question> | null = null;
    const byWords = async (filter: RecordFilter, most: number): Promise<readonly WordMatch<EntityId>[]> => {
      asked ??= questionOf(query.text);
      const question = await asked;
      if (question.words.length === 0) return [];
      const candidates = await reads.withWords(question.words, filter, recounted(most));
      for (const record of candidates) records.set(record.id, record);
      return matches(candidates, question).slice(0, most);
    };

    const hybrid = async (filter: RecordFilter): Promise<readonly Found<EntityId>[]> => {
      const most = candidatesFor(query.limit);
      const [byVector, words] = await Promise.all([byMeaning(filter, most), byWords(filter, most)]);
      const known = new Set(byVector.map(({ key }) => key));
      const ids = words.map(({ key }) => key).filter((id) => !known.has(id));
      return foundByBoth(byVector, words, await near({ ...filter, ids }, ids.length, -1));
    };

    /** The best of both lists, and entities related to them. The filter applies to results, not to where the walk starts. */
    const related = async (filter: RecordFilter): Promise<readonly Matched[]> => {
      const [passing, all] = await Promise.all([
        hybrid(filter),
        isNarrow(query) ? hybrid(recordFilter(widened(query), now())) : [],
      ]);
      const found = new Map<EntityId, Matched>(graphStarts(passing, all));
      let frontier: readonly EntityId[] = [...found.keys()];
      for (let hop = 1; hop <= graphSearch.hops && frontier.length > 0 && found.size < graphSearch.reach; hop++) {
        const reached = reachedBy(found, await graph.links(frontier, query));
        for (const [id, each] of reached) found.set(id, each);
        frontier = [...reached.keys()];
      }
      const ids = [...found.keys()];
      const passed = await reads.listEntities({ ...filter, ids }, null, ids.length);
      for (const record of passed) records.set(record.id, record);
      const kept = new Set(passed.map(({ id }) => id));
      return [...found.values()].filter(({ key }) => kept.has(key));
    };

    const found = async (): Promise<readonly Matched[]> => {
      const filter = recordFilter(query, now());
      if (query.mode === "keyword") return foundByWords(await byWords(filter, query.limit));
      if (query.mode === "semantic") return foundByMeaning(await byMeaning(filter, query.limit));
      return query.mode === "hybrid" ? hybrid(filter) : related(filter);
    };

    const times = timesOf(query, now());
    const ages = query.mode === "hybrid" || query.mode === "graph";
    return (await found())
      .map(({ key, score, parts, way }) => {
        const record = records.get(key) as EntityRecord;
        const fresh = freshness(record.changedAt, times.at, record.pinned);
        const explained = { ...parts, reached: way, freshness: fresh };
        return { record, score: ages ? aged(score, fresh) : score, parts: explained };
      })
      .filter(({ record }) => entityCountsAt(record, times))
      .toSorted((one, other) => other.score - one.score || (one.record.id < other.record.id ? -1 : 1))
      .slice(0, query.limit)
      .map(({ record, score, parts }) => ({ entity: entityAt(record, query.asOf ?? null), score, parts }));
  };

  return async (query: SearchQuery): Promise<readonly EntityMatch[]> => {
    if (query.mode === "keyword") return searching(query, null);
    const [vector] = await embedder.embed([query.text]);
    return searching(query, vector ?? null);
  };
};
