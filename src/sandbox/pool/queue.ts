/** First in, first out, in constant time however long it is; an array's `shift` moves all that is left. */
export interface Queue<Item> {
  readonly length: number;
  push(item: Item): void;
  shift(): Item | undefined;
  /** The one that `shift` would give. */
  peek(): Item | undefined;
  /** Puts items before all others, in their order. */
  putBack(items: readonly Item[]): void;
  /** Takes one out of the middle; rare. */
  remove(item: Item): void;
}

export const createQueue = <Item>(): Queue<Item> => {
  /** Those before `head` are gone. */
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
      // Else what was taken would live as long as the array, and grow old with it: that makes collecting garbage slow.
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
    remove: (item) => {
      items = items.slice(head).filter((other) => other !== item);
      head = 0;
    },
  };
};
