/** Search by meaning, by words, by both, and along the relations. */
import { aged, freshness, fuseMeasures, fuseRanks, perHop } from "../../domain/memory-ranking.ts";
import type { EntityFilter, EntityMatch, ScoreParts, SearchQuery } from "../../domain/memory.ts";
import { nameKey } from "../../domain/memory.ts";
import { countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Graph } from "./graph.ts";
import type { EntityRow } from "./rows.ts";
import type { Near } from "./vectors.ts";
import { createWordWeights } from "./word-weights.ts";

/** Candidates of each list that are fused: enough that what is second in both lists is seen. */
const candidates = (limit: number): number => Math.max(50, limit * 5);

/** Nearest that are looked at beside twice those that are wanted, before a filter is asked for all that pass it. */
const triedBeside = 80;

/** Hops that a search over the graph goes from its best matches, and how many of those it starts from. */
const graphHops = 2;
const graphStarts = 10;
const graphReach = 1_000;

/**
 * What a filter means in SQL, for the table `entity`. Where the rows come by another way, such as by words, no index may be used
 * for the place: SQLite would take it to be the better way.
 */
export const filterOf = ({ places }: StoreContext, filter: EntityFilter, now: string, rowsCome = false) => {
  const metadata = Object.entries(filter.metadata ?? {});
  const where = [
    `${rowsCome ? "+" : ""}"entity"."place" IN (${numbers(places.rowsOf(filter.places))})`,
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
  return { where, parameters };
};

/** Any of the words, as FTS5 wants it. A word in quotes is never an operator. */
const anyOf = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(" OR ");

/** What a word in the name counts for beside one in the observations; measured with the rest, see docs/memory.md. */
const nameWeight = "10.0";

interface WordMatch {
  readonly row: number;
  readonly rank: number;
  readonly share: number;
}

interface Ranked {
  readonly row: number;
  readonly score: number;
  readonly parts: Omit<ScoreParts, "freshness">;
}

export const createSearch = (context: StoreContext, entities: Entities, graph: Graph, now: () => string) => {
  const { connection, places, vectors } = context;
  const weigh = createWordWeights(connection, vectors.size);

  /** Those of the rows that the filter lets through. */
  const admitted = (rows: readonly number[], filter: EntityFilter): ReadonlySet<number> => {
    const { where, parameters } = filterOf(context, filter, now(), true);
    const found = connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(
        `SELECT "row" FROM "entity" WHERE "row" IN (${numbers(rows)}) AND ${where}`,
      )
      .all(parameters);
    return new Set(found.map(({ row }) => row));
  };

  /** All that the filter lets through: what few pass is searched exactly, one by one. */
  const rowsFor = (filter: EntityFilter): ReadonlySet<number> => {
    const { where, parameters } = filterOf(context, filter, now());
    const rows = connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(`SELECT "row" FROM "entity" WHERE ${where}`)
      .all(parameters);
    return new Set(rows.map(({ row }) => row));
  };

  const byMeaning = (query: Float32Array, filter: EntityFilter, most: number, least: number): readonly Near[] => {
    const within = { places: places.rowsOf(filter.places), all: filter.asOf !== undefined, rows: null };
    // More than are wanted, for some will not pass the filter. Those that do are the nearest that there are.
    const tried = most * 2 + triedBeside;
    const near = vectors.search(query, tried, within);
    const counted = admitted(
      near.map(({ row }) => row),
      filter,
    );
    const passed = near.filter(({ row }) => counted.has(row));
    const isAll = passed.length >= most || near.length < tried;
    const found = isAll ? passed : vectors.search(query, most, { ...within, rows: rowsFor(filter) });
    return found.filter(({ similarity }) => similarity >= least).slice(0, most);
  };

  /** Best first. `share` is of what the question's words weigh: 1 would be an entity that is about nothing else. */
  const byWords = (text: string, filter: EntityFilter, most: number): readonly WordMatch[] => {
    const question = weigh(text);
    if (question.words.length === 0) return [];
    const { where, parameters } = filterOf(context, filter, now(), true);
    return connection
      .prepare<[Record<string, unknown>], { readonly row: number; readonly bm25: number }>(
        `SELECT "entity"."row" AS "row", bm25("words", ${nameWeight}, 1.0) AS "bm25"
         FROM "words" JOIN "entity" ON "entity"."row" = "words".rowid
         WHERE "words" MATCH :question AND ${where} ORDER BY "bm25", "words".rowid LIMIT :most`,
      )
      .all({ ...parameters, question: anyOf(question.words), most })
      .map(({ row, bm25 }, index) => ({ row, rank: index + 1, share: Math.min(1, -bm25 / question.most) }));
  };

  const semantic = (vector: Float32Array, query: SearchQuery): readonly Ranked[] =>
    byMeaning(vector, query, query.limit, query.minSimilarity ?? 0).map(({ row, similarity }, index) => ({
      row,
      score: Math.max(0, similarity),
      parts: { similarity, semanticRank: index + 1, keywordRank: null, hops: null },
    }));

  const keyword = (query: SearchQuery): readonly Ranked[] =>
    byWords(query.text, query, query.limit).map(({ row, rank }) => ({
      row,
      score: fuseRanks([rank]),
      parts: { similarity: null, semanticRank: null, keywordRank: rank, hops: null },
    }));

  const hybrid = (vector: Float32Array, query: SearchQuery): readonly Ranked[] => {
    const near = byMeaning(vector, query, candidates(query.limit), query.minSimilarity ?? 0);
    const ranks = new Map(near.map(({ row }, index) => [row, index + 1]));
    const words = new Map(byWords(query.text, query, candidates(query.limit)).map((match) => [match.row, match]));
    // What was found by its words alone has a similarity too, and it counts.
    const rest = new Set([...words.keys()].filter((row) => !ranks.has(row)));
    const others = vectors.search(vector, rest.size, { places: places.rowsOf(query.places), all: true, rows: rest });
    const similarities = new Map([...near, ...others].map((each) => [each.row, each.similarity]));
    return [...new Set([...ranks.keys(), ...words.keys()])].map((row) => {
      const similarity = similarities.get(row) ?? null;
      const word = words.get(row);
      return {
        row,
        score: fuseMeasures(similarity, word?.share ?? null),
        parts: { similarity, semanticRank: ranks.get(row) ?? null, keywordRank: word?.rank ?? null, hops: null },
      };
    });
  };

  /** The best of both lists, and what is related to them: each hop halves the score of where it came from. */
  const related = (vector: Float32Array, query: SearchQuery): readonly Ranked[] => {
    const starts = hybrid(vector, query)
      .toSorted((one, other) => other.score - one.score)
      .slice(0, graphStarts);
    const found = new Map(starts.map((start) => [start.row, { ...start, parts: { ...start.parts, hops: 0 } }]));
    let frontier: readonly Ranked[] = [...found.values()];
    for (let hop = 1; hop <= graphHops && frontier.length > 0 && found.size < graphReach; hop++) {
      const next = new Map<number, Ranked>();
      for (const [from, to] of graph.pairs(
        frontier.map(({ row }) => row),
        query.places,
        query.asOf,
      )) {
        const start = found.get(from);
        if (start === undefined || start.parts.hops === null) continue;
        const score = start.score * perHop;
        if ((found.get(to)?.score ?? -1) >= score) continue;
        const hops = start.parts.hops + 1;
        const reached = { row: to, score, parts: { similarity: null, semanticRank: null, keywordRank: null, hops } };
        found.set(to, reached);
        next.set(to, reached);
      }
      frontier = [...next.values()];
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
