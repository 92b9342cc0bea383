/** SQLite databases for tools, each queried by processes of its own. */
import { CaxtonError } from "../../domain/errors.ts";
import type { RunQuery } from "./database-types.ts";
import { createSemaphore } from "./semaphore.ts";
import { startSqliteProcess, type SqliteProcess } from "./sqlite-process.ts";

export interface SqliteDatabase {
  readonly run: RunQuery;
  close(): Promise<void>;
}

export interface SqliteOptions {
  /** Concurrent queries, each in its own process. */
  readonly mostProcesses?: number;
  /** Milliseconds without a query after which a process is ended. */
  readonly idleMs?: number;
}

/**
 * Table-valued functions such as pragma_database_list reveal details of the machine, or change settings; those that
 * describe tables are allowed.
 */
const pragmaFunction =
  /\bpragma_(?!(?:table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list)\b)\w+/i;

/** Starts a process on the first query, and another one after a process had to be ended. */
export const openSqlite = (
  name: string,
  file: string,
  { mostProcesses = 2, idleMs = 30_000 }: SqliteOptions = {},
): SqliteDatabase => {
  const withPermit = createSemaphore(mostProcesses);
  const idle: { readonly process: SqliteProcess; readonly timer: NodeJS.Timeout }[] = [];
  const all = new Set<SqliteProcess>();
  let closed = false;

  const take = (): SqliteProcess => {
    for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
      clearTimeout(next.timer);
      if (next.process.usable) return next.process;
      all.delete(next.process);
    }
    const process = startSqliteProcess(name, file);
    all.add(process);
    return process;
  };

  const drop = async (process: SqliteProcess): Promise<void> => {
    await process.end();
    all.delete(process);
  };

  const give = (process: SqliteProcess): void => {
    if (!process.usable || closed) return void drop(process);
    const retire = (): void => {
      const at = idle.findIndex((each) => each.process === process);
      if (at !== -1) idle.splice(at, 1);
      void drop(process);
    };
    idle.push({ process, timer: setTimeout(retire, idleMs).unref() });
  };

  return {
    run: async (query, signal) => {
      if (pragmaFunction.test(query.sql)) {
        throw new CaxtonError("tool.grant_missing", `${name}: PRAGMAs, also as functions, are not allowed.`);
      }
      return withPermit(async () => {
        if (closed) throw new CaxtonError("tool.failed", `${name} is closed: the server is stopping.`);
        const process = take();
        const reply = await process.ask(query, signal).finally(() => give(process));
        if (reply.ok) return reply.answer;
        const refused = reply.message === "The statement writes." || /readonly|not authorized/.test(reply.message);
        throw new CaxtonError(refused ? "tool.grant_missing" : "tool.failed", `${name}: ${reply.message}`);
      }, signal);
    },
    close: async () => {
      closed = true;
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      await Promise.all([...all].map(drop));
    },
  };
};
