/** A cache of bounded size that evicts the least recently used value. */
export interface LruCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

export const createLruCache = <Key, Value extends object>(most: number): LruCache<Key, Value> => {
  const values = new Map<Key, Value>();
  const touch = (key: Key, value: Value): void => {
    // A Map iterates in insertion order, so the first key is the least recently used.
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
