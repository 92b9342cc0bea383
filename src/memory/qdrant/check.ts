/** Finds inconsistencies, and repairs them. */
import type { PlaceKey } from "../../domain/memory.ts";
import type { Held } from "../records/types.ts";
import type { MemoryFinding } from "../types.ts";
import type { QdrantCalls } from "./calls.ts";
import type { QdrantCommits } from "./commits.ts";
import { is, ofKind } from "./filters.ts";
import type { QdrantHead } from "./head.ts";
import { heldOf } from "./points.ts";
import { isNothing, nothing, plus } from "./held.ts";

/** Places whose counts differ from their records, with the difference. */
const countedWrongly = async (calls: QdrantCalls): Promise<ReadonlyMap<PlaceKey, Held>> => {
  const fields = ["kind", "place", "observations", "entities", "relations"];
  // A record that counts has a hash of its name or its ends.
  const kinds = { should: [is("kind", "entity"), is("kind", "relation")] };
  const live = await calls.scrollAll({ ...kinds, must_not: [{ is_empty: { key: "live" } }] }, fields);
  const wrong = new Map<PlaceKey, Held>();
  const add = (place: PlaceKey, held: Held, sign: 1 | -1): void => {
    wrong.set(place, plus(wrong.get(place) ?? nothing, held, sign));
  };
  for (const { payload } of live) {
    const one =
      payload["kind"] === "entity" ? { entities: 1, observations: payload["observations"] } : { relations: 1 };
    add(payload["place"] as PlaceKey, heldOf(one), 1);
  }
  for (const { payload } of await calls.scrollAll(ofKind("held"), fields)) {
    add(payload["place"] as PlaceKey, heldOf(payload), -1);
  }
  return new Map([...wrong].filter(([, held]) => !isNothing(held)));
};

/** The maximum number of attempts at counting; a count is repeated if there was a write in the meantime. */
const mostLooks = 5;

export const checkRecords = async (
  calls: QdrantCalls,
  head: QdrantHead,
  { correct }: QdrantCommits,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const left = mend ? await head.clean() : 0;
  const cleaned = left === 0 ? [] : [{ what: "parts of writes that were never decided", count: left, mended: true }];
  for (let looks = 0; looks < mostLooks; looks++) {
    const before = await head.latest();
    const wrong = await countedWrongly(calls);
    const isStill = (await head.latest()).commit === before.commit;
    if (!isStill) continue;
    if (wrong.size === 0) return cleaned;
    if (mend) await correct(wrong);
    return [...cleaned, { what: "places whose counts are wrong", count: wrong.size, mended: mend }];
  }
  return cleaned;
};
