/** Tasks that share a key run one after the other, all others at the same time. */
export type KeyedMutex = <Value>(keys: readonly string[], task: () => Promise<Value>) => Promise<Value>;

export const createKeyedMutex = (): KeyedMutex => {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, task) => {
    // All keys are taken in one step, so two tasks can never wait for each other. Whether a task before failed is its
    // caller's matter.
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
