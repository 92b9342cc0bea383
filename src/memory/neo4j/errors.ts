/** What Neo4j, its driver or the way to it threw, as an error of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";

/** Another transaction was first: a constraint, what is gone in the meantime, or two that waited for each other. */
export const isConflict = (thrown: unknown): boolean =>
  /^Neo\.ClientError\.(?:Schema\.ConstraintValidationFailed|Statement\.EntityNotFound)$|^Neo\.TransientError\.Transaction\.(?:DeadlockDetected|LockAcquisitionTimeout|LockClientStopped|ConstraintsChanged)$/.test(
    codeOf(thrown),
  );

/** The connection broke, or there is none: of a write that was being committed nobody knows whether it was. */
export const isBroken = (thrown: unknown): boolean => ["ServiceUnavailable", "SessionExpired"].includes(codeOf(thrown));

/** What goes by, such as a database that is just being started. */
export const isTransient = (thrown: unknown): boolean =>
  isBroken(thrown) || codeOf(thrown).startsWith("Neo.TransientError.");

/** Another Caxton that starts at the same moment has made it. */
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
    "See that the server runs, and that NEO4J_URI names its host and its Bolt port, and TLS (+s) where it asks for it.",
  ],
  [/Security\.CredentialsExpired$/, "This user's first password must be changed before anything else: use that one."],
  [
    /Security\.AuthenticationRateLimit$/,
    "The password was wrong too often. Correct NEO4J_PASSWORD, and wait a little.",
  ],
  [/Security\.(?:Unauthorized|TokenExpired)$/, "See NEO4J_USER and NEO4J_PASSWORD."],
  [/Security\.Forbidden$/, "Give the user the right to read, write, and make indexes and constraints in the database."],
  [
    /Database\.DatabaseNotFound$/,
    "Create the database that NEO4J_DATABASE names. The Community Edition has one, which is called neo4j.",
  ],
  [/TransactionTimedOut/, "It took longer than a minute. The server is busy, or the memory is very large."],
  [/OutOfMemory|MemoryLimit|MemoryPool/, "Give the server a larger heap, or a higher db.memory.transaction.max."],
  [/^Neo\.TransientError/, "The server is busy or just starting. Try again."],
];

export const asMemoryError = (thrown: unknown, where: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const why = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\.\s*$/, "");
  const hint = hints.find(([pattern]) => pattern.test(codeOf(thrown)))?.[1] ?? "The log of the server has more.";
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
