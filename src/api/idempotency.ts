/**
 * `Idempotency-Key`: the same key and body get the same answer, however often they are sent. A rejected request had no
 * effect and may be repeated with the same key; an interrupted request is resumed when it is repeated.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { uuidFromDigest } from "../domain/ids.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { callerOf, contextOf, responseOf, servicesOf } from "./context.ts";
import { seal, unseal } from "./secrets.ts";

/** A repeatable answer. */
export interface Answer<Body extends object> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface IdempotencyOptions {
  /** Set if the answer contains a secret: it is then stored so that only the holder of this one can read it. */
  readonly sealWith?: string;
}

/** The name of the claim: keys are separate for each caller and operation. */
const claimName = (request: Request, key: string): string =>
  `${callerOf(request).keyId}:${request.method} ${request.path}:${key}`;

/** The same UUID for the same caller, operation and key, so that a retry after a crash finds what was done. */
export const uuidOfKey = (request: Request, key: string): string =>
  uuidFromDigest(createHash("sha256").update(claimName(request, key)).digest("hex"));

const conflict = (key: string): CaxtonError =>
  new CaxtonError("request.idempotency_conflict", `The Idempotency-Key “${key}” was used with another body.`, {
    hint: "Use a new key for a new request, and the same key only to repeat one.",
  });

const inProgress = (key: string): CaxtonError =>
  new CaxtonError(
    "request.idempotency_in_progress",
    `The first request with the Idempotency-Key “${key}” is still being answered.`,
    {
      hint: "Wait for its answer, or repeat the request in a moment.",
      retryAfterMs: 1000,
    },
  );

const replay = <Body extends object>(stored: JsonObject, sealWith: string | undefined): Answer<Body> | null => {
  const answer = sealWith === undefined ? stored : unseal(sealWith, stored);
  if (answer === null || !isJsonObject(answer["body"])) return null;
  const { status, headers, body } = answer as unknown as Answer<Body>;
  return { status, headers: { ...headers, "Idempotency-Replayed": "true" }, body };
};

/** The request to answer. */
export interface Claim {
  /** It was interrupted before: its work may already be done, and is then answered as if it had just been done. */
  readonly isResumed: boolean;
  /** A UUID of the request, which stays the same when it is resumed. */
  readonly id: string;
}

/** A rejection is final and had no effect; any other failure may have interrupted the work. */
const leftNothing = (thrown: unknown): boolean =>
  thrown instanceof CaxtonError && !thrown.retryable && thrown.category !== "internal";

/** Produces the answer, or returns the stored one for a repeated request. */
export const answerOnce = async <Body extends object>(
  request: Request,
  key: string | undefined,
  produce: (claim: Claim) => Promise<Answer<Body>>,
  { sealWith }: IdempotencyOptions = {},
): Promise<Answer<Body>> => {
  if (key === undefined) return produce({ isResumed: false, id: randomUUID() });
  const { registry, clock, answerKeeper } = servicesOf(request);
  const name = claimName(request, key);
  const bodyHash = contextOf(responseOf(request)).bodyHash ?? "";
  const again = (stored: JsonObject): Answer<Body> => {
    const answer = replay<Body>(stored, sealWith);
    if (answer === null) throw conflict(key);
    return answer;
  };
  const unwritten = answerKeeper.unwritten(name);
  if (unwritten !== null) {
    if (unwritten.bodyHash !== bodyHash) throw conflict(key);
    if (unwritten.end.kind === "answered") return again(unwritten.end.answer);
    await answerKeeper.write(name);
  }
  const claim = await registry.idempotency.claim(name, bodyHash, clock().toISOString());
  if (claim.kind === "different") throw conflict(key);
  if (claim.kind === "in-progress") throw inProgress(key);
  if (claim.kind === "answered") return again(claim.answer);
  let answer: Answer<Body>;
  try {
    answer = await produce({ isResumed: claim.kind === "resumed", id: claim.claimId });
  } catch (thrown) {
    const wasFirst = claim.kind === "claimed";
    await answerKeeper.end(name, bodyHash, { kind: wasFirst && leftNothing(thrown) ? "released" : "abandoned" });
    throw thrown;
  }
  const plain = JSON.parse(JSON.stringify(answer)) as JsonObject;
  const kept = sealWith === undefined ? plain : seal(sealWith, plain);
  // The work is done; failing to store the answer is no reason to withhold it.
  await answerKeeper.end(name, bodyHash, { kind: "answered", answer: kept });
  return answer;
};
