/**
 * The connection that writes, apart from large values (`large-results.ts`). Every write is a short synchronous
 * transaction of prepared statements. Prisma (`prisma.ts`) only reads, over a connection that cannot write. The reasons,
 * measured by `bench/registry.ts` and read in the adapter's source:
 *
 * - `conclude`, a transaction of eight statements, takes 0.2 ms here. As a Prisma `$transaction` it takes 1.7 ms of the
 *   main thread, since every statement is planned, prepared and converted again, for every message.
 * - The adapter shares one connection among all queries. A write issued while a Prisma transaction waits for its next
 *   statement becomes part of that transaction, and is lost if that rolls back.
 * - A second, synchronous connection beside an open Prisma transaction would wait for a lock that only the same thread
 *   can release, until the busy timeout ends it.
 *
 * A synchronous transaction cannot be interleaved with anything in this process; SQLite's own lock protects it against
 * other processes. A call that meets that lock fails at once and is repeated a little later (`patience.ts`), because
 * waiting inside SQLite would block the whole process.
 */
import BetterSqlite3 from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import { createPatience } from "./patience.ts";

export type Connection = BetterSqlite3.Database;

/** How long a write waits for a write of another process, in milliseconds. */
export const busyTimeoutMs = 5_000;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  "code" in thrown &&
  typeof thrown.code === "string" &&
  thrown.code.startsWith("SQLITE_BUSY");

const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^SQLITE_BUSY/, "Another process has been writing to the database for seconds; make sure that only Caxton uses it."],
  [/^SQLITE_FULL/, "The disk is full. Free some space; Caxton then continues by itself."],
  [
    /^SQLITE_(?:READONLY|CANTOPEN|PERM)/,
    "Make sure that the user who runs Caxton may read and write the file and its folder.",
  ],
  [
    /^SQLITE_(?:CORRUPT|NOTADB)/,
    "The file is damaged or is not a SQLite database. Restore it from a backup, or move it away.",
  ],
  [/^SQLITE_IOERR/, "The disk reported an error. See the system's log."],
];

/**
 * Turns an error of SQLite into `database.unavailable`; errors that are not the database's fault are returned
 * unchanged.
 */
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
 * Opens the file for reading and writing; creates it and its folder if missing. Until {@link createDatabase} takes the
 * connection over, it waits for locks inside SQLite: during a start there is nothing else to do.
 */
export const openConnection = (file: string): Connection => {
  let connection: Connection | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    connection = new BetterSqlite3(file, { timeout: busyTimeoutMs });
    // Readers and the writer never wait for each other; a commit survives the death of the process.
    connection.pragma("journal_mode = WAL");
    // A commit needs no fsync. Only a power failure can lose the last commits, and leaves the file intact.
    connection.pragma("synchronous = NORMAL");
    connection.pragma("foreign_keys = ON");
    connection.pragma("cache_size = -16000");
    // A checkpoint costs an fsync and some 15 ms. With SQLite's default of 1,000 pages (4 MB), one message in seventy
    // paid for it; with four times as many it is one in several hundred, and half the pages need no second copy.
    connection.pragma("wal_autocheckpoint = 4000");
    connection.pragma("temp_store = MEMORY");
    return connection;
  } catch (thrown) {
    connection?.close();
    const error = databaseError(thrown, file);
    if (error instanceof CaxtonError) throw error;
    throw new CaxtonError("database.unavailable", `The database ${file} cannot be opened.`, {
      hint: "Make sure that the folder exists and that the user who runs Caxton may write to it.",
      cause: thrown,
    });
  }
};

export interface Database {
  readonly connection: Connection;
  /**
   * Runs reads, or one writing statement, and returns a promise that rejects with Caxton's errors. If another process
   * holds the lock it runs again, so it must have had no effect when it throws.
   */
  run<Value>(work: () => Value): Promise<Value>;
  /**
   * Runs `work` in one transaction: everything is stored or, if it throws, nothing. It may run more than once, as
   * above.
   */
  write<Value>(work: () => Value): Promise<Value>;
}

/** Takes over the connection. From now on nothing waits inside SQLite. */
export const createDatabase = (connection: Connection, patienceMs = busyTimeoutMs): Database => {
  connection.pragma("busy_timeout = 0");
  const patience = createPatience({ patienceMs, isBusy });
  // IMMEDIATE takes the lock at once: a transaction that reads first and then writes could not wait for it.
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

/** An `INSERT` of the columns, each from the parameter with its name. */
export const insertInto = (table: string, columns: readonly string[], otherwise: string): string =>
  `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(", ")}) ` +
  `VALUES (${columns.map((name) => `@${name}`).join(", ")}) ${otherwise}`;
