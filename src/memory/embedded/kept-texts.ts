/**
 * A cache of recently used texts by row number, in a fixed number of bytes outside the heap: many short-lived strings would make the
 * heap of a thread three times as large as its content.
 */

/**
 * The cache has two generations: a text found in the older one is moved to the newer; when that is full, the older one is cleared and
 * takes its place.
 */
const createGeneration = (bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  // Half of the slots stay empty. A text has at least a hundred bytes.
  const places = 2 ** Math.ceil(Math.log2(bytes / 50));
  /** Per slot: the row, and the offset and length of its text in bytes. */
  const table = new Uint32Array(places * 3);
  let used = 0;
  let count = 0;

  /** The slot of the row, or the empty slot where it belongs. */
  const placeOf = (row: number): number => {
    // Knuth's multiplicative hash spreads consecutive rows.
    let place = (Math.imul(row, 2_654_435_761) >>> 0) % places;
    while (table[place * 3] !== row && table[place * 3] !== 0) place = (place + 1) % places;
    return place * 3;
  };

  return {
    /** Returns false if there is no room. */
    put: (row: number, text: string): boolean => {
      // A UTF-16 code unit takes at most three bytes.
      if (used + text.length * 3 > bytes || count * 2 >= places) return false;
      const place = placeOf(row);
      if (table[place] === 0) count += 1;
      const length = buffer.write(text, used);
      table.set([row, used, length], place);
      used += length;
      return true;
    },
    get: (row: number): string | null => {
      const place = placeOf(row);
      const [begin, length] = [table[place + 1] ?? 0, table[place + 2] ?? 0];
      return table[place] !== row || length === 0 ? null : buffer.toString("utf8", begin, begin + length);
    },
    remove: (row: number): void => {
      const place = placeOf(row);
      if (table[place] !== row) return;
      const [begin, length] = [table[place + 1] ?? 0, table[place + 2] ?? 0];
      // The text may have been erased from the memory, so it is overwritten.
      buffer.fill(0, begin, begin + length);
      table[place + 2] = 0;
    },
    clear: (): void => {
      table.fill(0);
      buffer.fill(0);
      [used, count] = [0, 0];
    },
  };
};

/** @param bytes the total size of all texts; a text larger than an eighth of it is not cached */
export const createKeptTexts = (bytes: number) => {
  let newer = createGeneration(bytes / 2);
  let older = createGeneration(bytes / 2);

  const remove = (row: number): void => {
    newer.remove(row);
    older.remove(row);
  };
  /** Must not be called for a row that is already cached. */
  const put = (row: number, text: string): void => {
    if (row > 0xff_ff_ff_ff || text.length * 8 > bytes || newer.put(row, text)) return;
    [newer, older] = [older, newer];
    newer.clear();
    newer.put(row, text);
  };
  return {
    get: (row: number): string | null => {
      const text = newer.get(row);
      if (text !== null) return text;
      const before = older.get(row);
      if (before !== null) put(row, before);
      return before;
    },
    put,
    remove,
    clear: (): void => {
      newer.clear();
      older.clear();
    },
  };
};

export type KeptTexts = ReturnType<typeof createKeptTexts>;
