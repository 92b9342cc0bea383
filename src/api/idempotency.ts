/**
 * `Idempotency-Key`: the same key and body give the same answer, as often as they come. What was refused left nothing
 * behind and may be tried again under the same key; what broke off is resumed by whoever repeats it.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { uuidFromDigest } from "../domain/ids.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { callerOf, contextOf, responseOf, servicesOf } from "./context.ts";
import { seal, unseal } from "./secrets.ts";

/** An answer that can be given again. */
export interface Answer<Body extends object> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface IdempotencyOptions {
  /** Given when the answer carries a secret: it is stored so that only the holder of this one can read it. */
  readonly sealWith?: string;
}

/** The name under which the claim stands: a key means nothing beyond its caller and its operation. */
const claimName = (request: Request, key: string): string =>
  `${callerOf(request).keyId}:${request.method} ${request.path}:${key}`;

/** A UUID that is the same for the same caller, operation and key; so a retry after a crash finds what was done. */
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

/** The request that an answer is produced for. */
export interface Claim {
  /** It broke off before: what it asks for may be done already, and is to be answered as if it had just been done. */
  readonly isResumed: boolean;
  /** A UUID of the request, the same for whoever resumes it. */
  readonly id: string;
}

/** A refusal is final, and nothing was done; anything else may have come in the middle of the work. */
const leftNothing = (thrown: unknown): boolean =>
  thrown instanceof CaxtonError && !thrown.retryable && thrown.category !== "internal";

/** Produces the answer, or gives the one that the same request got before. */
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
  // What was asked for is done; that its answer cannot be written now is no reason to deny it.
  await answerKeeper.end(name, bodyHash, { kind: "answered", answer: kept });
  return answer;
};
