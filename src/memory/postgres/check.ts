/** Finds counts that differ from the rows, and corrects them. */
import type { MemoryFinding } from "../types.ts";
import type { PostgresQueries } from "./queries.ts";

export const createCheck = ({ schema, rows }: PostgresQueries) => {
  const recount = `SELECT p.key AS place,
      (SELECT count(*) FROM ${schema}.entity e WHERE e.place = p.key AND e.invalidated_at IS NULL) AS entities,
      (SELECT coalesce(sum(e.observations), 0) FROM ${schema}.entity e
       WHERE e.place = p.key AND e.invalidated_at IS NULL) AS observations,
      (SELECT count(*) FROM ${schema}.relation r WHERE r.place = p.key AND r.invalidated_at IS NULL) AS relations
    FROM ${schema}.place p`;

  return async (mend: boolean): Promise<readonly MemoryFinding[]> => {
    const wrong = `FROM (${recount}) c WHERE c.place = p.key
      AND (p.entities, p.observations, p.relations) IS DISTINCT FROM (c.entities, c.observations, c.relations)`;
    const found = mend
      ? await rows(
          `UPDATE ${schema}.place p SET entities = c.entities, observations = c.observations, relations = c.relations
           ${wrong} RETURNING 1`,
          [],
        )
      : await rows(`SELECT 1 FROM ${schema}.place p, LATERAL (SELECT 1 ${wrong}) d`, []);
    return found.length === 0 ? [] : [{ what: "places whose counts are wrong", count: found.length, mended: mend }];
  };
};
