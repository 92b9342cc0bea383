/**
 * The one connection that writes. Every write is a short synchronous transaction of prepared statements, and Prisma
 * (`prisma.ts`) only reads, over a connection that cannot write. Why, measured by `bench/registry.ts` and read in the
 * adapter's source:
 *
 * - `conclude`, eight statements in a transaction, takes 0.2 ms here. A Prisma `$transaction` of the same takes 1.7 ms of
 *   the main thread, since each statement is planned, prepared and converted anew, and every message pays it.
 * - The adapter shares one connection among all queries, so a write that is issued while a Prisma transaction waits for
 *   its next statement becomes part of that transaction, and is lost with it when it rolls back.
 * - A second, synchronous connection beside open Prisma transactions would wait for a lock that only this same thread can
 *   release, until the busy time-out ends it.
 *
 * A synchronous transaction cannot be interleaved with anything in this process; against other processes SQLite's own lock
 * holds. A call that meets it fails at once and is made again a little later (`patience.ts`), for waiting inside SQLite
 * would hold the whole process.
 */
import BetterSqlite3 from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import { createPatience } from "./patience.ts";

export type Connection = BetterSqlite3.Database;

/** How long a write waits for another process that is writing, in milliseconds. */
export const busyTimeoutMs = 5_000;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  "code" in thrown &&
  typeof thrown.code === "string" &&
  thrown.code.startsWith("SQLITE_BUSY");

const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^SQLITE_BUSY/, "Another process is writing to the database for seconds on end; see that only one Caxton uses it."],
  [/^SQLITE_FULL/, "The disk is full. Make room, and Caxton goes on by itself."],
  [
    /^SQLITE_(?:READONLY|CANTOPEN|PERM)/,
    "See that the user who runs Caxton may read and write the file and its folder.",
  ],
  [
    /^SQLITE_(?:CORRUPT|NOTADB)/,
    "The file is damaged, or no SQLite database at all. Restore it from a backup, or move it away.",
  ],
  [/^SQLITE_IOERR/, "The disk did not do what was asked. Look at the system's log."],
];

/** What SQLite threw, as `database.unavailable`; what is no fault of the database stays as it is. */
export const databaseError = (thrown: unknown, file: string): unknown => {
  if (thrown instanceof CaxtonError || !(thrown instanceof Error)) return thrown;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1];
  const closed = thrown.message === "The database connection is not open";
  if (hint === undefined && !closed) return thrown;
  return new CaxtonError("database.unavailable", `The database ${file} does not answer: ${thrown.message}.`, {
    hint: hint ?? "Caxton is shutting down.",
    cause: thrown,
  });
};

/**
 * Opens the file, which is created with its folder where it is missing, for reading and writing. It waits for locks inside
 * SQLite, as long as {@link createDatabase} has not taken it over: a start has nothing else to do.
 */
export const openConnection = (file: string): Connection => {
  let connection: Connection | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    connection = new BetterSqlite3(file, { timeout: busyTimeoutMs });
    // Readers never wait for the writer, nor the writer for them; a commit survives the death of the process.
    connection.pragma("journal_mode = WAL");
    // A commit costs no fsync; only a power failure can take the last ones, and leaves the file whole.
    connection.pragma("synchronous = NORMAL");
    connection.pragma("foreign_keys = ON");
    connection.pragma("cache_size = -16000");
    // Copying the log back into the file costs an fsync and some 15 ms. At SQLite's own 1,000 pages (4 MB) one message in
    // seventy paid for it; at four times that it is one in several hundred, and half the pages need no second copy.
    connection.pragma("wal_autocheckpoint = 4000");
    connection.pragma("temp_store = MEMORY");
    return connection;
  } catch (thrown) {
    connection?.close();
    const error = databaseError(thrown, file);
    if (error instanceof CaxtonError) throw error;
    throw new CaxtonError("database.unavailable", `The database ${file} cannot be opened.`, {
      hint: "See that the folder is there and that the user who runs Caxton may write in it.",
      cause: thrown,
    });
  }
};

export interface Database {
  readonly connection: Connection;
  /**
   * Runs reads, or one statement that writes, and answers what stores answer with: a promise and Caxton's errors. Where
   * another process holds the database it is run again, so it must have done nothing when it throws.
   */
  run<Value>(work: () => Value): Promise<Value>;
  /** Runs `work` in one transaction: all of it is stored, or, when it throws, nothing. It may be run again, as above. */
  write<Value>(work: () => Value): Promise<Value>;
}

/** Takes the connection over. From now on nothing waits inside SQLite. */
export const createDatabase = (connection: Connection, patienceMs = busyTimeoutMs): Database => {
  connection.pragma("busy_timeout = 0");
  const patience = createPatience({ patienceMs, isBusy });
  // IMMEDIATE takes the lock at once: a transaction that first reads and then writes could not wait for it.
  const transaction = connection.transaction((work: () => unknown) => work()).immediate;
  const translated = async <Value>(result: Promise<Value>): Promise<Value> =>
    result.catch((thrown: unknown) => {
      throw databaseError(thrown, connection.name);
    });
  return {
    connection,
    run: async (work) => translated(patience.now(work)),
    write: async (work) => translated(patience.inOrder(() => transaction(work) as ReturnType<typeof work>)),
  };
};

/** `INSERT` of named columns, each from the parameter of its name. */
export const insertInto = (table: string, columns: readonly string[], otherwise: string): string =>
  `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(", ")}) ` +
  `VALUES (${columns.map((name) => `@${name}`).join(", ")}) ${otherwise}`;
