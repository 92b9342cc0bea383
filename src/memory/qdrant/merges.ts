/** Lists merges. */
import type { PlaceKey } from "../../domain/memory.ts";
import type { MergePosition } from "../cursors.ts";
import type { MergeRecord } from "../records/types.ts";
import type { Condition, Filter, Found, QdrantCalls } from "./calls.ts";
import { isAny, ofKind } from "./filters.ts";
import type { QdrantHead } from "./head.ts";
import { mergePoint, momentOf } from "./points.ts";
import { standingOf } from "./view.ts";

const recordOf = ({ payload }: Found): MergeRecord => JSON.parse(String(payload["record"])) as MergeRecord;

/** Whether `one` comes before `other` in the list. */
const isBefore = (one: MergePosition, other: MergePosition): boolean =>
  one.mergedAt > other.mergedAt || (one.mergedAt === other.mergedAt && one.id > other.id);

/** Qdrant orders points by time only, so all merges of the first and the last moment of a page are read, and ordered here. */
export const listMerges = async (
  { scroll, scrollAll }: QdrantCalls,
  places: readonly PlaceKey[],
  after: MergePosition | null,
  limit: number,
): Promise<readonly MergeRecord[]> => {
  if (places.length === 0) return [];
  const fields = ["record"];
  const at = (range: Readonly<Record<string, number>>): Condition => ({ key: "recorded", range });
  const mergesAt = (...when: readonly Condition[]): Filter => ofKind("merge", isAny("place", places), ...when);
  const earlier = await scroll({
    filter: mergesAt(...(after === null ? [] : [at({ lt: momentOf(after.mergedAt) })])),
    ...{ fields, limit, order: { key: "recorded", direction: "desc" } },
  });
  const last = earlier.length < limit ? undefined : earlier.at(-1);
  const moments = [...(after === null ? [] : [after]), ...(last === undefined ? [] : [recordOf(last)])];
  const together = moments.map(async ({ mergedAt }) => {
    const moment = momentOf(mergedAt);
    return scrollAll(mergesAt(at({ gte: moment, lte: moment })), fields);
  });
  const found = [...earlier, ...(await Promise.all(together)).flat()].map(recordOf);
  return [...new Map(found.map((merge) => [merge.id, merge])).values()]
    .filter((merge) => after === null || isBefore(after, merge))
    .toSorted((one, other) => (isBefore(one, other) ? -1 : 1))
    .slice(0, limit);
};

/** Adds place and time to merges of older versions of Caxton, which did not list them. */
export const completeOldMerges = async (calls: QdrantCalls, head: QdrantHead): Promise<void> => {
  const old = ofKind("merge", { is_empty: { key: "recorded" } });
  for (let isDone = false; !isDone;) {
    const since = await head.latest();
    const merges = (await calls.scrollAll(old, ["record"])).map(recordOf);
    if (merges.length === 0) return;
    const targets = await calls.retrieve([...new Set(merges.map(({ target }) => target))], ["kind", "place"]);
    const places = new Map(targets.map(({ id, payload }) => [id, standingOf(payload).place]));
    const points = merges.flatMap((merge) => {
      const place = places.get(merge.target) ?? null;
      return place === null ? [] : [mergePoint(merge, place)];
    });
    isDone = points.length === 0 || (await head.commit(since, points));
  }
};
