/** Databases that tools may ask, by the names that the configuration gives them. */
import type { Json } from "../../domain/json.ts";

export type DatabaseConnection =
  | { readonly name: string; readonly kind: "sqlite"; readonly file: string }
  | { readonly name: string; readonly kind: "postgresql"; readonly url: string };

export interface Query {
  readonly sql: string;
  readonly parameters: readonly Json[];
  readonly access: "read" | "write";
  readonly maxRows: number;
  /** Of all rows together, as JSON. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
  /** There are more rows than were asked for, or more bytes than fit. */
  readonly truncated: boolean;
  /** Rows that a statement changed; null where it asked only. */
  readonly changes: number | null;
}

/** Throws `tool.grant_missing` for what the access does not allow, `tool.timeout`, and `tool.failed`. */
export type RunQuery = (query: Query, signal: AbortSignal) => Promise<QueryAnswer>;

const reads = ["SELECT", "WITH", "VALUES", "EXPLAIN"];
const writes = [...reads, "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE"];

/**
 * White space, comments and opening brackets before a statement's first word. A comment in a comment is none, so that such a
 * statement begins with no word: PostgreSQL and SQLite do not agree on where it ends.
 */
const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:(?!\/\*|\*\/)[^])*\*\/|\()*/;

/**
 * Whether a statement begins with a word that the access allows. Everything else is refused, such as ATTACH, PRAGMA, VACUUM,
 * SET and COPY; that what is allowed does not write is the database's own matter to see to.
 */
export const isAllowed = (sql: string, access: Query["access"]): boolean => {
  const word = /^[A-Za-z]+/.exec(sql.replace(leading, ""))?.[0]?.toUpperCase() ?? "";
  return (access === "write" ? writes : reads).includes(word);
};
