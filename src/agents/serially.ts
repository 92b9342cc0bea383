/** Tasks of one key run one after the other, those of different keys at the same time. */
export type Serially = <Value>(key: string, task: () => Promise<Value>) => Promise<Value>;

export const createSerially = (): Serially => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const before = last.get(key) ?? Promise.resolve();
    // The one before may have failed; that is its caller's matter.
    const mine = before.then(task, task);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
};
