/** The strongest of many relations, in the order of SQL's `ORDER BY "strength" DESC, "row"`, without keeping them all. */

interface Offered {
  readonly row: number;
  readonly strength: number;
}

const order = (one: Offered, other: Offered): number => other.strength - one.strength || one.row - other.row;

/** The minimum number kept unsorted, so that sorting pays off. */
const fewest = 64;

export const createStrongest = (most: number) => {
  let kept: Offered[] = [];
  /** Nothing that sorts after it is needed. */
  let last: Offered | null = null;
  const room = Math.max(fewest, most * 2);

  const cut = (): void => {
    kept = kept.toSorted(order).slice(0, Math.max(0, most));
    if (kept.length === most) last = kept.at(-1) ?? null;
  };

  return {
    offer: (row: number, strength: number): void => {
      if (last !== null && (strength < last.strength || (strength === last.strength && row > last.row))) return;
      kept.push({ row, strength });
      if (kept.length >= room) cut();
    },
    take: (): readonly number[] => {
      cut();
      return kept.map(({ row }) => row);
    },
  };
};
