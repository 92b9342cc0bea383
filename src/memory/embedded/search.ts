/** Search by meaning, by words, by both, and along relations. */
import {
  aged,
  candidatesFor,
  foundByBoth,
  foundByMeaning,
  foundByWords,
  freshness,
  graphSearch,
  graphStarts,
  nameWeight,
  reachedBy,
  type Found,
  type Near,
  type Way,
  type WordMatch,
} from "../../domain/memory-ranking.ts";
import {
  type EntityFilter,
  type EntityId,
  type EntityMatch,
  type ReachedBy,
  type RelationId,
  type SearchQuery,
  nameKey,
} from "../../domain/memory.ts";
import { isNarrow, widened, timesOf } from "../rules.ts";
import { columnThen, countedAt, countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Graph } from "./graph.ts";
import type { Relations } from "./relations.ts";
import { changedAtOf, relationIdOf, type EntityRow } from "./rows.ts";
import type { Near as NearRow } from "./vectors.ts";
import { createWordWeights } from "./word-weights.ts";

/** Nearest vectors examined, in addition to twice those wanted, before all entities that pass the filter are compared one by one. */
const triedBeside = 80;

/**
 * A filter as SQL for the table `entity`. Set `rowsCome` if the rows are found by other means, such as by words: it prevents SQLite
 * from preferring the index on the place.
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
    // The type is compared as well, because in SQL true equals 1, and a list equals its JSON text. A null has only its type.
    ...metadata.map(
      ([, value], index) =>
        `json_type(${kept}, :path${index}) = json_type(:value${index})${
          value === null ? "" : ` AND json_extract(${kept}, :path${index}) = json_extract(:value${index}, '$')`
        }`,
    ),
  ].join(" AND ");
  const parameters: Record<string, unknown> = { ...timesOf(filter, now) };
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

/** Any of the words, in FTS5's syntax. A quoted word is never an operator. */
const anyOf = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(" OR ");

type Matched = Found<number, number>;

const keyed = ({ row, similarity }: NearRow): Near<number> => ({ key: row, similarity });

export const createSearch = (
  context: StoreContext,
  entities: Entities,
  relations: Relations,
  graph: Graph,
  now: () => string,
) => {
  const { connection, places, vectors } = context;
  const weigh = createWordWeights(connection, vectors.size);

  /** The rows that pass the filter. */
  const admitted = (rows: readonly number[], filter: EntityFilter): ReadonlySet<number> => {
    const { where, parameters } = filterOf(context, filter, now(), true);
    const found = connection
      .prepare<[Record<string, unknown>], { readonly row: number }>(
        `SELECT "row" FROM "entity" WHERE "row" IN (${numbers(rows)}) AND ${where}`,
      )
      .all(parameters);
    return new Set(found.map(({ row }) => row));
  };

  /** All rows that pass the filter; if there are few, they are compared one by one. */
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
    // More than wanted, since some will not pass the filter. Those that do are the nearest of all.
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

  /** The best of both lists, and entities related to them. The filter applies to results, not to where the walk starts. */
  const related = (vector: Float32Array, query: SearchQuery): readonly Matched[] => {
    const passing = hybrid(vector, query);
    const found = new Map<number, Matched>(
      isNarrow(query) ? graphStarts(passing, hybrid(vector, widened(query))) : graphStarts(passing),
    );
    let frontier: readonly number[] = [...found.keys()];
    for (let hop = 1; hop <= graphSearch.hops && frontier.length > 0 && found.size < graphSearch.reach; hop++) {
      const reached = reachedBy(found, graph.links(frontier, query));
      for (const [row, each] of reached) found.set(row, each);
      frontier = [...reached.keys()];
    }
    const counted = admitted([...found.keys()], query);
    return [...found.values()].filter(({ key }) => counted.has(key));
  };

  const ranked = (query: SearchQuery, vector: Float32Array | null): readonly Matched[] => {
    if (vector === null || query.mode === "keyword") return foundByWords(byWords(query.text, query, query.limit));
    if (query.mode === "semantic")
      return foundByMeaning(byMeaning(vector, query, query.limit, query.minSimilarity ?? 0));
    return query.mode === "hybrid" ? hybrid(vector, query) : related(vector, query);
  };

  const reachedBySome = (ways: readonly (Way<number, number> | null)[]) => {
    const all = ways.flatMap((way) => way ?? []);
    const rows = new Map(
      entities.some(all.flatMap(({ start, from }) => [start, from])).map(({ row, id }) => [row, id]),
    );
    const ids = new Map(
      relations.some(all.map(({ relation }) => relation)).map((each) => [each.row, relationIdOf(each)]),
    );
    return (way: Way<number, number> | null): ReachedBy | null =>
      way === null
        ? null
        : {
            start: rows.get(way.start) as EntityId,
            similarity: way.similarity,
            wordShare: way.wordShare,
            relation: ids.get(way.relation) as RelationId,
            from: rows.get(way.from) as EntityId,
          };
  };

  return {
    /** `vector` is the query's; null for a search by words only. */
    search: (query: SearchQuery, vector: Float32Array | null): readonly EntityMatch[] => {
      const found = ranked(query, vector);
      const rows = new Map(entities.some(found.map(({ key }) => key)).map((row) => [row.row, row]));
      const ages = query.mode === "hybrid" || query.mode === "graph";
      const best = found
        .map(({ key, score, parts, way }) => {
          const entity = rows.get(key) as EntityRow;
          const fresh = freshness(changedAtOf(entity), query.asOf ?? now(), entity.pinned === 1);
          return { entity, score: ages ? aged(score, fresh) : score, parts: { ...parts, freshness: fresh }, way };
        })
        .toSorted((one, other) => other.score - one.score || one.entity.row - other.entity.row)
        .slice(0, query.limit);
      const reached = reachedBySome(best.map(({ way }) => way));
      return best.map(({ entity, score, parts, way }) => ({
        entity: entities.hydrate(entity, query.asOf ?? null),
        score,
        parts: { ...parts, reached: reached(way) },
      }));
    },
  };
};
