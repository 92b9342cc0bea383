/** Writes, retried on conflict with other writers. */
import { createKeyedMutex } from "../../concurrency/keyed-mutex.ts";
import { quotaExceeded } from "../rules.ts";
import type { Quotas } from "../../domain/memory.ts";
import type { Embedder } from "../embedding/types.ts";
import { untilDone } from "../attempts.ts";
import { createDraft, type Draft } from "./draft.ts";
import { placeOf } from "./entity.ts";
import type { RecordStore } from "./types.ts";

export interface RecordWriting {
  /** Runs the steps on a draft, and commits it. Writes of this process that share a key are serialised. */
  <Value>(keys: readonly string[], steps: (draft: Draft) => Promise<Value>): Promise<Value>;
}

export const createRecordWriting = (
  store: RecordStore,
  embedder: Embedder,
  quotas: Quotas,
  now: () => string,
): RecordWriting => {
  const withLock = createKeyedMutex();

  const attempt = async <Value>(steps: (draft: Draft) => Promise<Value>): Promise<{ readonly value: Value } | null> => {
    const { draft, finish } = createDraft(store, embedder, quotas, now());
    const value = await steps(draft);
    const change = await finish();
    if (change === null) return { value };
    const committed = await store.commit(change);
    if (committed.kind === "full") throw quotaExceeded(committed.place, quotas[placeOf(committed.place).kind]);
    return committed.kind === "done" ? { value } : null;
  };

  return async (keys, steps) => withLock(keys, async () => untilDone(async () => attempt(steps)));
};
