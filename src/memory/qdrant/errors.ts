/** Converts errors of Qdrant, its client and the connection into errors of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined);

/** If a host name has several addresses, the errors of the refused connections are nested. */
const innermost = (thrown: unknown): unknown => {
  const inner = thrown instanceof AggregateError ? (thrown.errors as readonly unknown[])[0] : causeOf(thrown);
  return inner === undefined ? thrown : innermost(inner);
};

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";

/** The HTTP status of an unsuccessful response; null if there was no response. */
export const statusOf = (thrown: unknown): number | null =>
  thrown instanceof Error && "status" in thrown && typeof thrown.status === "number" ? thrown.status : null;

/** The connection broke; it is unknown whether the request arrived. */
export const isBroken = (thrown: unknown): boolean =>
  ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(codeOf(innermost(thrown)));

/** The message in Qdrant's response; a proxy's may be any text. */
const saidBy = (thrown: unknown): string => {
  const data = thrown instanceof Error && "data" in thrown ? thrown.data : null;
  if (typeof data === "string" && data !== "") return data.slice(0, 500);
  const status = typeof data === "object" && data !== null && "status" in data ? data.status : null;
  if (typeof status === "object" && status !== null && "error" in status) return String(status.error).slice(0, 500);
  const inner = innermost(thrown);
  return inner instanceof Error ? inner.message : String(inner);
};

/** The server rejects the key, which a retry does not remedy. */
const isRejected = (status: number | null): boolean => status === 401 || status === 403;

const hintOf = (thrown: unknown): string => {
  const status = statusOf(thrown);
  if (isRejected(status)) return "Check the API key in QDRANT_API_KEY; it must have write access.";
  if (status === 413) return "An entity is larger than Qdrant's request limit: raise its max_request_size_mb.";
  if (status === 507) return "The server's disk is full. Free some space; the memory then recovers by itself.";
  if (status === 429) return "The server currently accepts no more requests. Try again, or raise its limits.";
  if (/^ECONNREFUSED|^ENOTFOUND|^EAI_AGAIN/.test(codeOf(innermost(thrown)))) {
    return "Make sure that the server is running, and that QDRANT_URL has its host and the port of its REST API.";
  }
  if (thrown instanceof Error && thrown.name === "QdrantClientTimeoutError") return "The server is busy. Try again.";
  return "See the log of the server for details.";
};

export const asMemoryError = (thrown: unknown, where: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const status = statusOf(thrown);
  const what = status === null ? "does not answer" : `answered with ${status}`;
  const code = isRejected(status) ? "memory.unusable" : "memory.unavailable";
  return new CaxtonError(code, `The memory in Qdrant at ${where} ${what}: ${saidBy(thrown)}.`, {
    hint: hintOf(thrown),
    cause: thrown,
  });
};
