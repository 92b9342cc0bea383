/**
 * Searches by meaning and by words: with the indexes, which support no filter except places for words, and by examining entities one
 * by one.
 */
import { nameWeight } from "../../domain/memory-ranking.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "../records/types.ts";
import { entityConditions, placeWord } from "./conditions.ts";
import { whole, type Neo4jConnection } from "./connection.ts";
import type { GraphNames } from "./names.ts";

/** The number of results beyond those wanted in the first query of an index, and the factor of growth if too few pass the filter. */
const [askedMore, timesMore] = [90, 8];

/** Above this number of candidates, examining every entity of the places is cheaper than the index. */
const mostCandidates = 10_000;

interface Hit {
  readonly [column: string]: unknown;
  readonly hits: number;
  readonly record: string | null;
  readonly score: number;
}

const parsed = (record: string): EntityRecord => JSON.parse(record) as EntityRecord;

/** Neo4j's score is 0 for opposite vectors and 1 for equal ones. */
const cosine = (score: number): number => 2 * score - 1;

type Near = Awaited<ReturnType<RecordStore["nearest"]>>;

export const createSearches = (
  { run }: Neo4jConnection,
  names: GraphNames,
): Pick<RecordStore, "nearest" | "withWords" | "countWords"> => {
  const byLooking = async (vector: readonly number[], filter: RecordFilter, limit: number): Promise<Near> => {
    const { cypher, parameters } = entityConditions(filter);
    const found = await run<{ record: string; score: number }>(
      `MATCH (e:${names.entity}) WHERE e.id > '' AND ${cypher} AND e.embedding IS NOT NULL
       WITH e, vector.similarity.cosine(e.embedding, $vector) AS score
       ORDER BY score DESC, e.id LIMIT $limit
       RETURN e.record AS record, score`,
      { ...parameters, vector, limit: whole(limit) },
    );
    return found.map(({ record, score }) => ({ record: parsed(record), similarity: cosine(score) }));
  };

  /** The index holds quantised vectors, so its results are ranked again with the full ones. */
  const byIndex = async (vector: readonly number[], filter: RecordFilter, limit: number, candidates: number) => {
    const { cypher, parameters } = entityConditions(filter);
    const found = await run<Hit>(
      `CALL db.index.vector.queryNodes($index, $candidates, $vector) YIELD node
       WITH collect(node) AS nodes
       WITH size(nodes) AS hits, [e IN nodes WHERE ${cypher}] AS fitting
       UNWIND CASE WHEN size(fitting) = 0 THEN [null] ELSE fitting END AS e
       WITH hits, e, vector.similarity.cosine(e.embedding, $vector) AS score
       ORDER BY score DESC, e.id LIMIT $limit
       RETURN hits, e.record AS record, score`,
      { ...parameters, index: names.vectors, candidates: whole(candidates), vector, limit: whole(limit) },
    );
    const near: Near = found.flatMap(({ record, score }) =>
      record === null ? [] : [{ record: parsed(record), similarity: cosine(score) }],
    );
    return { near, isAll: (found[0]?.hits ?? 0) < candidates };
  };

  const nearest: RecordStore["nearest"] = async (given, filter, limit) => {
    if (limit === 0) return [];
    const vector = Array.from(given);
    if (filter.ids !== undefined) return byLooking(vector, filter, limit);
    for (let candidates = limit + askedMore; candidates <= mostCandidates; candidates *= timesMore) {
      const { near } = await byIndex(vector, filter, limit, candidates);
      if (near.length >= limit) return near;
      // The index may miss entities: if it finds none even among more candidates, compare all entities instead.
      if (near.length === 0 && candidates > limit + askedMore) break;
    }
    return byLooking(vector, filter, limit);
  };

  /** In Lucene's syntax; the words consist only of letters, digits and marks. */
  const anyOf = (field: string, words: readonly string[]): string =>
    `${field}:(${words.map((word) => `"${word}"`).join(" ")})`;

  const withWords: RecordStore["withWords"] = async (weighed, filter, limit) => {
    if (weighed.length === 0 || limit === 0 || filter.places?.length === 0) return [];
    const words = weighed.map(({ word }) => word);
    const places = filter.places === null ? "" : `+${anyOf("placeWord", filter.places.map(placeWord))}^0 `;
    const query = `${places}+(${anyOf("words", words)} ${anyOf("nameWords", words)}^${nameWeight - 1})`;
    const { cypher, parameters } = entityConditions(filter);
    for (let candidates = limit + askedMore; ; candidates *= timesMore) {
      const [found] = await run<{ hits: number; records: readonly string[] }>(
        `CALL db.index.fulltext.queryNodes($index, $query, {limit: $candidates}) YIELD node
         WITH collect(node) AS nodes
         RETURN size(nodes) AS hits, [e IN [e IN nodes WHERE ${cypher}][..$limit] | e.record] AS records`,
        { ...parameters, index: names.words, query, candidates: whole(candidates), limit: whole(limit) },
      );
      const { hits = 0, records = [] } = found ?? {};
      if (records.length >= limit || hits < candidates) return records.map(parsed);
    }
  };

  const countWords: RecordStore["countWords"] = async (words, most) => {
    if (words.length === 0) return [];
    const found = await run<{ holding: number }>(
      `UNWIND range(0, size($queries) - 1) AS place
       CALL {
         WITH place
         CALL db.index.fulltext.queryNodes($index, $queries[place], {limit: $most}) YIELD node
         RETURN count(node) AS holding
       }
       RETURN place, holding ORDER BY place`,
      { queries: words.map((word) => anyOf("words", [word])), index: names.words, most: whole(most) },
    );
    return found.map(({ holding }) => holding);
  };

  return { nearest, withWords, countWords };
};
