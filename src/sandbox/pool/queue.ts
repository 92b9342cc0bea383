/** First in, first out, in constant time for any length; `shift` of an array moves everything that is left. */
export interface Queue<Item> {
  readonly length: number;
  push(item: Item): void;
  shift(): Item | undefined;
  /** The item that `shift` would return. */
  peek(): Item | undefined;
  /** Puts items in front of all others, in their order. */
  putBack(items: readonly Item[]): void;
  /** Removes the items that match, in time proportional to the length, and returns how many there were. */
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
      // A taken item must not live as long as the array: it would be promoted to the old generation, which slows down collections.
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
