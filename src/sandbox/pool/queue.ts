/** A first-in, first-out queue. Adding and removing take constant time; `Array.shift` moves all remaining elements. */
export interface Queue<Item> {
  readonly length: number;
  push(item: Item): void;
  shift(): Item | undefined;
  /** The item that `shift` would return. */
  peek(): Item | undefined;
  /** Inserts items at the front, keeping their order. */
  putBack(items: readonly Item[]): void;
  /** Removes the matching items and returns how many there were. Takes time proportional to the length. */
  removeWhere(matches: (item: Item) => boolean): number;
}

export const createQueue = <Item>(): Queue<Item> => {
  /** Items before `head` have been taken. */
  let items: (Item | undefined)[] = [];
  let head = 0;
  return {
    get length() {
      return items.length - head;
    },
    push: (item) => {
      items.push(item);
    },
    shift: () => {
      if (head === items.length) return undefined;
      const item = items[head];
      // Clear the reference: otherwise the item lives as long as the array and is promoted to the old generation, which slows down
      // garbage collection.
      items[head] = undefined;
      head += 1;
      if (head === items.length || (head > 1_024 && head * 2 > items.length)) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    peek: () => items[head],
    putBack: (before) => {
      items = [...before, ...items.slice(head)];
      head = 0;
    },
    removeWhere: (matches) => {
      const before = items.length - head;
      items = items.slice(head).filter((item) => item !== undefined && !matches(item));
      head = 0;
      return before - items.length;
    },
  };
};
