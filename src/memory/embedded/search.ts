/** Search by meaning, by words, by both, and along the relations. */
import {
  aged,
  candidatesFor,
  foundByBoth,
  foundByMeaning,
  foundByWords,
  freshness,
  graphSearch,
  nameWeight,
  reachedBy,
  type Found,
  type Near,
  type WordMatch,
} from "../../domain/memory-ranking.ts";
import { type EntityFilter, type EntityMatch, type SearchQuery, nameKey } from "../../domain/memory.ts";
import { columnThen, countedAt, countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Graph } from "./graph.ts";
import { changedAtOf, type EntityRow } from "./rows.ts";
import type { Near as NearRow } from "./vectors.ts";
import { createWordWeights } from "./word-weights.ts";

/** Nearest that are looked at beside twice those that are wanted, before a filter is asked for all that pass it. */
const triedBeside = 80;

/**
 * What a filter means in SQL, for the table `entity`. Where the rows come by another way, such as by words, no index may be used
 * for the place: SQLite would take it to be the better way.
 */
export const filterOf = (
  { places }: StoreContext,
  filter: EntityFilter & { readonly name?: string },
  now: string,
  rowsCome = false,
) => {
  const metadata = Object.entries(filter.metadata ?? {});
  const isEarlier = filter.asOf !== undefined;
  const kept = isEarlier ? columnThen("metadata") : `"entity"."metadata"`;
  const where = [
    `${rowsCome ? "+" : ""}"entity"."place" IN (${numbers(places.rowsOf(filter.places))})`,
    (isEarlier ? countedAt : countsAt)(`"entity"`),
    ...(filter.name === undefined
      ? []
      : [`${isEarlier ? `name_key(${columnThen("name")})` : `"entity"."nameKey"`} = :nameKey`]),
    ...(filter.types === undefined
      ? []
      : [
          `${isEarlier ? `name_key(${columnThen("type")})` : `"entity"."typeKey"`} IN (SELECT "value" FROM json_each(:types))`,
        ]),
    ...(filter.since === undefined ? [] : [`"entity"."recordedAt" >= :since`]),
    ...(filter.until === undefined ? [] : [`"entity"."recordedAt" < :until`]),
    // The type too: SQL takes true for 1, and a list for the text that it is written as. A null has nothing but its type.
    ...metadata.map(
      ([, value], index) =>
        `json_type(${kept}, :path${index}) = json_type(:value${index})${
          value === null ? "" : ` AND json_extract(${kept}, :path${index}) = json_extract(:value${index}, '$')`
        }`,
    ),
  ].join(" AND ");
  const parameters: Record<string, unknown> = { at: filter.asOf ?? now };
  if (filter.name !== undefined) parameters["nameKey"] = nameKey(filter.name);
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

const keyed = ({ row, similarity }: NearRow): Near<number> => ({ key: row, similarity });

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

  const byMeaning = (
    query: Float32Array,
    filter: EntityFilter,
    most: number,
    least: number,
  ): readonly Near<number>[] => {
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
    return found
      .filter(({ similarity }) => similarity >= least)
      .slice(0, most)
      .map(keyed);
  };

  const byWords = (text: string, filter: EntityFilter, most: number): readonly WordMatch<number>[] => {
    const question = weigh(text);
    if (question.words.length === 0) return [];
    const { where, parameters } = filterOf(context, filter, now(), true);
    return connection
      .prepare<[Record<string, unknown>], { readonly row: number; readonly bm25: number }>(
        `SELECT "entity"."row" AS "row", bm25("words", ${nameWeight}.0, 1.0) AS "bm25"
         FROM "words" JOIN "entity" ON "entity"."row" = "words".rowid
         WHERE "words" MATCH :question AND ${where} ORDER BY "bm25", "words".rowid LIMIT :most`,
      )
      .all({ ...parameters, question: anyOf(question.words), most })
      .map(({ row, bm25 }) => ({ key: row, share: Math.min(1, -bm25 / question.most) }));
  };

  const hybrid = (vector: Float32Array, query: SearchQuery): readonly Found<number>[] => {
    const near = byMeaning(vector, query, candidatesFor(query.limit), query.minSimilarity ?? 0);
    const words = byWords(query.text, query, candidatesFor(query.limit));
    const known = new Set(near.map(({ key }) => key));
    const rest = new Set(words.map(({ key }) => key).filter((row) => !known.has(row)));
    const others = vectors.search(vector, rest.size, { places: places.rowsOf(query.places), all: true, rows: rest });
    return foundByBoth(near, words, others.map(keyed));
  };

  /** The best of both lists, and what is related to them. */
  const related = (vector: Float32Array, query: SearchQuery): readonly Found<number>[] => {
    const starts = hybrid(vector, query).slice(0, graphSearch.starts);
    const found = new Map(
      starts.map((start): [number, Found<number>] => [start.key, { ...start, parts: { ...start.parts, hops: 0 } }]),
    );
    let frontier: readonly number[] = [...found.keys()];
    for (let hop = 1; hop <= graphSearch.hops && frontier.length > 0 && found.size < graphSearch.reach; hop++) {
      const reached = reachedBy(found, graph.pairs(frontier, query.places, query.asOf));
      for (const [row, each] of reached) found.set(row, each);
      frontier = [...reached.keys()];
    }
    const counted = admitted([...found.keys()], query);
    return [...found.values()].filter(({ key }) => counted.has(key));
  };

  const ranked = (query: SearchQuery, vector: Float32Array | null): readonly Found<number>[] => {
    if (vector === null || query.mode === "keyword") return foundByWords(byWords(query.text, query, query.limit));
    if (query.mode === "semantic")
      return foundByMeaning(byMeaning(vector, query, query.limit, query.minSimilarity ?? 0));
    return query.mode === "hybrid" ? hybrid(vector, query) : related(vector, query);
  };

  return {
    /** `vector` is the query's; null for a search by words alone. */
    search: (query: SearchQuery, vector: Float32Array | null): readonly EntityMatch[] => {
      const found = ranked(query, vector);
      const rows = new Map(entities.some(found.map(({ key }) => key)).map((row) => [row.row, row]));
      const ages = query.mode === "hybrid" || query.mode === "graph";
      return found
        .map(({ key, score, parts }) => {
          const entity = rows.get(key) as EntityRow;
          const fresh = freshness(changedAtOf(entity), query.asOf ?? now(), entity.pinned === 1);
          return { entity, score: ages ? aged(score, fresh) : score, parts: { ...parts, freshness: fresh } };
        })
        .toSorted((one, other) => other.score - one.score || one.entity.row - other.entity.row)
        .slice(0, query.limit)
        .map(({ entity, score, parts }) => ({ entity: entities.hydrate(entity, query.asOf ?? null), score, parts }));
    },
  };
};
