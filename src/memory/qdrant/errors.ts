/** What Qdrant, its client or the way to it threw, as an error of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined);

/** A refused connection to a name of several addresses has its reasons inside. */
const innermost = (thrown: unknown): unknown => {
  const inner = thrown instanceof AggregateError ? (thrown.errors as readonly unknown[])[0] : causeOf(thrown);
  return inner === undefined ? thrown : innermost(inner);
};

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";

/** The HTTP status of an answer that was no success; null where there was no answer. */
export const statusOf = (thrown: unknown): number | null =>
  thrown instanceof Error && "status" in thrown && typeof thrown.status === "number" ? thrown.status : null;

/** The connection broke: whether the request arrived is not known. */
export const isBroken = (thrown: unknown): boolean =>
  ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(codeOf(innermost(thrown)));

/** The sentence in Qdrant's answer; a proxy's may be any text. */
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
  if (isRejected(status)) return "See the API key in QDRANT_API_KEY: it must be one that may write.";
  if (status === 413) return "One entity is larger than a request to Qdrant may be: raise its max_request_size_mb.";
  if (status === 507) return "The server's disk is full. Make room, and the memory goes on by itself.";
  if (status === 429) return "The server takes no more requests for now. Try again, or raise its limits.";
  if (/^ECONNREFUSED|^ENOTFOUND|^EAI_AGAIN/.test(codeOf(innermost(thrown)))) {
    return "See that the server runs, and that QDRANT_URL names its host and the port of its REST API.";
  }
  if (thrown instanceof Error && thrown.name === "QdrantClientTimeoutError") return "The server is busy. Try again.";
  return "The log of the server has more.";
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
