/**
 * Reads of an earlier time. A server filters by the newest state only, but validity, name, type and metadata of an entity may have
 * been different then. So everything recorded by that time is requested, and the rest of the filter is applied here.
 */
import type { EntityId } from "../../domain/memory.ts";
import type { Times } from "../rules.ts";
import { entityCountsAt, wasLike } from "./entity.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "./types.ts";

export type RecordReads = Pick<RecordStore, "listEntities" | "nearest" | "withWords">;

/** The minimum number of records that a list reads at once. */
const readAtOnce = 256;

/** The number of best matches examined for entities that passed the filter then but do not now. */
const lookedAt = 1_000;

const canChange = ({ nameKey, typeKeys, metadata }: RecordFilter): boolean =>
  nameKey !== undefined || typeKeys !== undefined || metadata !== undefined;

/** Everything recorded by that time, regardless of later changes. */
const whatever = (filter: RecordFilter, at: string): RecordFilter => {
  const after = new Date(Date.parse(at) + 1).toISOString();
  const until = filter.until !== undefined && filter.until < after ? filter.until : after;
  return { ...filter, times: null, until };
};

/** The filter without conditions on properties that may have changed. */
const ofAnyKind = ({ nameKey: _name, typeKeys: _types, metadata: _metadata, ...filter }: RecordFilter): RecordFilter =>
  filter;

/** Reads increasingly many items until enough of them pass or none are left. */
const enough = async <Item>(
  most: number,
  read: (limit: number) => Promise<readonly Item[]>,
  was: (item: Item) => boolean,
): Promise<readonly Item[]> => {
  if (most === 0) return [];
  for (let limit = most; ; limit *= 4) {
    const items = await read(limit);
    const found = items.filter(was);
    if (found.length >= most || items.length < limit) return found.slice(0, most);
  }
};

/** Reads with `asOf`. */
export const readsOfEarlier = (store: RecordStore, times: Times): RecordReads => {
  const { at } = times;
  /** Exact for entities whose name, type and metadata have not changed; others are found if they are among the best. */
  const best = async <Item>(
    filter: RecordFilter,
    limit: number,
    read: (filter: RecordFilter, limit: number) => Promise<readonly Item[]>,
    recordOf: (item: Item) => EntityRecord,
  ): Promise<readonly Item[]> => {
    const was = (item: Item): boolean => entityCountsAt(recordOf(item), times) && wasLike(recordOf(item), filter, at);
    const within = whatever(filter, at);
    const [kept, some] = await Promise.all([
      enough(limit, async (most) => read(within, most), was),
      canChange(filter) && limit > 0 ? read(ofAnyKind(within), Math.max(lookedAt, limit)) : [],
    ]);
    const all = [...kept, ...some.filter(was)];
    return [...new Map(all.map((item) => [recordOf(item).id, item])).values()];
  };

  return {
    listEntities: async (filter, after, limit) => {
      const found: EntityRecord[] = [];
      const within = ofAnyKind(whatever(filter, at));
      const most = Math.max(limit, readAtOnce);
      for (let from: EntityId | null = after; ;) {
        const page: readonly EntityRecord[] = await store.listEntities(within, from, most);
        found.push(...page.filter((record) => entityCountsAt(record, times) && wasLike(record, filter, at)));
        from = page.at(-1)?.id ?? null;
        if (found.length >= limit || page.length < most) return found.slice(0, limit);
      }
    },
    nearest: async (vector, filter, limit) => {
      const read = async (within: RecordFilter, most: number) => store.nearest(vector, within, most);
      const found = await best(filter, limit, read, ({ record }) => record);
      return found.toSorted((one, other) => other.similarity - one.similarity).slice(0, limit);
    },
    withWords: async (words, filter, limit) => {
      const read = async (within: RecordFilter, most: number) => store.withWords(words, within, most);
      return best(filter, limit, read, (record) => record);
    },
  };
};
