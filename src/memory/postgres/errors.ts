/** Converts errors of PostgreSQL and of the connection into errors of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";

/** Another transaction was first: a unique or foreign key, a serialization failure, a deadlock. */
export const isConflict = (thrown: unknown): boolean => ["23505", "23503", "40001", "40P01"].includes(codeOf(thrown));

/** Errors that a retry does not remedy: credentials, a missing database, missing rights. A missing password has no code. */
const isLasting = (thrown: unknown): boolean =>
  /^(?:28|3D000|42501)/.test(codeOf(thrown)) || (thrown instanceof Error && thrown.message.startsWith("SASL: "));

const credentials = "Check the user and the password in memory.postgres.url.";

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^ECONNREFUSED|^ENOTFOUND|^EAI_AGAIN/,
    "Make sure that the server is running, and that memory.postgres.url has its host and port.",
  ],
  [/^28/, credentials],
  [/^3D000/, "Create the database that memory.postgres.url names."],
  [/^42501/, "Give the user the right to create a schema in this database, or create it for that user."],
  [/^53100/, "The server's disk is full. Free some space; the memory then recovers by itself."],
  [/^53300/, "The server has no free connections: raise its max_connections, or lower memory.postgres.connections."],
  [/^57014/, "The statement took longer than a minute. The server is busy, or the memory is very large."],
  [/^57P0|^08|^ECONNRESET|^EPIPE|^ETIMEDOUT/, "The server is gone; the memory recovers when it is back."],
];

export const asMemoryError = (thrown: unknown, where: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  // If a host name has several addresses, the errors of the refused connections are nested.
  const inner = thrown instanceof AggregateError ? (thrown.errors as readonly unknown[])[0] : thrown;
  const why = inner instanceof Error ? inner.message : String(inner);
  const lasting = isLasting(inner);
  const otherwise = lasting ? credentials : "See the log of the server for details.";
  const hint = hints.find(([pattern]) => pattern.test(codeOf(inner)))?.[1] ?? otherwise;
  const what = lasting ? "cannot be used" : "does not answer";
  return new CaxtonError(
    lasting ? "memory.unusable" : "memory.unavailable",
    `The memory in PostgreSQL at ${where} ${what}: ${why}.`,
    {
      hint,
      cause: thrown,
    },
  );
};
