/**
 * Retries writes about requests with an Idempotency-Key while the database is unavailable (a full disk, a lock). Until
 * then a repetition of the request finds the result here; afterwards its key is answered or free. If the process ends
 * first, the next start releases the claim.
 */
import type { JsonObject } from "../domain/json.ts";
import type { IdempotencyStore } from "../registry/stores.ts";

/**
 * How a claim ends: with an answer; free again, since nothing was done; or to be resumed, since something may have been
 * done.
 */
export type ClaimEnd =
  | { readonly kind: "answered"; readonly answer: JsonObject }
  | { readonly kind: "released" }
  | { readonly kind: "abandoned" };

export interface AnswerKeeper {
  /** Writes the end of a claim, now or as soon as possible. Never throws. */
  end(name: string, bodyHash: string, end: ClaimEnd): Promise<void>;
  /** The pending end of a claim. */
  unwritten(name: string): { readonly bodyHash: string; readonly end: ClaimEnd } | null;
  /** Writes it now. Throws `database.unavailable`. */
  write(name: string): Promise<void>;
}

export interface AnswerKeeperDependencies {
  readonly idempotency: Pick<IdempotencyStore, "complete" | "release" | "abandon">;
  readonly onFault: (error: unknown) => void;
  /** Pause between attempts, in milliseconds. Default: 1000. */
  readonly retryMs?: number;
}

/** Beyond this size, ends are not kept in memory; their keys are free at the next start. */
const mostUnwritten = 1_000;

export const createAnswerKeeper = (deps: AnswerKeeperDependencies): AnswerKeeper => {
  const { idempotency, onFault, retryMs = 1_000 } = deps;
  const left = new Map<string, { readonly bodyHash: string; readonly end: ClaimEnd }>();
  let timer: NodeJS.Timeout | null = null;

  const store = async (name: string, end: ClaimEnd): Promise<void> => {
    if (end.kind === "answered") await idempotency.complete(name, end.answer);
    else if (end.kind === "released") await idempotency.release(name);
    else await idempotency.abandon(name);
  };

  const write = async (name: string): Promise<void> => {
    const each = left.get(name);
    if (each === undefined) return;
    await store(name, each.end);
    left.delete(name);
  };

  const tryAgain = async (): Promise<void> => {
    try {
      for (const name of left.keys()) await write(name);
      timer = null;
    } catch {
      // Was reported when it began. The database is still unavailable; attempts continue until it is back.
      later();
    }
  };

  const later = (): void => {
    timer = setTimeout(() => void tryAgain(), retryMs).unref();
  };

  return {
    end: async (name, bodyHash, end) => {
      try {
        await store(name, end);
      } catch (error) {
        onFault(error);
        if (left.size >= mostUnwritten) return;
        left.set(name, { bodyHash, end });
        if (timer === null) later();
      }
    },
    unwritten: (name) => left.get(name) ?? null,
    write,
  };
};
