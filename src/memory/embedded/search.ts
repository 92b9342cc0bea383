/** Search by meaning, by words, by both, and along the relations. */
import { aged, freshness, fuseRanks, perHop } from "../../domain/memory-ranking.ts";
import type { EntityFilter, EntityMatch, ScoreParts, SearchQuery } from "../../domain/memory.ts";
import { nameKey } from "../../domain/memory.ts";
import { countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Graph } from "./graph.ts";
import type { EntityRow } from "./rows.ts";
import type { Near } from "./vectors.ts";
import { forQuery } from "./words.ts";

/** Candidates of each list that are fused: enough that what is second in both lists is seen. */
const candidates = (limit: number): number => Math.max(50, limit * 5);

/** Hops that a search over the graph goes from its best matches, and how many of those it starts from. */
const graphHops = 2;
const graphStarts = 10;
const graphReach = 1_000;

/** What a filter means in SQL, for the table `entity`. */
export const filterOf = ({ places }: StoreContext, filter: EntityFilter, now: string) => {
  const metadata = Object.entries(filter.metadata ?? {});
  const where = [
    `"entity"."place" IN (${numbers(places.rowsOf(filter.places))})`,
    countsAt(`"entity"`),
    ...(filter.types === undefined ? [] : [`"entity"."typeKey" IN (SELECT "value" FROM json_each(:types))`]),
    ...(filter.since === undefined ? [] : [`"entity"."recordedAt" >= :since`]),
    ...(filter.until === undefined ? [] : [`"entity"."recordedAt" < :until`]),
    ...metadata.map(
      (_, index) => `json_extract("entity"."metadata", :path${index}) = json_extract(:value${index}, '$')`,
    ),
  ].join(" AND ");
  const parameters: Record<string, unknown> = { at: filter.asOf ?? now };
  if (filter.types !== undefined) parameters["types"] = JSON.stringify(filter.types.map(nameKey));
  if (filter.since !== undefined) parameters["since"] = filter.since;
  if (filter.until !== undefined) parameters["until"] = filter.until;
  for (const [index, [name, value]] of metadata.entries()) {
    parameters[`path${index}`] = `$.${JSON.stringify(name)}`;
    parameters[`value${index}`] = JSON.stringify(value);
  }
  return {
    where,
    parameters,
    isPlain:
      filter.types === undefined && filter.since === undefined && filter.until === undefined && metadata.length === 0,
  };
};

interface Ranked {
  readonly row: number;
  readonly score: number;
  readonly parts: Omit<ScoreParts, "freshness">;
}

export const createSearch = (context: StoreContext, entities: Entities, graph: Graph, now: () => string) => {
  const { connection, places, vectors } = context;

  /** Those of the rows that the filter lets through. */
  const admitted = (rows: readonly number[], filter: EntityFilter): ReadonlySet<number> => {
    const { where, parameters } = filterOf(context, filter, now());
    const found = connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(
        `SELECT "row" FROM "entity" WHERE "row" IN (${numbers(rows)}) AND ${where}`,
      )
      .all(parameters);
    return new Set(found.map(({ row }) => row));
  };

  /** A filter that is more than places is put to SQL first, so that it is exact however few it lets through. */
  const rowsFor = (filter: EntityFilter): ReadonlySet<number> | null => {
    const { where, parameters, isPlain } = filterOf(context, filter, now());
    if (isPlain) return null;
    const rows = connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(`SELECT "row" FROM "entity" WHERE ${where}`)
      .all(parameters);
    return new Set(rows.map(({ row }) => row));
  };

  const byMeaning = (query: Float32Array, filter: EntityFilter, most: number, least: number): readonly Near[] => {
    const within = { places: places.rowsOf(filter.places), all: filter.asOf !== undefined, rows: rowsFor(filter) };
    // What is past its validity still stands in the scan; twice as many leave enough.
    const near = vectors.search(query, within.rows === null ? most * 2 : most, within);
    const counted =
      within.rows === null
        ? admitted(
            near.map(({ row }) => row),
            filter,
          )
        : within.rows;
    return near.filter(({ row, similarity }) => counted.has(row) && similarity >= least).slice(0, most);
  };

  const byWords = (text: string, filter: EntityFilter, most: number): readonly number[] => {
    const question = forQuery(text);
    if (question === null) return [];
    const { where, parameters } = filterOf(context, filter, now());
    return connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(
        `SELECT "entity"."row" AS "row" FROM "words" JOIN "entity" ON "entity"."row" = "words".rowid
         WHERE "words" MATCH :question AND ${where} ORDER BY bm25("words", 2.0, 1.0), "words".rowid LIMIT :most`,
      )
      .all({ ...parameters, question, most })
      .map(({ row }) => row);
  };

  const semantic = (vector: Float32Array, query: SearchQuery): readonly Ranked[] =>
    byMeaning(vector, query, query.limit, query.minSimilarity ?? 0).map(({ row, similarity }, index) => ({
      row,
      score: Math.max(0, similarity),
      parts: { similarity, semanticRank: index + 1, keywordRank: null, hops: null },
    }));

  const keyword = (query: SearchQuery): readonly Ranked[] =>
    byWords(query.text, query, query.limit).map((row, index) => ({
      row,
      score: fuseRanks([index + 1]),
      parts: { similarity: null, semanticRank: null, keywordRank: index + 1, hops: null },
    }));

  const hybrid = (vector: Float32Array, query: SearchQuery): readonly Ranked[] => {
    const near = byMeaning(vector, query, candidates(query.limit), query.minSimilarity ?? 0);
    const similarities = new Map(near.map(({ row, similarity }, index) => [row, { similarity, rank: index + 1 }]));
    const words = new Map(byWords(query.text, query, candidates(query.limit)).map((row, index) => [row, index + 1]));
    return [...new Set([...similarities.keys(), ...words.keys()])].map((row) => {
      const semanticRank = similarities.get(row)?.rank ?? null;
      const keywordRank = words.get(row) ?? null;
      const similarity = similarities.get(row)?.similarity ?? null;
      return {
        row,
        score: fuseRanks([semanticRank, keywordRank]),
        parts: { similarity, semanticRank, keywordRank, hops: null },
      };
    });
  };

  /** The best of both lists, and what is related to them: each hop halves the score of where it came from. */
  const related = (vector: Float32Array, query: SearchQuery): readonly Ranked[] => {
    const starts = hybrid(vector, query)
      .toSorted((one, other) => other.score - one.score)
      .slice(0, graphStarts);
    const found = new Map<number, Ranked>();
    for (const start of starts) {
      for (const [row, hops] of graph.around([start.row], query.places, graphHops, graphReach, query.asOf)) {
        const score = start.score * perHop ** hops;
        if ((found.get(row)?.score ?? -1) >= score) continue;
        const none = { similarity: null, semanticRank: null, keywordRank: null };
        found.set(row, { row, score, parts: { ...(hops === 0 ? start.parts : none), hops } });
      }
    }
    const counted = admitted([...found.keys()], query);
    return [...found.values()].filter(({ row }) => counted.has(row));
  };

  const ranked = (query: SearchQuery, vector: Float32Array | null): readonly Ranked[] => {
    if (vector === null || query.mode === "keyword") return keyword(query);
    if (query.mode === "semantic") return semantic(vector, query);
    return query.mode === "hybrid" ? hybrid(vector, query) : related(vector, query);
  };

  return {
    /** `vector` is the query's; null for a search by words alone. */
    search: (query: SearchQuery, vector: Float32Array | null): readonly EntityMatch[] => {
      const found = ranked(query, vector);
      const rows = new Map(entities.some(found.map(({ row }) => row)).map((row) => [row.row, row]));
      const ages = query.mode === "hybrid" || query.mode === "graph";
      return found
        .map(({ row, score, parts }) => {
          const entity = rows.get(row) as EntityRow;
          const fresh = freshness(entity.changedAt, query.asOf ?? now(), entity.pinned === 1);
          return { entity, score: ages ? aged(score, fresh) : score, parts: { ...parts, freshness: fresh } };
        })
        .toSorted((one, other) => other.score - one.score || one.entity.row - other.entity.row)
        .slice(0, query.limit)
        .map(({ entity, score, parts }) => ({ entity: entities.hydrate(entity, query.asOf ?? null), score, parts }));
    },
  };
};
