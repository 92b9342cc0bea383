/** Search by meaning, by words, by both, and along the relations. */
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
  type SearchQuery,
} from "../../domain/memory.ts";
import type { Embedder } from "../types.ts";
import { allWordsOf, folded, wordsOf } from "../words.ts";
import { readsOfEarlier } from "./earlier.ts";
import { entityAt, entityCountsAt, isLive } from "./entity.ts";
import type { RecordGraph } from "./graph.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "./types.ts";

export const recordFilter = (filter: EntityFilter & { readonly name?: string }, now: string): RecordFilter => ({
  places: filter.places.map(placeKey),
  at: filter.asOf ?? now,
  ...(filter.types === undefined ? {} : { typeKeys: filter.types.map(nameKey) }),
  ...(filter.name === undefined ? {} : { nameKey: nameKey(filter.name) }),
  ...(filter.metadata === undefined ? {} : { metadata: filter.metadata }),
  ...(filter.since === undefined ? {} : { since: filter.since }),
  ...(filter.until === undefined ? {} : { until: filter.until }),
});

/** The question's words with what each says, and the most that they could give together. */
interface Question {
  readonly words: readonly { readonly word: string; readonly weight: number }[];
  readonly most: number;
}

/** Candidates whose words are counted, of those that a server thinks the best. */
const recounted = (most: number): number => Math.max(100, most * 2);

const timesIn = (words: readonly string[]): ReadonlyMap<string, number> => {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
};

/** Servers rank words each in their own way; counted here, all rank alike. The mean length is that of the candidates. */
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

  /** Reads of one search: each record is read once. */
  const searching = async (query: SearchQuery, vector: Float32Array | null): Promise<readonly EntityMatch[]> => {
    const records = new Map<EntityId, EntityRecord>();
    const filter = recordFilter(query, now());
    const reads = query.asOf === undefined ? store : readsOfEarlier(store, query.asOf);
    const near = async (within: RecordFilter, most: number, least: number): Promise<readonly Near<EntityId>[]> => {
      if (vector === null || most === 0) return [];
      const found = await reads.nearest(vector, within, most);
      for (const { record } of found) records.set(record.id, record);
      return found
        .map(({ record, similarity }) => ({ key: record.id, similarity }))
        .filter(({ similarity }) => similarity >= least);
    };
    const byMeaning = async (most: number): Promise<readonly Near<EntityId>[]> =>
      near(filter, most, query.minSimilarity ?? 0);

    const byWords = async (most: number): Promise<readonly WordMatch<EntityId>[]> => {
      const question = await questionOf(query.text);
      if (question.words.length === 0) return [];
      const candidates = await reads.withWords(question.words, filter, recounted(most));
      for (const record of candidates) records.set(record.id, record);
      return matches(candidates, question).slice(0, most);
    };

    const hybrid = async (): Promise<readonly Found<EntityId>[]> => {
      const most = candidatesFor(query.limit);
      const [byVector, words] = await Promise.all([byMeaning(most), byWords(most)]);
      const known = new Set(byVector.map(({ key }) => key));
      const ids = words.map(({ key }) => key).filter((id) => !known.has(id));
      return foundByBoth(byVector, words, await near({ ...filter, ids }, ids.length, -1));
    };

    /** The best of both lists, and what is related to them. */
    const related = async (): Promise<readonly Found<EntityId>[]> => {
      const starts = (await hybrid()).slice(0, graphSearch.starts);
      const found = new Map(
        starts.map((start): [EntityId, Found<EntityId>] => [
          start.key,
          { ...start, parts: { ...start.parts, hops: 0 } },
        ]),
      );
      let frontier: readonly EntityId[] = [...found.keys()];
      for (let hop = 1; hop <= graphSearch.hops && frontier.length > 0 && found.size < graphSearch.reach; hop++) {
        const reached = reachedBy(found, await graph.pairs(frontier, query.places, query.asOf));
        for (const [id, each] of reached) found.set(id, each);
        frontier = [...reached.keys()];
      }
      const unread = [...found.keys()].filter((id) => !records.has(id));
      for (const record of await reads.listEntities({ ...filter, ids: unread }, null, unread.length)) {
        records.set(record.id, record);
      }
      return [...found.values()].filter(({ key }) => records.has(key));
    };

    const found = async (): Promise<readonly Found<EntityId>[]> => {
      if (query.mode === "keyword") return foundByWords(await byWords(query.limit));
      if (query.mode === "semantic") return foundByMeaning(await byMeaning(query.limit));
      return query.mode === "hybrid" ? hybrid() : related();
    };

    const at = query.asOf ?? now();
    const ages = query.mode === "hybrid" || query.mode === "graph";
    return (await found())
      .map(({ key, score, parts }) => {
        const record = records.get(key) as EntityRecord;
        const fresh = freshness(record.changedAt, at, record.pinned);
        return { record, score: ages ? aged(score, fresh) : score, parts: { ...parts, freshness: fresh } };
      })
      .filter(({ record }) => entityCountsAt(record, at))
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
