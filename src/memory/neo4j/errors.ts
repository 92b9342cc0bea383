/** Converts errors of Neo4j, its driver and the connection into errors of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";

/** Another transaction was first: a violated constraint, a record that is gone, or a deadlock. */
export const isConflict = (thrown: unknown): boolean =>
  /^Neo\.ClientError\.(?:Schema\.ConstraintValidationFailed|Statement\.EntityNotFound)$|^Neo\.TransientError\.Transaction\.(?:DeadlockDetected|LockAcquisitionTimeout|LockClientStopped|ConstraintsChanged)$/.test(
    codeOf(thrown),
  );

/** The connection broke or does not exist; the outcome of a write that was being committed is unknown. */
export const isBroken = (thrown: unknown): boolean => ["ServiceUnavailable", "SessionExpired"].includes(codeOf(thrown));

/** Transient errors, such as from a database that is just starting. */
export const isTransient = (thrown: unknown): boolean =>
  isBroken(thrown) || codeOf(thrown).startsWith("Neo.TransientError.");

/** Another process that starts at the same time has created it. */
export const isThereAlready = (thrown: unknown): boolean =>
  /^Neo\.ClientError\.Schema\.(?:EquivalentSchemaRuleAlreadyExists|(?:Index|Constraint)(?:WithName)?AlreadyExists)$/.test(
    codeOf(thrown),
  );

/** Errors that a retry does not remedy: credentials, missing rights, a missing database. */
const isLasting = (thrown: unknown): boolean =>
  /^Neo\.ClientError\.(?:Security\.|Database\.DatabaseNotFound$)/.test(codeOf(thrown));

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:ServiceUnavailable|SessionExpired)$/,
    "Make sure that the server is running, and that NEO4J_URI has its host and Bolt port, and TLS (+s) if required.",
  ],
  [
    /Security\.CredentialsExpired$/,
    "The initial password of this user must be changed first. Change it, and use the new one.",
  ],
  [
    /Security\.AuthenticationRateLimit$/,
    "Too many attempts with a wrong password. Correct NEO4J_PASSWORD and wait a moment.",
  ],
  [/Security\.(?:Unauthorized|TokenExpired)$/, "Check NEO4J_USER and NEO4J_PASSWORD."],
  [
    /Security\.Forbidden$/,
    "Give the user the right to read, write, and create indexes and constraints in the database.",
  ],
  [
    /Database\.DatabaseNotFound$/,
    "Create the database that NEO4J_DATABASE names. The Community Edition has only one, called neo4j.",
  ],
  [/TransactionTimedOut/, "The statement took longer than a minute. The server is busy, or the memory is very large."],
  [/OutOfMemory|MemoryLimit|MemoryPool/, "Give the server a larger heap, or a higher db.memory.transaction.max."],
  [/^Neo\.TransientError/, "The server is busy or starting. Try again."],
];

export const asMemoryError = (thrown: unknown, where: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const why = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\.\s*$/, "");
  const hint = hints.find(([pattern]) => pattern.test(codeOf(thrown)))?.[1] ?? "See the log of the server for details.";
  const lasting = isLasting(thrown);
  const what = lasting ? "cannot be used" : "does not answer";
  return new CaxtonError(
    lasting ? "memory.unusable" : "memory.unavailable",
    `The memory in Neo4j at ${where} ${what}: ${why}.`,
    {
      hint,
      cause: thrown,
    },
  );
};
