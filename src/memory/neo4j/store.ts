/**
 * Stores records in Neo4j: an entity is a node, a relation is a relationship. Each has its whole record as JSON text in `record`, and
 * properties for searching and for people who look at the graph.
 */
import type { ErasedId, PlaceKey } from "../../domain/memory.ts";
import type { EntityRecord, Held, IndexedRecord, RecordStore, RecordStoreOptions, Step } from "../records/types.ts";
import { checkRecords } from "./check.ts";
import { commitChange } from "./commit.ts";
import { bearsOf, endsOf, entityConditions, relationConditions } from "./conditions.ts";
import { connectNeo4j, whole, type Neo4jAddress, type Neo4jConnection, type Parameters } from "./connection.ts";
import { graphNames, type GraphNames } from "./names.ts";
import { indexProperties } from "./properties.ts";
import { prepareNeo4j } from "./schema.ts";
import { createSearches } from "./search.ts";

export interface Neo4jOptions extends RecordStoreOptions, Neo4jAddress {
  /** The prefix of all names; letters, digits and `_`. Memories with other prefixes may share the database. */
  readonly prefix: string;
}

interface RecordRow {
  readonly [column: string]: unknown;
  readonly record: string;
}

interface IndexedRow extends RecordRow {
  readonly embedding: readonly number[] | null;
  readonly fingerprint: string | null;
  readonly nameWords: string | null;
  readonly words: string | null;
}

const toIndexed = ({ record, embedding, fingerprint, nameWords, words }: IndexedRow): IndexedRecord => ({
  record: JSON.parse(record) as EntityRecord,
  vector: embedding === null ? null : Float32Array.from(embedding),
  fingerprint,
  hasWords: (entry) => {
    const wanted = indexProperties({ ...entry, model: "", fingerprint: "", vector: new Float32Array() });
    return nameWords === wanted.nameWords && words === wanted.words;
  },
});

const recordsBy =
  ({ run }: Neo4jConnection) =>
  async <Kept>(cypher: string, parameters: Parameters): Promise<readonly Kept[]> =>
    (await run<RecordRow>(cypher, parameters)).map(({ record }) => JSON.parse(record) as Kept);

/** With more places than this, they are not queried one by one. */
const fewPlaces = 8;

const fewOf = (places: readonly PlaceKey[] | null): readonly PlaceKey[] =>
  places !== null && places.length <= fewPlaces ? [...new Set(places)] : [];

const placeParameters = ({ places }: { readonly places: readonly PlaceKey[] | null }): Parameters =>
  Object.fromEntries(fewOf(places).map((place, index) => [`place${index}`, place]));

/** By ids, through the index of each place; otherwise a small place would cost as much as all of them together. */
const listCypher = (
  name: "e" | "r",
  { places }: { readonly places: readonly PlaceKey[] | null },
  match: string,
): string => {
  // Ordered by place as well, although there is only one, to match the index.
  const page = (index: number): string =>
    `${match} AND ${name}.place = $place${index} RETURN ${name} ORDER BY ${name}.place, ${name}.id LIMIT $limit`;
  const pages = fewOf(places).map((_, index) => page(index));
  const found = pages.length === 0 ? match : `CALL { ${pages.join(" UNION ALL ")} }`;
  return `${found} WITH ${name} ORDER BY ${name}.id LIMIT $limit RETURN ${name}.record AS record`;
};

/** A relationship is matched from each of its ends at which the step begins, hence DISTINCT. */
const stepCypher = (names: GraphNames, { direction }: Step, conditions: string): string => {
  const leads = {
    out: "AND (startNode(r) = a OR NOT r.directed)",
    in: "AND (endNode(r) = a OR NOT r.directed)",
    both: "",
  }[direction];
  return `MATCH (a:${names.entity})-[r:${names.relation}]-() WHERE a.id IN $from ${leads}
    AND ${conditions} AND r.strength >= $minStrength
    WITH DISTINCT r ORDER BY r.strength DESC, r.id LIMIT $limit
    RETURN r.record AS record`;
};

const createReads = (connection: Neo4jConnection, names: GraphNames) => {
  const { run } = connection;
  const records = recordsBy(connection);
  const entity = `(e:${names.entity})`;
  const relation = `()-[r:${names.relation}]->()`;

  return {
    entities: async (ids) => records(`MATCH ${entity} WHERE e.id IN $ids RETURN e.record AS record`, { ids }),
    entitiesNamed: async (wanted) =>
      records(`MATCH ${entity} WHERE e.bears IN $bears RETURN e.record AS record`, { bears: wanted.map(bearsOf) }),
    relations: async (ids) => records(`MATCH ${relation} WHERE r.id IN $ids RETURN r.record AS record`, { ids }),
    relationsWithEnds: async (wanted) =>
      records(`MATCH ${relation} WHERE r.ends IN $ends RETURN r.record AS record`, { ends: wanted.map(endsOf) }),
    relationsOf: async (ids) =>
      records(
        `MATCH (a:${names.entity})-[r:${names.relation}]-() WHERE a.id IN $ids AND r.invalidatedAt IS NULL
         WITH DISTINCT r RETURN r.record AS record`,
        { ids },
      ),
    merge: async (id) => {
      const [found] = await run<RecordRow>(`MATCH (m:${names.merge} {id: $id}) RETURN m.record AS record`, { id });
      return found === undefined ? null : JSON.parse(found.record);
    },
    listMerges: async (places, after, limit) =>
      records(
        `MATCH (m:${names.merge})-[:${names.into}]->${entity} WHERE e.place IN $places
           AND (m.mergedAt < $mergedAt OR (m.mergedAt = $mergedAt AND m.id < $id))
         RETURN m.record AS record ORDER BY m.mergedAt DESC, m.id DESC LIMIT $limit`,
        // After every RFC 3339 time.
        { places, mergedAt: after?.mergedAt ?? "~", id: after?.id ?? "", limit: whole(limit) },
      ),
    erased: async (ids) => {
      const found = await run<{ id: string }>(`MATCH (x:${names.erased}) WHERE x.id IN $ids RETURN x.id AS id`, {
        ids,
      });
      return new Set(found.map(({ id }) => id));
    },
    listEntities: async (filter, after, limit) => {
      const { cypher, parameters } = entityConditions(filter);
      return records(listCypher("e", filter, `MATCH ${entity} WHERE e.id > $after AND ${cypher}`), {
        ...parameters,
        ...placeParameters(filter),
        after: after ?? "",
        limit: whole(limit),
      });
    },
    listRelations: async (filter, after, limit) => {
      const { cypher, parameters } = relationConditions(filter);
      // The label is used only for an end that is given.
      const [a, b] = [filter.from, filter.to].map((end) =>
        (end ?? filter.among) === undefined ? "" : `:${names.entity}`,
      );
      const pattern = `(a${a})-[r:${names.relation}]->(b${b})`;
      return records(listCypher("r", filter, `MATCH ${pattern} WHERE r.id > $after AND ${cypher}`), {
        ...parameters,
        ...placeParameters(filter),
        after: after ?? "",
        limit: whole(limit),
      });
    },
    step: async (step) => {
      const { places, times, types, from, minStrength, limit } = step;
      const { cypher, parameters } = relationConditions({ places, times, ...(types === undefined ? {} : { types }) });
      return records(stepCypher(names, step, cypher), { ...parameters, from, minStrength, limit: whole(limit) });
    },
    held: async (places) => {
      const found = await run<{ [column: string]: unknown; place: PlaceKey; held: Held }>(
        `MATCH (p:${names.place}) WHERE ($places IS NULL OR p.key IN $places)
           AND p.entities + p.observations + p.relations > 0
         RETURN p.key AS place, p {.entities, .observations, .relations} AS held ORDER BY place`,
        { places },
      );
      return found.map(({ place, held }) => ({ place, held }));
    },
    withoutVector: async (model, limit) =>
      records(
        `CALL {
           MATCH ${entity} WHERE e.model < $model RETURN e
           UNION MATCH ${entity} WHERE e.model > $model RETURN e
         }
         RETURN e.record AS record LIMIT $limit`,
        { model, limit: whole(limit) },
      ),
    places: async () => {
      const found = await run<{ key: PlaceKey }>(`MATCH (p:${names.place}) RETURN p.key AS key ORDER BY key`);
      return found.map(({ key }) => key);
    },
    listErased: async (after, limit) =>
      run<ErasedId & Record<string, unknown>>(
        `MATCH (x:${names.erased}) WHERE x.id > $after
         RETURN x.id AS id, coalesce(x.kind, 'entity') AS kind, x.erasedAt AS erasedAt, x.entity AS entity,
           x.recordedAt AS recordedAt
         ORDER BY id LIMIT $limit`,
        { after: after ?? "", limit: whole(limit) },
      ),
    listIndexed: async (after, limit) => {
      const found = await run<IndexedRow>(
        `MATCH ${entity} WHERE e.id > $after
         RETURN e.record AS record, e.embedding AS embedding, e.fingerprint AS fingerprint, e.nameWords AS nameWords,
           e.words AS words
         ORDER BY e.id LIMIT $limit`,
        { after: after ?? "", limit: whole(limit) },
      );
      return found.map(toIndexed);
    },
    ping: async () => {
      await run("RETURN 1 AS one");
    },
  } satisfies Partial<RecordStore>;
};

/** Throws `memory.unavailable` if the server cannot be reached, and `memory.unusable` if it rejects the user or cannot hold a memory. */
export const openNeo4jRecords = async ({ dimensions, prefix, ...address }: Neo4jOptions): Promise<RecordStore> => {
  const connection = connectNeo4j(address);
  const names = graphNames(prefix);
  try {
    await prepareNeo4j(connection, names, dimensions);
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
  return {
    name: "neo4j",
    ...createReads(connection, names),
    ...createSearches(connection, names),
    commit: async (change) => commitChange(connection, names, change),
    check: async (mend) => checkRecords(connection, names, mend),
    close: connection.close,
  };
};
