/**
 * Prisma for the lists: filters, order and pages are its strength, and nobody waits for them in a message's way. Its
 * connection is read-only, so that it can never take the write lock or lose a write (see `sqlite.ts`).
 */
import type { PrismaClient } from "../generated/prisma/client.ts";
import { CaxtonError } from "../domain/errors.ts";

/**
 * How long a read may hold the thread, in milliseconds. In WAL a reader never waits for a writer; only the instant in which
 * another process opens or leaves the file can be in its way.
 */
const longestHoldMs = 50;

export interface Reader {
  /** Throws `database.unavailable` whatever Prisma throws. */
  read<Value>(query: (prisma: PrismaClient) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

const open = async (file: string): Promise<PrismaClient> => {
  // Loaded when the first list is asked for: it takes a quarter of a second, and a start has none to give away.
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
        // A query that Prisma does not take is a mistake of this folder's, not of the database.
        const ours = thrown instanceof Error && thrown.name === "PrismaClientValidationError";
        if (ours || thrown instanceof CaxtonError) throw thrown;
        throw new CaxtonError("database.unavailable", `The database ${file} could not be read.`, {
          hint: "Look at the cause in the log; GET /ready tells when it answers again.",
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
