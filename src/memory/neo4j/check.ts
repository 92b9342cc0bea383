/** Looking for what does not agree, and mending it. */
import type { MemoryFinding } from "../types.ts";
import type { Neo4jConnection } from "./connection.ts";
import type { GraphNames } from "./names.ts";

/** A place is locked before it is counted, as every write locks it. */
const recount = (names: GraphNames, isToMend: boolean): string => `
  MATCH (p:${names.place}) ${isToMend ? "REMOVE p.locked WITH p" : ""}
  CALL {
    WITH p MATCH (e:${names.entity} {place: p.key}) WHERE e.invalidatedAt IS NULL
    RETURN count(e) AS entities, sum(e.observations) AS observations
  }
  CALL {
    WITH p MATCH ()-[r:${names.relation} {place: p.key}]->() WHERE r.invalidatedAt IS NULL
    RETURN count(r) AS relations
  }
  WITH p, entities, observations, relations
  WHERE p.entities <> entities OR p.observations <> observations OR p.relations <> relations
  ${isToMend ? "SET p.entities = entities, p.observations = observations, p.relations = relations" : ""}
  RETURN count(p) AS found`;

/** A vector that somebody took away: what has no model is embedded anew. */
const unembedded = (names: GraphNames, isToMend: boolean): string => `
  MATCH (e:${names.entity}) WHERE e.embedding IS NULL AND e.model <> ''
  ${isToMend ? "SET e.model = ''" : ""}
  RETURN count(e) AS found`;

export const checkRecords = async (
  { run }: Neo4jConnection,
  names: GraphNames,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const looks = [
    { what: "places whose counts are wrong", cypher: recount(names, mend) },
    { what: "entities whose vectors are gone", cypher: unembedded(names, mend) },
  ];
  const findings: MemoryFinding[] = [];
  for (const { what, cypher } of looks) {
    const [row] = await run<{ found: number }>(cypher);
    const count = row?.found ?? 0;
    if (count > 0) findings.push({ what, count, mended: mend });
  }
  return findings;
};
