/** The tables, in their own schema, migrated at start-up. Never change a released version; add the next one. */
import type pg from "pg";
import { CaxtonError } from "../../domain/errors.ts";

/** Since 0.8, pgvector continues an index scan if a filter leaves too few results; older versions miss them. */
const oldestPgvector = [0, 8] as const;

/** The maximum of pgvector's HNSW indexes for half-precision floats. */
const mostDimensions = 4_000;

const versions = (schema: string, dimensions: number): readonly string[] => [
  `
  CREATE TABLE ${schema}.place (
    key text COLLATE "C" PRIMARY KEY,
    entities bigint NOT NULL DEFAULT 0,
    observations bigint NOT NULL DEFAULT 0,
    relations bigint NOT NULL DEFAULT 0
  );

  -- "record" is all of it; the columns are what it is found by. Times are RFC 3339 texts in UTC, which compare as texts.
  CREATE TABLE ${schema}.entity (
    id uuid PRIMARY KEY,
    place text COLLATE "C" NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    type_key text COLLATE "C" NOT NULL,
    recorded_at text COLLATE "C" NOT NULL,
    invalidated_at text COLLATE "C",
    valid_from text COLLATE "C",
    valid_to text COLLATE "C",
    metadata jsonb NOT NULL,
    -- How many count. "record" may hold characters that SQL cannot look behind.
    observations integer NOT NULL,
    revision integer NOT NULL,
    record json NOT NULL,
    model text NOT NULL,
    embedding halfvec(${dimensions}) NOT NULL,
    name_words tsvector NOT NULL,
    words tsvector NOT NULL
  );
  CREATE UNIQUE INDEX entity_name ON ${schema}.entity (place, name_key, type_key) WHERE invalidated_at IS NULL;
  CREATE INDEX entity_words ON ${schema}.entity USING gin (words);
  CREATE INDEX entity_embedding ON ${schema}.entity USING hnsw (embedding halfvec_cosine_ops);

  CREATE TABLE ${schema}.relation (
    id uuid PRIMARY KEY,
    place text COLLATE "C" NOT NULL,
    source uuid NOT NULL REFERENCES ${schema}.entity ON DELETE CASCADE,
    target uuid NOT NULL REFERENCES ${schema}.entity ON DELETE CASCADE,
    type text COLLATE "C" NOT NULL,
    strength double precision NOT NULL,
    directed boolean NOT NULL,
    recorded_at text COLLATE "C" NOT NULL,
    invalidated_at text COLLATE "C",
    valid_from text COLLATE "C",
    valid_to text COLLATE "C",
    revision integer NOT NULL,
    record json NOT NULL
  );
  CREATE UNIQUE INDEX relation_ends ON ${schema}.relation (source, target, type, place) WHERE invalidated_at IS NULL;
  CREATE INDEX relation_source ON ${schema}.relation (source);
  CREATE INDEX relation_target ON ${schema}.relation (target);

  CREATE TABLE ${schema}.merge (
    id uuid PRIMARY KEY,
    target uuid NOT NULL REFERENCES ${schema}.entity ON DELETE CASCADE,
    record json NOT NULL
  );
  CREATE INDEX merge_target ON ${schema}.merge (target);

  CREATE TABLE ${schema}.erased (id uuid PRIMARY KEY, erased_at text COLLATE "C" NOT NULL);
  `,
  // Several periods of one relation, erased relations, and fingerprints of vectors.
  `
  -- Relations that count and agree in these have periods without a common moment; every write looks.
  DROP INDEX ${schema}.relation_ends;
  CREATE INDEX relation_ends ON ${schema}.relation (source, target, type, place) WHERE invalidated_at IS NULL;
  ALTER TABLE ${schema}.erased ADD COLUMN kind text NOT NULL DEFAULT 'entity';
  ALTER TABLE ${schema}.entity ADD COLUMN fingerprint text;
  `,
  // Merges are listed, and stay when they are undone.
  `
  ALTER TABLE ${schema}.merge ADD COLUMN merged_at text COLLATE "C", ADD COLUMN undone boolean NOT NULL DEFAULT false;
  -- As text, because the metadata that follows may hold characters that SQL cannot look behind.
  UPDATE ${schema}.merge SET merged_at = substring(record::text FROM '"mergedAt":"([^"]*)"');
  ALTER TABLE ${schema}.merge ALTER COLUMN merged_at SET NOT NULL;
  CREATE INDEX merge_newest ON ${schema}.merge (merged_at, id);
  `,
  // Erased observations: the entity of each, and when it was recorded.
  `
  ALTER TABLE ${schema}.erased ADD COLUMN entity uuid, ADD COLUMN recorded_at text COLLATE "C";
  `,
];

/** The number of the lock that lets only one of several starting processes create the tables. */
const migrationLock = 7_246_331;

const checkVersion = (installed: string): void => {
  const [major = 0, minor = 0] = installed.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestPgvector;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new CaxtonError("memory.unusable", `The server has pgvector ${installed}; 0.8 or newer is needed.`, {
    hint: "Install a newer pgvector on the server, then run ALTER EXTENSION vector UPDATE in this database.",
  });
};

const pgvectorVersion = async (client: pg.ClientBase): Promise<string> => {
  const known = await client.query<{ default_version: string; installed_version: string | null }>(
    `SELECT default_version, installed_version FROM pg_available_extensions WHERE name = 'vector'`,
  );
  const [extension] = known.rows;
  if (extension === undefined) {
    throw new CaxtonError("memory.unusable", "The PostgreSQL server does not have the extension pgvector.", {
      hint: "Install pgvector on the server: in Linux distributions it is postgresql-NN-pgvector, and most managed servers have it.",
    });
  }
  if (extension.installed_version !== null) return extension.installed_version;
  try {
    await client.query("CREATE EXTENSION vector");
  } catch (thrown) {
    throw new CaxtonError("memory.unusable", "This user may not enable pgvector in this database.", {
      hint: "Have the database's owner or a superuser run once: CREATE EXTENSION vector;",
      cause: thrown,
    });
  }
  return extension.default_version;
};

const checkDimensions = async (client: pg.ClientBase, schema: string, dimensions: number): Promise<void> => {
  const found = await client.query<{ type: string }>(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attname = 'embedding'`,
    [`${schema}.entity`],
  );
  const there = Number(/\((\d+)\)/.exec(found.rows[0]?.type ?? "")?.[1] ?? dimensions);
  if (there === dimensions) return;
  throw new CaxtonError(
    "memory.unusable",
    `The memory in PostgreSQL has vectors of ${there} dimensions, but those of the embedding model have ${dimensions}.`,
    {
      hint: "Use the model that it was created with; or export it with that model, and import it into another schema.",
    },
  );
};

/** Brings the schema up to date, in one transaction. Throws `memory.unusable` if the server cannot hold a memory. */
export const migratePostgres = async (client: pg.ClientBase, schema: string, dimensions: number): Promise<void> => {
  if (dimensions > mostDimensions) {
    throw new CaxtonError("memory.unusable", `pgvector indexes vectors of up to ${mostDimensions} dimensions.`, {
      hint: `Use an embedding model with fewer dimensions than ${dimensions}.`,
    });
  }
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock]);
    checkVersion(await pgvectorVersion(client));
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(`CREATE TABLE IF NOT EXISTS ${schema}.version (number integer PRIMARY KEY)`);
    const { rows } = await client.query<{ done: number }>(
      `SELECT coalesce(max(number), 0) AS done FROM ${schema}.version`,
    );
    const done = rows[0]?.done ?? 0;
    const scripts = versions(schema, dimensions);
    if (done > scripts.length) {
      throw new CaxtonError("memory.unusable", "The memory in PostgreSQL was written by a newer version of Caxton.", {
        hint: "Run that version, or configure another schema.",
      });
    }
    for (const [index, script] of scripts.entries()) {
      if (index < done) continue;
      await client.query(script);
      await client.query(`INSERT INTO ${schema}.version VALUES ($1)`, [index + 1]);
    }
    await checkDimensions(client, schema, dimensions);
    await client.query("COMMIT");
  } catch (thrown) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw thrown;
  }
};
