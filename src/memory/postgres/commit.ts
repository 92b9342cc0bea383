/** Commits an atomic write as one transaction of at most a dozen statements, regardless of the number of records. */
import type pg from "pg";
import type { ErasedId } from "../../domain/memory.ts";
import { erasedBy } from "../records/erased.ts";
import type { Change, Committed, RelationRecord } from "../records/types.ts";
import { storable } from "./conditions.ts";
import { entityColumns, entityRow, indexColumns, indexRow, relationColumns, relationRow } from "./rows.ts";

/** Thrown inside the transaction to roll it back. */
export class NotCommitted extends Error {
  readonly committed: Committed;
  constructor(committed: Committed) {
    super(`The write was not committed: ${committed.kind}.`);
    this.committed = committed;
  }
}

type Rows = readonly Readonly<Record<string, unknown>>[];

interface Table {
  readonly name: string;
  /** Columns with their types, including `id` and `revision`. */
  readonly columns: Readonly<Record<string, string>>;
}

/** One array per column, so that a statement has the same text for any number of rows, and is planned once. */
const arraysOf = (rows: Rows, columns: readonly string[]): readonly unknown[] =>
  columns.map((column) => rows.map((row) => row[column]));

const unnested = (columns: Table["columns"]): string =>
  `unnest(${Object.values(columns)
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(", ")}) AS n (${Object.keys(columns).join(", ")})`;

/** Converts the word lists of index entries, which arrive as text. */
const valueOf = (column: string): string =>
  column === "words" || column === "name_words"
    ? `array_to_tsvector(string_to_array(n.${column}, ' '))`
    : `n.${column}`;

const insert = async (client: pg.ClientBase, { name, columns }: Table, rows: Rows): Promise<void> => {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const values = names.map(valueOf).join(", ");
  await client.query(`INSERT INTO ${name} (${names.join(", ")}) SELECT ${values} FROM ${unnested(columns)}`, [
    ...arraysOf(rows, names),
  ]);
};

/** Refuses the write unless each row has the previous revision. */
const update = async (client: pg.ClientBase, { name, columns }: Table, rows: Rows): Promise<void> => {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const set = names.filter((column) => column !== "id").map((column) => `${column} = ${valueOf(column)}`);
  const { rowCount } = await client.query(
    `UPDATE ${name} AS t SET ${set.join(", ")} FROM ${unnested(columns)}
     WHERE t.id = n.id AND t.revision = n.revision - 1`,
    [...arraysOf(rows, names)],
  );
  if (rowCount !== rows.length) throw new NotCommitted({ kind: "conflict" });
};

/** The rows of places are locked first, always in the same order, so that no two writes deadlock. */
const count = async (client: pg.ClientBase, schema: string, counts: Change["counts"]): Promise<void> => {
  for (const { place, change, most } of counts) {
    const { rows } = await client.query<{ entities: string; observations: string }>(
      `INSERT INTO ${schema}.place AS p (key, entities, observations, relations) VALUES ($1, $2, $3, $4)
       ON CONFLICT (key) DO UPDATE SET entities = p.entities + $2, observations = p.observations + $3,
         relations = p.relations + $4
       RETURNING entities, observations`,
      [place, change.entities, change.observations, change.relations],
    );
    const [held] = rows;
    const grows = change.entities > 0 || change.observations > 0;
    const isOver = Number(held?.entities) > most.entities || Number(held?.observations) > most.observations;
    if (grows && isOver) throw new NotCommitted({ kind: "full", place });
  }
};

const writeEntities = async (client: pg.ClientBase, schema: string, entities: Change["entities"]): Promise<void> => {
  const name = `${schema}.entity`;
  const isNew = ({ record }: Change["entities"][number]): boolean => record.revision === 1;
  const rowsOf = (some: Change["entities"]): Rows =>
    some.map(({ record, index }) => ({ ...entityRow(record), ...(index === null ? {} : indexRow(index)) }));
  const known = entities.filter((each) => !isNew(each));
  // Ended records first: another record of the same write may take the name.
  const [ended, live] = [true, false].map((isEnded) =>
    known.filter(({ record }) => (record.invalidatedAt !== null) === isEnded),
  );
  const indexed = { name, columns: { ...entityColumns, ...indexColumns } };
  for (const some of [ended ?? [], live ?? []]) {
    await update(client, { name, columns: entityColumns }, rowsOf(some.filter(({ index }) => index === null)));
    await update(client, indexed, rowsOf(some.filter(({ index }) => index !== null)));
  }
  await insert(client, indexed, rowsOf(entities.filter(isNew)));
};

/**
 * No index can detect overlapping periods without another extension. Writers of the same ends wait for each other here, then check.
 */
const refuseOverlaps = async (
  client: pg.ClientBase,
  schema: string,
  live: readonly RelationRecord[],
): Promise<void> => {
  if (live.length === 0) return;
  const keys = new Set(live.map(({ from, to, type, place }) => JSON.stringify([schema, from, to, type, place])));
  await client.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT unnest($1::text[]) AS key ORDER BY key) AS keys`,
    [[...keys].map(storable)],
  );
  const isBefore = (one: string, other: string): string =>
    `(${one}.valid_from IS NULL OR ${other}.valid_to IS NULL OR ${one}.valid_from < ${other}.valid_to)`;
  const { rowCount } = await client.query(
    `SELECT 1 FROM ${schema}.relation a JOIN ${schema}.relation b USING (source, target, type, place)
     WHERE a.id = ANY($1::uuid[]) AND a.id <> b.id AND a.invalidated_at IS NULL AND b.invalidated_at IS NULL
       AND ((${isBefore("a", "b")} AND ${isBefore("b", "a")})
         OR (a.valid_from, a.valid_to) IS NOT DISTINCT FROM (b.valid_from, b.valid_to)) LIMIT 1`,
    [live.map(({ id }) => id)],
  );
  if (rowCount !== 0) throw new NotCommitted({ kind: "conflict" });
};

const writeRelations = async (client: pg.ClientBase, schema: string, relations: Change["relations"]): Promise<void> => {
  const table = { name: `${schema}.relation`, columns: relationColumns };
  const known = relations.filter(({ revision }) => revision > 1);
  await update(client, table, known.filter(({ invalidatedAt }) => invalidatedAt !== null).map(relationRow));
  await update(client, table, known.filter(({ invalidatedAt }) => invalidatedAt === null).map(relationRow));
  await insert(client, table, relations.filter(({ revision }) => revision === 1).map(relationRow));
  await refuseOverlaps(
    client,
    schema,
    relations.filter(({ invalidatedAt }) => invalidatedAt === null),
  );
};

/** Until the end of the transaction, no other one can end or erase these entities. */
const holdThoseThatMustCount = async (
  client: pg.ClientBase,
  schema: string,
  ids: Change["mustCount"],
): Promise<void> => {
  if (ids.length === 0) return;
  const { rowCount } = await client.query(
    `SELECT 1 FROM ${schema}.entity WHERE id = ANY($1::uuid[]) AND invalidated_at IS NULL ORDER BY id FOR SHARE`,
    [ids],
  );
  if (rowCount !== ids.length) throw new NotCommitted({ kind: "conflict" });
};

/** Refuses the write if relations were added since it was prepared. */
const refuseUnknownRelations = async (client: pg.ClientBase, schema: string, change: Change): Promise<void> => {
  const ids = change.mustBeUnrelated;
  if (ids.length === 0) return;
  // A concurrent write that relates something to one of them waits from here on, and then finds it ended or gone.
  await client.query(`SELECT 1 FROM ${schema}.entity WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [ids]);
  const { rowCount } = await client.query(
    `SELECT 1 FROM ${schema}.relation
     WHERE (source = ANY($1::uuid[]) OR target = ANY($1::uuid[])) AND invalidated_at IS NULL AND id <> ALL($2::uuid[]) LIMIT 1`,
    [ids, [...change.removeRelations, ...[...change.eraseRelations, ...change.relations].map(({ id }) => id)]],
  );
  if (rowCount !== 0) throw new NotCommitted({ kind: "conflict" });
};

/** Deletes all of these, or refuses the write. */
const remove = async (client: pg.ClientBase, table: string, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const { rowCount } = await client.query(`DELETE FROM ${table} WHERE id = ANY($1::uuid[])`, [ids]);
  if (rowCount !== ids.length) throw new NotCommitted({ kind: "conflict" });
};

/** Erased relations must be as they were read: a change in between may have left another state of theirs. */
const eraseUnchanged = async (
  client: pg.ClientBase,
  schema: string,
  relations: Change["eraseRelations"],
): Promise<void> => {
  if (relations.length === 0) return;
  const { rowCount } = await client.query(
    `DELETE FROM ${schema}.relation r USING unnest($1::uuid[], $2::integer[]) AS n (id, revision)
     WHERE (r.id, r.revision) = (n.id, n.revision)`,
    [relations.map(({ id }) => id), relations.map(({ revision }) => revision)],
  );
  if (rowCount !== relations.length) throw new NotCommitted({ kind: "conflict" });
};

const rememberErased = async (client: pg.ClientBase, schema: string, erased: readonly ErasedId[]): Promise<void> => {
  if (erased.length === 0) return;
  await client.query(
    `INSERT INTO ${schema}.erased (id, kind, erased_at, entity, recorded_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[]) ON CONFLICT DO NOTHING`,
    [
      erased.map(({ id }) => id),
      erased.map(({ kind }) => kind),
      erased.map(({ erasedAt }) => erasedAt),
      erased.map(({ entity }) => entity),
      erased.map(({ recordedAt }) => recordedAt),
    ],
  );
};

const writeMerges = async (
  client: pg.ClientBase,
  schema: string,
  { merges, undoneMerges }: Pick<Change, "merges" | "undoneMerges">,
): Promise<void> => {
  for (const merge of merges) {
    await client.query(`INSERT INTO ${schema}.merge (id, target, merged_at, record) VALUES ($1, $2, $3, $4)`, [
      ...[merge.id, merge.target, merge.mergedAt],
      JSON.stringify(merge),
    ]);
  }
  for (const merge of undoneMerges) {
    const { rowCount } = await client.query(
      `UPDATE ${schema}.merge SET record = $2, undone = true WHERE id = $1 AND NOT undone`,
      [merge.id, JSON.stringify(merge)],
    );
    if (rowCount !== 1) throw new NotCommitted({ kind: "conflict" });
  }
};

/** Must run in a transaction. Throws {@link NotCommitted}, or a database error that means that another writer was first. */
export const writeChange = async (client: pg.ClientBase, schema: string, change: Change): Promise<void> => {
  const { eraseEntities, eraseRelations } = change;
  await count(client, schema, change.counts);
  await holdThoseThatMustCount(client, schema, change.mustCount);
  await refuseUnknownRelations(client, schema, change);
  if (change.removeRelations.length > 0) {
    await client.query(`DELETE FROM ${schema}.relation WHERE id = ANY($1::uuid[])`, [change.removeRelations]);
  }
  await eraseUnchanged(client, schema, eraseRelations);
  await remove(
    client,
    `${schema}.entity`,
    eraseEntities.map(({ id }) => id),
  );
  await rememberErased(client, schema, erasedBy(change));
  await writeEntities(client, schema, change.entities);
  await writeRelations(client, schema, change.relations);
  await writeMerges(client, schema, change);
};
