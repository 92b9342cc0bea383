/** Looking for what does not agree, and mending it. */
import type { PlaceKey } from "../../domain/memory.ts";
import type { Change, Committed, Held } from "../records/types.ts";
import type { MemoryFinding } from "../types.ts";
import type { QdrantCalls } from "./calls.ts";
import { is, ofKind } from "./filters.ts";
import type { QdrantHead } from "./head.ts";
import { heldOf } from "./points.ts";

const nothing: Held = { entities: 0, observations: 0, relations: 0 };

const plus = (one: Held, other: Held, sign: 1 | -1): Held => ({
  entities: one.entities + sign * other.entities,
  observations: one.observations + sign * other.observations,
  relations: one.relations + sign * other.relations,
});

const isNothing = (held: Held): boolean => Object.values(held).every((number) => number === 0);

/** What is there, and what is counted to be there. */
const countedWrongly = async (calls: QdrantCalls): Promise<Change["counts"]> => {
  const fields = ["kind", "place", "observations", "entities", "relations"];
  // What counts has a hash of its name, or of its ends.
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
  const most = { entities: Number.POSITIVE_INFINITY, observations: Number.POSITIVE_INFINITY };
  return [...wrong].filter(([, held]) => !isNothing(held)).map(([place, change]) => ({ place, change, most }));
};

/** Looked at once more where somebody wrote in between. */
const mostLooks = 5;

export const checkRecords = async (
  calls: QdrantCalls,
  head: QdrantHead,
  commit: (change: Change) => Promise<Committed>,
  mend: boolean,
): Promise<readonly MemoryFinding[]> => {
  const left = mend ? await head.clean() : 0;
  const cleaned = left === 0 ? [] : [{ what: "parts of writes that were never decided", count: left, mended: true }];
  for (let looks = 0; looks < mostLooks; looks++) {
    const before = await head.latest();
    const counts = await countedWrongly(calls);
    const isStill = (await head.latest()).commit === before.commit;
    if (!isStill) continue;
    if (counts.length === 0) return cleaned;
    if (mend) {
      const none = {
        entities: [],
        relations: [],
        merges: [],
        eraseEntities: [],
        removeRelations: [],
        removeMerges: [],
      };
      await commit({ ...none, counts });
    }
    return [...cleaned, { what: "places whose counts are wrong", count: counts.length, mended: mend }];
  }
  return cleaned;
};
