/**
 * Texts by numbers of rows, the last ones that were used, in a fixed number of bytes outside of the heap: strings that live for a while
 * and go leave the heap of a thread three times as large as what is in it.
 */

/** Two of them: what is in the older one and asked for moves to the newer one; when that is full, the older one is emptied for it. */
const createGeneration = (bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  // Half of the places stay empty. A text has a hundred bytes at least.
  const places = 2 ** Math.ceil(Math.log2(bytes / 50));
  /** Row, where its text begins, and its length in bytes. */
  const table = new Uint32Array(places * 3);
  let used = 0;
  let count = 0;

  /** Of the row, or the empty one where it belongs. */
  const placeOf = (row: number): number => {
    // Knuth's multiplicative hash: rows that follow one another lie apart.
    let place = (Math.imul(row, 2_654_435_761) >>> 0) % places;
    while (table[place * 3] !== row && table[place * 3] !== 0) place = (place + 1) % places;
    return place * 3;
  };

  return {
    /** False where there is no room. */
    put: (row: number, text: string): boolean => {
      // No character takes more than three bytes.
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
      // It may have been erased.
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

/** @param bytes that all texts together may have; a text that takes an eighth of them is not kept */
export const createKeptTexts = (bytes: number) => {
  let newer = createGeneration(bytes / 2);
  let older = createGeneration(bytes / 2);

  const remove = (row: number): void => {
    newer.remove(row);
    older.remove(row);
  };
  /** Not of a row that is kept already. */
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
