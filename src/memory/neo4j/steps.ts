/** The statements of an atomic write: a dozen at most, regardless of the number of records. */
import { erasedBy } from "../records/erased.ts";
import type { Change } from "../records/types.ts";
import { whole, type Statement } from "./connection.ts";
import type { GraphNames } from "./names.ts";
import { entityProperties, indexProperties, relationProperties } from "./properties.ts";

export interface Step extends Statement {
  /** The number of rows that the statement must report; null for any. */
  readonly expected: number | null;
}

const isNew = ({ revision }: { readonly revision: number }): boolean => revision === 1;

/** Omitted if there are no rows. */
const step = (cypher: string, rows: readonly unknown[], isExpected = true): readonly Step[] =>
  rows.length === 0
    ? []
    : [
        {
          cypher: `UNWIND $rows AS n ${cypher} RETURN count(*) AS done`,
          parameters: { rows },
          expected: isExpected ? rows.length : null,
        },
      ];

/**
 * Like {@link step}, for relationships. In this form Neo4j finds each through the index; otherwise it scans all of them for each row.
 */
const relationStep = (
  names: GraphNames,
  cypher: string,
  rows: readonly { readonly id: string }[],
  isExpected = true,
): readonly Step[] =>
  rows.length === 0
    ? []
    : [
        {
          cypher: `MATCH (a)-[r:${names.relation}]->(b) WHERE r.id IN $ids
            WITH a, r, b, $rows[r.id] AS n ORDER BY r.id
            ${cypher} RETURN count(*) AS done`,
          parameters: { ids: rows.map(({ id }) => id), rows: Object.fromEntries(rows.map((row) => [row.id, row])) },
          expected: isExpected ? rows.length : null,
        },
      ];

/**
 * Places come last, always in one order: from here on, writes of the same place wait for each other, but only for the duration of a
 * commit. Removing a property takes a lock even if the property does not exist, so values read afterwards stay the same until the
 * end.
 */
export const countStatement = (names: GraphNames, counts: Change["counts"]): readonly Statement[] =>
  counts.length === 0
    ? []
    : [
        {
          cypher: `UNWIND $rows AS n MERGE (p:${names.place} {key: n.place})
            ON CREATE SET p.entities = 0, p.observations = 0, p.relations = 0
            REMOVE p.locked
            WITH n, p
            SET p.entities = p.entities + n.entities, p.observations = p.observations + n.observations,
              p.relations = p.relations + n.relations
            RETURN p.key AS place, p.entities AS entities, p.observations AS observations`,
          parameters: {
            rows: counts.map(({ place, change }) => ({
              place,
              entities: whole(change.entities),
              observations: whole(change.observations),
              relations: whole(change.relations),
            })),
          },
        },
      ];

/** Names and ends are freed before any are taken, so that they can pass from one record to another. */
const lockSteps = (names: GraphNames, change: Change): readonly Step[] => {
  const given = [
    ...change.entities.flatMap(({ record }) => (isNew(record) ? [] : [record.id])),
    ...change.eraseEntities.map(({ id }) => id),
  ];
  const entities = [...given.map((id) => ({ id, gives: [1] })), ...change.mustCount.map((id) => ({ id, gives: [] }))];
  const relations = [
    ...change.relations.filter((record) => !isNew(record)).map(({ id }) => ({ id })),
    ...change.removeRelations.map((id) => ({ id })),
    ...change.eraseRelations.map(({ id }) => ({ id })),
  ];
  return [
    ...step(
      `MATCH (e:${names.entity} {id: n.id}) REMOVE e.locked FOREACH (one IN n.gives | REMOVE e.bears)`,
      entities.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
      false,
    ),
    ...relationStep(names, "REMOVE r.ends", relations, false),
  ];
};

/** Runs after the entities are locked: other writers that would relate something to them, or end them, wait until the commit. */
const conditionSteps = (names: GraphNames, change: Change): readonly Step[] => [
  ...step(`MATCH (e:${names.entity} {id: n}) WHERE e.invalidatedAt IS NULL`, change.mustCount),
  ...(change.mustBeUnrelated.length === 0
    ? []
    : [
        {
          cypher: `UNWIND $ids AS id MATCH (e:${names.entity} {id: id})-[r:${names.relation}]-()
            WHERE r.invalidatedAt IS NULL AND NOT r.id IN $known RETURN count(*) AS done`,
          parameters: {
            ids: change.mustBeUnrelated,
            known: [...change.removeRelations, ...[...change.eraseRelations, ...change.relations].map(({ id }) => id)],
          },
          expected: 0,
        },
      ]),
];

const removalSteps = (names: GraphNames, change: Change): readonly Step[] => [
  ...relationStep(
    names,
    "DELETE r",
    change.removeRelations.map((id) => ({ id })),
  ),
  ...step(
    `MATCH (e:${names.entity} {id: n.id})
     CALL { WITH e MATCH (m:${names.merge})-[:${names.into}]->(e) DETACH DELETE m }
     DETACH DELETE e`,
    change.eraseEntities,
  ),
  // A change in between may have left another state of the relation.
  ...relationStep(
    names,
    "WHERE r.revision = n.revision DELETE r",
    change.eraseRelations.map(({ id, revision }) => ({ id, revision: whole(revision) })),
  ),
  ...step(
    `MERGE (x:${names.erased} {id: n.id}) ON CREATE SET x += n`,
    erasedBy(change).map((erased) => ({ ...erased })),
  ),
];

/** Both ends of a relation are locked at this point, so no other writer can add one between the same two. */
const overlapSteps = (names: GraphNames, relations: Change["relations"]): readonly Step[] => {
  const live = relations.filter(({ invalidatedAt }) => invalidatedAt === null);
  if (live.length === 0) return [];
  const isBefore = (one: string, other: string): string =>
    `(${one}.validFrom IS NULL OR ${other}.validTo IS NULL OR ${one}.validFrom < ${other}.validTo)`;
  const isSame = `coalesce(r.validFrom, '') = coalesce(x.validFrom, '') AND coalesce(r.validTo, '') = coalesce(x.validTo, '')`;
  return [
    {
      cypher: `MATCH ()-[r:${names.relation}]->() WHERE r.id IN $ids
        MATCH ()-[x:${names.relation}]->() WHERE x.ends = r.ends AND x.id <> r.id
          AND ((${isBefore("r", "x")} AND ${isBefore("x", "r")}) OR (${isSame}))
        RETURN count(*) AS done`,
      parameters: { ids: live.map(({ id }) => id) },
      expected: 0,
    },
  ];
};

const entitySteps = (names: GraphNames, entities: Change["entities"]): readonly Step[] => {
  const rowOf = ({ record, index }: Change["entities"][number]) => ({
    id: record.id,
    revision: whole(record.revision),
    properties: { ...entityProperties(record), ...(index === null ? {} : indexProperties(index)) },
  });
  const vectors = entities.flatMap(({ record: { id }, index }) =>
    index === null ? [] : [{ id, vector: Array.from(index.vector) }],
  );
  return [
    ...step(
      `MATCH (e:${names.entity} {id: n.id}) WHERE e.revision = n.revision - 1 SET e += n.properties`,
      entities.filter(({ record }) => !isNew(record)).map(rowOf),
    ),
    ...step(
      `CREATE (e:${names.entity} {model: ''}) SET e += n.properties`,
      entities.filter(({ record }) => isNew(record)).map(rowOf),
    ),
    // As 32-bit floats; a list would have 64 bits.
    ...step(
      `MATCH (e:${names.entity} {id: n.id}) CALL db.create.setNodeVectorProperty(e, 'embedding', n.vector)`,
      vectors,
    ),
  ];
};

const relationSteps = (names: GraphNames, relations: Change["relations"]): readonly Step[] => {
  const rows = relations.map((record) => ({
    id: record.id,
    from: record.from,
    to: record.to,
    revision: whole(record.revision),
    properties: relationProperties(record),
    isNew: isNew(record),
  }));
  const ends = `MATCH (a:${names.entity} {id: n.from}), (b:${names.entity} {id: n.to})`;
  const make = `CREATE (a)-[r:${names.relation}]->(b) SET r = n.properties`;
  const known = rows.filter((row) => !row.isNew);
  return [
    // The ends of a relationship cannot be changed: if an import gives other ends, a new one replaces it.
    ...relationStep(
      names,
      `WHERE r.revision = n.revision - 1 AND (a.id <> n.from OR b.id <> n.to)
       WITH n, r, r.revision AS before DELETE r
       WITH n, before ${ends} ${make}, r.revision = before`,
      known,
      false,
    ),
    ...relationStep(names, "WHERE r.revision = n.revision - 1 SET r += n.properties", known),
    ...step(
      `${ends} ${make}`,
      rows.filter((row) => row.isNew),
    ),
  ];
};

const mergeSteps = (names: GraphNames, { merges, undoneMerges }: Change): readonly Step[] => [
  ...step(
    `MATCH (e:${names.entity} {id: n.target})
     CREATE (:${names.merge} {id: n.id, mergedAt: n.mergedAt, record: n.record})-[:${names.into}]->(e)`,
    merges.map((merge) => ({
      ...{ id: merge.id, target: merge.target, mergedAt: merge.mergedAt },
      record: JSON.stringify(merge),
    })),
  ),
  ...step(
    `MATCH (m:${names.merge} {id: n.id}) WHERE m.undoneAt IS NULL SET m.undoneAt = n.undoneAt, m.record = n.record`,
    undoneMerges.map((merge) => ({ id: merge.id, undoneAt: merge.undoneAt, record: JSON.stringify(merge) })),
  ),
];

/** All statements but {@link countStatement}, which comes after them. */
export const stepsOf = (names: GraphNames, change: Change): readonly Step[] => [
  ...lockSteps(names, change),
  ...conditionSteps(names, change),
  ...removalSteps(names, change),
  ...entitySteps(names, change.entities),
  ...relationSteps(names, change.relations),
  ...overlapSteps(names, change.relations),
  ...mergeSteps(names, change),
];
