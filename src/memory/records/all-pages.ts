/** Records read at once when all are read. */
const readAtOnce = 512;

/** All pages of a list ordered by id. */
export async function* allPages<Item>(
  idOf: (item: Item) => string,
  list: (after: string | null, limit: number) => Promise<readonly Item[]>,
): AsyncGenerator<Item, void, undefined> {
  for (let after: string | null = null; ;) {
    const items: readonly Item[] = await list(after, readAtOnce);
    yield* items;
    const last = items.at(-1);
    if (last === undefined || items.length < readAtOnce) return;
    after = idOf(last);
  }
}
