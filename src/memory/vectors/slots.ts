/** Maps keys to slots: 4 bytes per key if keys are dense, as row numbers are. */
const pageShift = 12;
const pageKeys = 1 << pageShift;
const none = -1;

export interface SlotTable {
  get(key: number): number | undefined;
  set(key: number, slot: number): void;
  delete(key: number): void;
  clear(): void;
}

export const createSlotTable = (): SlotTable => {
  const pages = new Map<number, { readonly slots: Int32Array; used: number }>();
  // Division rather than a shift, because keys may be larger than 32 bits.
  const pageOf = (key: number): number => Math.floor(key / pageKeys);

  return {
    get: (key) => {
      const slot = pages.get(pageOf(key))?.slots[key % pageKeys];
      return slot === undefined || slot === none ? undefined : slot;
    },
    set: (key, slot) => {
      let page = pages.get(pageOf(key));
      if (page === undefined) {
        page = { slots: new Int32Array(pageKeys).fill(none), used: 0 };
        pages.set(pageOf(key), page);
      }
      if (page.slots[key % pageKeys] === none) page.used += 1;
      page.slots[key % pageKeys] = slot;
    },
    delete: (key) => {
      const page = pages.get(pageOf(key));
      if (page === undefined || page.slots[key % pageKeys] === none) return;
      page.slots[key % pageKeys] = none;
      page.used -= 1;
      if (page.used === 0) pages.delete(pageOf(key));
    },
    clear: () => pages.clear(),
  };
};
