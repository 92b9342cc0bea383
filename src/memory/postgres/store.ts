/** Records in PostgreSQL with pgvector. */
import pg from "pg";
import type { PlaceKey } from "../../domain/memory.ts";
import { nameWeight } from "../../domain/memory-ranking.ts";
import type {
  EntityRecord,
  Held,
  MergeRecord,
  RecordFilter,
  RecordStore,
  RecordStoreOptions,
} from "../records/types.ts";
import type { MemoryFinding } from "../types.ts";
import { NotCommitted, vectorText, writeChange } from "./commit.ts";
import { createParameters, entityConditions, relationConditions, storable } from "./conditions.ts";
import { asMemoryError, isConflict } from "./errors.ts";
import { migratePostgres } from "./schema.ts";

export interface PostgresOptions extends RecordStoreOptions {
  /** `postgresql://user:password@host/database`; TLS by its `sslmode`. */
  readonly url: string;
  /** In which everything is kept; made where it is missing. Lower-case letters, digits and `_`. */
  readonly schema: string;
  /** The most that are open at once. */
  readonly connections: number;
}

/** No statement takes longer, in milliseconds; a connection that is not there after this time is not there. */
const [statementTimeoutMs, connectionTimeoutMs] = [60_000, 10_000];

/** How many an HNSW search looks at: more than are wanted, for recall. pgvector has 1,000 at most. */
const searchBreadth = 200;

interface RecordRow<Kept> {
  readonly record: Kept;
}

const shownAddress = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
};

/** Throws `memory.unavailable` where there is no server, it refuses the user, or it cannot hold a memory. */
export const openPostgresRecords = async (options: PostgresOptions): Promise<RecordStore> => {
  const { url, schema, connections, dimensions } = options;
  const where = shownAddress(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectionTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: "caxton",
    options: `-c hnsw.ef_search=${searchBreadth} -c hnsw.iterative_scan=strict_order`,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);

  const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (thrown) {
      throw asMemoryError(thrown, where);
    }
  };
  const rows = async <Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> => guarded(async () => (await pool.query<Row>(sql, [...values])).rows);
  const records = async <Kept>(sql: string, values: readonly unknown[]): Promise<readonly Kept[]> =>
    (await rows<RecordRow<Kept>>(sql, values)).map(({ record }) => record);

  const withClient = async <Value>(work: (client: pg.ClientBase) => Promise<Value>): Promise<Value> => {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  };

  try {
    await guarded(async () => withClient(async (client) => migratePostgres(client, schema, dimensions)));
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }

  const commit: RecordStore["commit"] = async (change) =>
    guarded(async () =>
      withClient(async (client) => {
        try {
          await client.query("BEGIN");
          await writeChange(client, schema, change);
          await client.query("COMMIT");
          return { kind: "done" };
        } catch (thrown) {
          await client.query("ROLLBACK").catch(() => undefined);
          if (thrown instanceof NotCommitted) return thrown.committed;
          if (isConflict(thrown)) return { kind: "conflict" };
          throw thrown;
        }
      }),
    );

  /** @param order by the index, or, with something added to the distance, by looking at every row that the filter lets through */
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

  const recount = `SELECT p.key AS place,
      (SELECT count(*) FROM ${schema}.entity e WHERE e.place = p.key AND e.invalidated_at IS NULL) AS entities,
      (SELECT coalesce(sum(e.observations), 0) FROM ${schema}.entity e
       WHERE e.place = p.key AND e.invalidated_at IS NULL) AS observations,
      (SELECT count(*) FROM ${schema}.relation r WHERE r.place = p.key AND r.invalidated_at IS NULL) AS relations
    FROM ${schema}.place p`;

  const check = async (mend: boolean): Promise<readonly MemoryFinding[]> => {
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

  return {
    name: "postgres",
    entities: async (ids) => records(`SELECT record FROM ${schema}.entity WHERE id = ANY($1::uuid[])`, [ids]),
    entitiesNamed: async (names) =>
      records(
        `SELECT e.record FROM unnest($1::text[], $2::text[], $3::text[]) AS n (place, name_key, type_key)
         JOIN ${schema}.entity e ON (e.place, e.name_key, e.type_key) = (n.place, n.name_key, n.type_key)
         WHERE e.invalidated_at IS NULL`,
        [
          names.map(({ place }) => place),
          names.map(({ nameKey }) => storable(nameKey)),
          names.map(({ typeKey }) => storable(typeKey)),
        ],
      ),
    relations: async (ids) => records(`SELECT record FROM ${schema}.relation WHERE id = ANY($1::uuid[])`, [ids]),
    relationsWithEnds: async (ends) =>
      records(
        `SELECT r.record FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS n (source, target, type, place)
         JOIN ${schema}.relation r ON (r.source, r.target, r.type, r.place) = (n.source, n.target, n.type, n.place)
         WHERE r.invalidated_at IS NULL`,
        [
          ends.map(({ from }) => from),
          ends.map(({ to }) => to),
          ends.map(({ type }) => storable(type)),
          ends.map(({ place }) => place),
        ],
      ),
    relationsOf: async (entities) =>
      records(
        `SELECT record FROM ${schema}.relation
         WHERE (source = ANY($1::uuid[]) OR target = ANY($1::uuid[])) AND invalidated_at IS NULL`,
        [entities],
      ),
    merge: async (id) =>
      (await records<MergeRecord>(`SELECT record FROM ${schema}.merge WHERE id = $1`, [id]))[0] ?? null,
    erased: async (ids) => {
      const found = await rows<{ id: (typeof ids)[number] }>(
        `SELECT id FROM ${schema}.erased WHERE id = ANY($1::uuid[])`,
        [ids],
      );
      return new Set(found.map(({ id }) => id));
    },
    commit,
    listEntities: async (filter, after, limit) => {
      const parameters = createParameters();
      const conditions = entityConditions(filter, parameters);
      const later = after === null ? "" : `AND e.id > ${parameters.add(after)}`;
      return records(
        `SELECT e.record FROM ${schema}.entity e WHERE ${conditions} ${later} ORDER BY e.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    listRelations: async (filter, after, limit) => {
      const parameters = createParameters();
      const conditions = relationConditions(filter, parameters);
      const later = after === null ? "" : `AND r.id > ${parameters.add(after)}`;
      return records(
        `SELECT r.record FROM ${schema}.relation r WHERE ${conditions} ${later} ORDER BY r.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    nearest: async (vector, filter, limit) => {
      const found = await nearestBy("", vector, filter, limit);
      // The index gives up after some thousands that the filter does not let through: those few are looked at one by one.
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
    step: async ({ from, places, at, direction, types, minStrength, limit }) => {
      const parameters = createParameters();
      const ids = parameters.add(from);
      const out = `r.source = ANY(${ids}::uuid[])${direction === "in" ? " AND NOT r.directed" : ""}`;
      const back = `r.target = ANY(${ids}::uuid[])${direction === "out" ? " AND NOT r.directed" : ""}`;
      const conditions = relationConditions(types === undefined ? { places, at } : { places, at, types }, parameters);
      const strength = `r.strength >= ${parameters.add(minStrength)}`;
      return records(
        `SELECT r.record FROM ${schema}.relation r WHERE (${out} OR ${back}) AND ${conditions} AND ${strength}
         ORDER BY r.strength DESC, r.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    held: async (places) => {
      const found = await rows<{ key: PlaceKey } & Record<keyof Held, string>>(
        `SELECT * FROM ${schema}.place WHERE $1::text[] IS NULL OR key = ANY($1) ORDER BY key`,
        [places],
      );
      return found.map(({ key, entities, observations, relations }) => ({
        place: key,
        held: {
          entities: Number(entities),
          observations: Number(observations),
          relations: Number(relations),
        },
      }));
    },
    withoutVector: async (model, limit) =>
      records(`SELECT record FROM ${schema}.entity WHERE model <> $1 LIMIT ${limit}`, [model]),
    check,
    ping: async () => {
      await rows("SELECT 1", []);
    },
    close: async () => {
      // Whoever closes it twice has closed it.
      if (!pool.ending) await pool.end();
    },
  };
};
