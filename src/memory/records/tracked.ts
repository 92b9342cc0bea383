/** Tracks the records that a draft has read and will write. */
import { isLive } from "./entity.ts";

/** One record before and after; null if it does not exist. */
export interface Pair<Kept> {
  readonly before: Kept | null;
  readonly after: Kept | null;
}

/** Records as read and as they will be; null if they do not exist. */
export const createTracked = <
  Id extends string,
  Kept extends { readonly id: Id; readonly revision: number; readonly invalidatedAt: string | null },
>(
  read: (ids: readonly Id[]) => Promise<readonly Kept[]>,
) => {
  const before = new Map<Id, Kept | null>();
  const after = new Map<Id, Kept | null>();
  return {
    read: (kept: Kept): Kept | null => {
      if (!before.has(kept.id)) before.set(kept.id, kept);
      return after.has(kept.id) ? (after.get(kept.id) ?? null) : (before.get(kept.id) ?? null);
    },
    load: async (ids: readonly Id[]): Promise<void> => {
      const wanted = [...new Set(ids)].filter((id) => !before.has(id));
      if (wanted.length === 0) return;
      const found = new Map((await read(wanted)).map((kept) => [kept.id, kept]));
      for (const id of wanted) before.set(id, found.get(id) ?? null);
    },
    get: (id: Id): Kept | null => (after.has(id) ? (after.get(id) ?? null) : (before.get(id) ?? null)),
    put: (kept: Kept): void => {
      const revision = (before.get(kept.id)?.revision ?? 0) + 1;
      after.set(kept.id, { ...kept, revision });
    },
    remove: (id: Id): void => void after.set(id, null),
    /** Records that were changed and will exist. Ended ones come first, to free their names for new ones. */
    changed: (): readonly Kept[] =>
      [...after.values()]
        .filter((kept) => kept !== null)
        .toSorted((one, other) => Number(isLive(one)) - Number(isLive(other))),
    removed: (): readonly Id[] => [...after].filter(([, kept]) => kept === null).map(([id]) => id),
    pairs: () => [...after].map(([id, kept]) => ({ id, before: before.get(id) ?? null, after: kept })),
  };
};

/** Finds records by keys other than their id; each key is queried once. */
export const createLookup = <Wanted, Kept extends { readonly id: string }>(
  keyOf: (wanted: Wanted) => string,
  keyOfFound: (found: Kept) => string,
  read: (wanted: readonly Wanted[]) => Promise<readonly Kept[]>,
) => {
  const ids = new Map<string, Kept["id"][]>();
  const load = async (wanted: readonly Wanted[]): Promise<void> => {
    const unknown = wanted.filter((each) => !ids.has(keyOf(each)));
    if (unknown.length === 0) return;
    for (const each of unknown) ids.set(keyOf(each), []);
    for (const found of await read(unknown)) ids.get(keyOfFound(found))?.push(found.id);
  };
  return {
    load,
    idsOf: async (wanted: Wanted): Promise<readonly Kept["id"][]> => {
      await load([wanted]);
      return ids.get(keyOf(wanted)) ?? [];
    },
  };
};
