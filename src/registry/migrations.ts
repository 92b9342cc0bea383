/**
 * Applies `prisma/migrations` at start and maintains the table `_prisma_migrations` as `prisma migrate deploy` does, so
 * that Prisma's command line keeps working on the database. It is stricter in one respect: each migration and its row
 * are one transaction, so a crash in between leaves neither.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../domain/errors.ts";
import type { Connection } from "./sqlite.ts";

/** The same folder seen from `src/registry` and from `dist/registry`. */
export const migrationsFolder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

export interface Migration {
  /** The folder's name; migrations are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

interface AppliedRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: string | number | null;
}

/** The SQL that Prisma's schema engine uses for SQLite. */
const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

const failed = (message: string, hint: string, cause?: unknown): CaxtonError =>
  new CaxtonError("database.migration_failed", message, { hint, cause });

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Prisma does the same: a checkout with other line endings has not changed the migration. */
const matches = (sql: string, checksum: string): boolean => {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].some((text) => sha256(text) === checksum);
};

/** Prisma's engine writes an offset where JavaScript writes Z. */
const timestamp = (at: Date): string => at.toISOString().replace("Z", "+00:00");

export const readMigrations = (folder: string = migrationsFolder): readonly Migration[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    throw failed(
      `The migrations in ${folder} cannot be read.`,
      "They are part of Caxton, in prisma/migrations beside dist; reinstall it.",
      thrown,
    );
  }
};

const tables = (connection: Connection): readonly string[] =>
  connection
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .pluck()
    .all();

const history = (connection: Connection): readonly AppliedRow[] =>
  connection
    .prepare<[], AppliedRow>(
      `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    )
    .all();

/** The pending migrations. Throws if the database and the migrations do not match. */
const pending = (connection: Connection, migrations: readonly Migration[]): readonly Migration[] => {
  const present = tables(connection);
  if (!present.includes("_prisma_migrations")) {
    if (present.length === 0) return migrations;
    throw failed(
      `The database ${connection.name} has tables (${present.slice(0, 3).join(", ")}), but none of them is Caxton's.`,
      "Name another file in DATABASE_URL; Caxton does not change other programs' databases.",
    );
  }
  const rows = history(connection);
  for (const row of rows) refuseUnlessSound(connection, migrations, row);
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
};

const refuseUnlessSound = (connection: Connection, migrations: readonly Migration[], row: AppliedRow): void => {
  const { migration_name: name } = row;
  if (row.finished_at === null) {
    throw failed(
      `The migration ${name} was started on the database ${connection.name} and did not finish.`,
      "Another tool started it. Restore the backup from before, or repair the tables by hand and run " +
        `npx prisma migrate resolve --applied ${name}`,
    );
  }
  const migration = migrations.find((each) => each.name === name);
  if (migration === undefined) {
    throw failed(
      `The database ${connection.name} is newer than this Caxton: it has the migration ${name}, which this version does not know.`,
      "Start the newer Caxton again, or restore the backup from before the upgrade.",
    );
  }
  if (!matches(migration.sql, row.checksum)) {
    throw failed(
      `The migration ${name} was edited after it was applied to the database ${connection.name}.`,
      "Restore prisma/migrations as released; a change to the tables needs a new migration.",
    );
  }
};

const recordRow = (connection: Connection, { name, sql }: Migration, startedAt: Date, finishedAt: Date): void => {
  connection
    .prepare(
      `INSERT INTO "_prisma_migrations" (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
       VALUES (?, ?, ?, ?, ?, 1)`,
    )
    .run(randomUUID(), sha256(sql), timestamp(startedAt), timestamp(finishedAt), name);
};

/** Returns `false` if another process was faster. */
const applyOne = (
  connection: Connection,
  migrations: readonly Migration[],
  migration: Migration,
  clock: () => Date,
) => {
  const startedAt = clock();
  try {
    return connection
      .transaction((): boolean => {
        if (!pending(connection, migrations).includes(migration)) return false;
        connection.exec(historyTable);
        connection.exec(migration.sql);
        const broken = connection.pragma("foreign_key_check") as readonly { readonly table: string }[];
        if (broken.length > 0) {
          throw failed(
            `The migration ${migration.name} would leave ${broken.length} rows of ${broken[0]?.table} with dangling references.`,
            "Nothing was changed. Please report this with the version that you upgraded from.",
          );
        }
        recordRow(connection, migration, startedAt, clock());
        return true;
      })
      .immediate();
  } catch (thrown) {
    if (thrown instanceof CaxtonError) throw thrown;
    throw failed(
      `The migration ${migration.name} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      "Nothing was changed. Start the previous version of Caxton, and please report this.",
      thrown,
    );
  }
};

/**
 * Applies all pending migrations and returns their names; if there are none, it costs one query. Throws
 * `database.migration_failed`, without a change, for a database that is newer, is not Caxton's, or has a migration that
 * was edited or did not finish.
 */
export const migrate = (
  connection: Connection,
  migrations: readonly Migration[] = readMigrations(),
  clock: () => Date = () => new Date(),
): readonly string[] => {
  const left = pending(connection, migrations);
  if (left.length === 0) return [];
  // Prisma rebuilds a table by dropping it, which with foreign keys enabled would delete the referring rows. The pragma
  // has no effect inside a transaction, so it is set here; `foreign_key_check` verifies the result.
  connection.pragma("foreign_keys = OFF");
  try {
    return left.filter((migration) => applyOne(connection, migrations, migration, clock)).map(({ name }) => name);
  } finally {
    connection.pragma("foreign_keys = ON");
  }
};
