/** Finds inconsistencies, and repairs them. */
import type { MemoryFinding } from "../types.ts";
import type { Neo4jConnection } from "./connection.ts";
import type { GraphNames } from "./names.ts";

/** The actual counts of each place, beside the stored ones. */
const recount = (names: GraphNames, isToMend: boolean): string => `
  CALL {
    MATCH (e:${names.entity}) WHERE e.invalidatedAt IS NULL
    RETURN e.place AS place, count(e) AS entities, sum(e.observations) AS observations, 0 AS relations
    UNION ALL MATCH ()-[r:${names.relation}]->() WHERE r.invalidatedAt IS NULL
    RETURN r.place AS place, 0 AS entities, 0 AS observations, count(r) AS relations
    UNION ALL MATCH (p:${names.place})
    RETURN p.key AS place, 0 AS entities, 0 AS observations, 0 AS relations
  }
  WITH place, sum(entities) AS entities, sum(observations) AS observations, sum(relations) AS relations
  OPTIONAL MATCH (p:${names.place} {key: place})
  WITH place, entities, observations, relations, p
  WHERE p IS NULL OR p.entities <> entities OR p.observations <> observations OR p.relations <> relations
  ${
    isToMend
      ? `MERGE (x:${names.place} {key: place})
         SET x.entities = entities, x.observations = observations, x.relations = relations`
      : ""
  }
  RETURN count(*) AS found`;

/** Entities whose vector was removed; without a model they will be embedded again. */
const unembedded = (names: GraphNames, isToMend: boolean): string => `
  MATCH (e:${names.entity}) WHERE e.embedding IS NULL AND e.model <> ''
  ${isToMend ? "SET e.model = ''" : ""}
  RETURN count(*) AS found`;

/**
 * Neo4j reads the latest committed data, not a snapshot, so counts taken during other writes may be wrong. Places that appear wrong
 * are counted again while they are locked.
 */
const countedWrongly = async (connection: Neo4jConnection, names: GraphNames, mend: boolean): Promise<number> => {
  const [seen] = await connection.run<{ found: number }>(recount(names, false));
  if (seen?.found === 0) return 0;
  const statements = [`MATCH (p:${names.place}) WITH p ORDER BY p.key REMOVE p.locked`, recount(names, mend)];
  return connection.guarded(async () =>
    connection.transaction(
      statements.map((cypher) => ({ cypher, parameters: {} })),
      ([, rows]) => ({ stays: mend, decision: Number(rows?.[0]?.["found"] ?? 0) }),
      () => undefined,
    ),
  );
};

export const checkRecords = async (
  connection: Neo4jConnection,
  names: GraphNames,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const [row] = await connection.run<{ found: number }>(unembedded(names, mend));
  const counted = [
    { what: "places whose counts are wrong", count: await countedWrongly(connection, names, mend) },
    { what: "entities whose vectors are gone", count: row?.found ?? 0 },
  ];
  return counted.filter(({ count }) => count > 0).map((each) => ({ ...each, mended: mend }));
};
