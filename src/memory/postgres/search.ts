/** Searches by meaning with the HNSW index, and by words with `tsvector`. */
import { nameWeight } from "../../domain/memory-ranking.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "../records/types.ts";
import { createParameters, entityConditions } from "./conditions.ts";
import type { PostgresQueries } from "./queries.ts";
import { vectorText } from "./rows.ts";

export const createSearches = ({
  schema,
  rows,
  records,
}: PostgresQueries): Pick<RecordStore, "nearest" | "withWords" | "countWords"> => {
  /** @param order empty to search by the index; if a term is added to the distance, every row that passes the filter is compared */
  const nearestBy = async (order: string, vector: Float32Array, filter: RecordFilter, limit: number) => {
    const parameters = createParameters();
    const query = `${parameters.add(vectorText(vector))}::halfvec`;
    const conditions = entityConditions(filter, parameters);
    return rows<{ record: EntityRecord; similarity: number }>(
      `SELECT e.record, 1 - (e.embedding <=> ${query}) AS similarity FROM ${schema}.entity e WHERE ${conditions}
       ORDER BY (e.embedding <=> ${query}) ${order} LIMIT ${limit}`,
      parameters.values,
    );
  };

  return {
    nearest: async (vector, filter, limit) => {
      const found = await nearestBy("", vector, filter, limit);
      // The index gives up after some thousand rows that fail the filter; then the rows that pass are compared one by one.
      return found.length >= limit ? found : nearestBy("+ 0", vector, filter, limit);
    },
    withWords: async (words, filter, limit) => {
      const parameters = createParameters();
      const quoted = words.map(({ word }) => `'${word}'`);
      const any = parameters.add(quoted.join(" | "));
      const each = parameters.add(quoted);
      const weights = parameters.add(words.map(({ weight }) => weight));
      const conditions = entityConditions(filter, parameters);
      return records(
        `SELECT e.record FROM ${schema}.entity e WHERE e.words @@ ${any}::tsquery AND ${conditions}
         ORDER BY (SELECT sum(q.weight * ((e.words @@ q.word)::int + ${nameWeight - 1} * (e.name_words @@ q.word)::int))
                   FROM unnest(${each}::tsquery[], ${weights}::float8[]) AS q (word, weight)) DESC, e.id
         LIMIT ${limit}`,
        parameters.values,
      );
    },
    countWords: async (words, most) => {
      const found = await rows<{ holding: string }>(
        `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${schema}.entity e WHERE e.words @@ q.word LIMIT $2) h) AS holding
         FROM unnest($1::tsquery[]) WITH ORDINALITY AS q (word, place) ORDER BY q.place`,
        [words.map((word) => `'${word}'`), most],
      );
      return found.map(({ holding }) => Number(holding));
    },
  };
};
