/**
 * Prisma for the list queries with filters, order and pages, none of which are on the path of a message. Its connection
 * is read-only, so it can never take the write lock or lose a write (see `sqlite.ts`).
 */
import type { PrismaClient } from "../generated/prisma/client.ts";
import { CaxtonError } from "../domain/errors.ts";

/**
 * How long a read may block the thread, in milliseconds. In WAL mode a reader never waits for a writer, only for the
 * moment in which another process opens or closes the file.
 */
const longestHoldMs = 50;

export interface Reader {
  /** Turns every error of Prisma into `database.unavailable`. */
  read<Value>(query: (prisma: PrismaClient) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

const open = async (file: string): Promise<PrismaClient> => {
  // Loaded with the first list query: loading takes a quarter of a second, which would delay the start.
  const [{ PrismaBetterSqlite3 }, generated] = await Promise.all([
    import("@prisma/adapter-better-sqlite3"),
    import("../generated/prisma/client.ts"),
  ]);
  const adapter = new PrismaBetterSqlite3({ url: `file:${file}`, readonly: true, timeout: longestHoldMs });
  return new generated.PrismaClient({ adapter });
};

export const createReader = (file: string): Reader => {
  let client: Promise<PrismaClient> | null = null;
  let closed = false;
  return {
    read: async (query) => {
      try {
        if (closed) throw new CaxtonError("database.unavailable", `The database ${file} was closed.`);
        client ??= open(file);
        return await query(await client);
      } catch (thrown) {
        // A query that Prisma rejects is a fault in this folder, not of the database.
        const ours = thrown instanceof Error && thrown.name === "PrismaClientValidationError";
        if (ours || thrown instanceof CaxtonError) throw thrown;
        throw new CaxtonError("database.unavailable", `The database ${file} could not be read.`, {
          hint: "The log shows the cause; GET /ready shows when it answers again.",
          cause: thrown,
        });
      }
    },
    close: async () => {
      closed = true;
      await (await client)?.$disconnect();
    },
  };
};
