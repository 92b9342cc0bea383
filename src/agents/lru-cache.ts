/** A cache of a bounded number of values, of which the one that was not used for longest goes first. */
export interface LruCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export const createLruCache = <Key, Value extends object>(most: number): LruCache<Key, Value> => {
  const values = new Map<Key, Value>();
  const touch = (key: Key, value: Value): void => {
    // A Map keeps the order in which keys were set, so the first one is the oldest.
    values.delete(key);
    values.set(key, value);
  };
  return {
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) touch(key, value);
      return value;
    },
    set: (key, value) => {
      touch(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= most) break;
        values.delete(oldest);
      }
    },
  };
};
