/** Writes that are tried again where somebody else was first. */
import { setTimeout as wait } from "node:timers/promises";
import { createSerially } from "../../concurrency/serially.ts";
import { changedAllTheTime, quotaExceeded } from "../rules.ts";
import type { Quotas } from "../../domain/memory.ts";
import type { Embedder } from "../types.ts";
import { createDraft, type Draft } from "./draft.ts";
import { placeOf } from "./entity.ts";
import type { RecordStore } from "./types.ts";

/** Others may be first between two attempts; so often in a row they are not. */
const mostAttempts = 30;

/** The first attempts follow at once; then somebody gives way, by chance, for up to so long, in milliseconds. */
const [attemptsAtOnce, mostWaitMs] = [2, 40];

export interface RecordWriting {
  /** Makes a draft of what the steps do, and commits it. Writes of this process that share a key wait for each other. */
  <Value>(keys: readonly string[], steps: (draft: Draft) => Promise<Value>): Promise<Value>;
}

export const createRecordWriting = (
  store: RecordStore,
  embedder: Embedder,
  quotas: Quotas,
  now: () => string,
): RecordWriting => {
  const serially = createSerially();

  const attempt = async <Value>(steps: (draft: Draft) => Promise<Value>): Promise<{ readonly value: Value } | null> => {
    const { draft, finish } = createDraft(store, embedder, quotas, now());
    const value = await steps(draft);
    const change = await finish();
    if (change === null) return { value };
    const committed = await store.commit(change);
    if (committed.kind === "full") throw quotaExceeded(committed.place, quotas[placeOf(committed.place).kind]);
    return committed.kind === "done" ? { value } : null;
  };

  return async (keys, steps) =>
    serially(keys, async () => {
      for (let made = 0; made < mostAttempts; made++) {
        const done = await attempt(steps);
        if (done !== null) return done.value;
        if (made >= attemptsAtOnce) await wait(Math.random() * mostWaitMs);
      }
      throw changedAllTheTime();
    });
};
