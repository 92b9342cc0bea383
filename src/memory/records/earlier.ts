/**
 * Reads of an earlier time. A server filters by the newest state alone, and what an entity's validity was held to be may have been
 * corrected since: so it is asked for whatever there was, and what did not count then is left out here.
 */
import type { EntityId } from "../../domain/memory.ts";
import { entityCountsAt } from "./entity.ts";
import type { EntityRecord, RecordFilter, RecordStore } from "./types.ts";

export type RecordReads = Pick<RecordStore, "listEntities" | "nearest" | "withWords">;

/** Of what was recorded by then, whatever became of it. */
const whatever = (filter: RecordFilter, at: string): RecordFilter => {
  const after = new Date(Date.parse(at) + 1).toISOString();
  const until = filter.until !== undefined && filter.until < after ? filter.until : after;
  return { ...filter, at: null, until };
};

/** Reads more and more until there are enough of those that counted then, or no more are left. */
const enough = async <Item>(
  most: number,
  read: (limit: number) => Promise<readonly Item[]>,
  counted: (item: Item) => boolean,
): Promise<readonly Item[]> => {
  if (most === 0) return [];
  for (let limit = most; ; limit *= 4) {
    const items = await read(limit);
    const found = items.filter(counted);
    if (found.length >= most || items.length < limit) return found.slice(0, most);
  }
};

/** @param at the time that was asked for */
export const readsOfEarlier = (store: RecordStore, at: string): RecordReads => {
  const counted = (record: EntityRecord): boolean => entityCountsAt(record, at);
  return {
    listEntities: async (filter, after, limit) => {
      const found: EntityRecord[] = [];
      let from: EntityId | null = after;
      for (;;) {
        const page: readonly EntityRecord[] = await store.listEntities(whatever(filter, at), from, limit);
        found.push(...page.filter(counted));
        from = page.at(-1)?.id ?? null;
        if (found.length >= limit || page.length < limit) return found.slice(0, limit);
      }
    },
    nearest: async (vector, filter, limit) =>
      enough(
        limit,
        async (most) => store.nearest(vector, whatever(filter, at), most),
        ({ record }) => counted(record),
      ),
    withWords: async (words, filter, limit) =>
      enough(limit, async (most) => store.withWords(words, whatever(filter, at), most), counted),
  };
};
