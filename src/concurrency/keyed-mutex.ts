/** A mutex per key: tasks that share a key run one after the other, all others concurrently. */
export type KeyedMutex = <Value>(keys: readonly string[], task: () => Promise<Value>) => Promise<Value>;

export const createKeyedMutex = (): KeyedMutex => {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, task) => {
    // All keys are taken in one step, so tasks cannot deadlock. The failure of an earlier task is reported to its own
    // caller only.
    const mine = Promise.allSettled(keys.map((key) => last.get(key) ?? Promise.resolve())).then(task);
    for (const key of keys) last.set(key, mine);
    try {
      return await mine;
    } finally {
      for (const key of keys) {
        if (last.get(key) === mine) last.delete(key);
      }
    }
  };
};
