/**
 * Stores records in Qdrant, which has no transactions; `head.ts` explains how writes are atomic nevertheless.
 *
 * With any number of Caxton processes on one collection, no write is lost or partial, and of two conflicting writes one is refused. A
 * write is visible to all readers once its call has returned. While a write of several records is being applied, which takes some
 * milliseconds, a reader may see some of them in their old state, but never half an entity, because an entity is one point. If a
 * writer dies before it has applied a decided write, the next process that writes or opens the memory applies it.
 */
import type { PlaceKey } from "../../domain/memory.ts";
import type {
  EntityRecord,
  IndexedRecord,
  MergeRecord,
  RecordStore,
  RecordStoreOptions,
  RelationRecord,
} from "../records/types.ts";
import {
  createQdrantCalls,
  type Filter,
  type Found,
  type PointId,
  type QdrantAddress,
  type QdrantCalls,
} from "./calls.ts";
import { checkRecords } from "./check.ts";
import { prepareCollection } from "./collection.ts";
import { createCommits } from "./commits.ts";
import {
  entityFilter,
  findsNothing,
  findsNoRelation,
  is,
  isAny,
  ofKind,
  relationFilter,
  stepFilter,
} from "./filters.ts";
import { createHead, headSettings } from "./head.ts";
import { completeOldMerges, listMerges } from "./merges.ts";
import {
  erasedFields,
  erasedOf,
  heldId,
  heldOf,
  indexedFields,
  liveEndsOf,
  liveNameOf,
  shortVector,
  wordNumber,
} from "./points.ts";
import { textOrNull } from "./view.ts";

export interface QdrantOptions extends RecordStoreOptions, QdrantAddress {}

/** The maximum number of entities whose text is read in one response. */
const pageOf = 1_000;

const recordOf = ({ payload }: Found): unknown => JSON.parse(String(payload["record"]));

/** The next id in Qdrant's order; null after the last one. */
const idAfter = (id: string): string | null => {
  const next = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  if (next.length > 32) return null;
  return [next.slice(0, 8), next.slice(8, 12), next.slice(12, 16), next.slice(16, 20), next.slice(20)].join("-");
};

const byStrength = (one: RelationRecord, other: RelationRecord): number =>
  other.strength - one.strength || (one.id < other.id ? -1 : 1);

const createReads = (calls: QdrantCalls) => {
  const fields = ["kind", "record"];
  const byIds = async <Kept>(kind: string, ids: readonly PointId[]): Promise<readonly Kept[]> =>
    (await calls.retrieve(ids, fields)).filter(({ payload }) => payload["kind"] === kind).map(recordOf) as Kept[];

  const all = async <Kept>(filter: Filter): Promise<readonly Kept[]> =>
    (await calls.scrollAll(filter, fields)).map(recordOf) as Kept[];

  const listed = async <Kept>(filter: Filter, after: string | null, limit: number): Promise<readonly Kept[]> => {
    const kept: Kept[] = [];
    let from = after === null ? undefined : idAfter(after);
    while (kept.length < limit && from !== null) {
      const most = Math.min(pageOf, limit - kept.length);
      const found = await calls.scroll({ filter, fields, limit: most, ...(from === undefined ? {} : { from }) });
      kept.push(...(found.map(recordOf) as Kept[]));
      from = found.length < most ? null : idAfter(String(found.at(-1)?.id));
    }
    return kept;
  };
  return { byIds, all, listed };
};

const createSearches = (calls: QdrantCalls): Pick<RecordStore, "nearest" | "withWords" | "countWords" | "step"> => ({
  nearest: async (vector, filter, limit) => {
    if (findsNothing(filter)) return [];
    const found = await calls.query({
      vector: shortVector(vector),
      using: "meaning",
      filter: entityFilter(filter),
      limit,
    });
    return found.map((each) => ({ record: recordOf(each) as EntityRecord, similarity: each.score }));
  },
  // The dot product of the word weights in the query and in the entity.
  withWords: async (words, filter, limit) => {
    if (findsNothing(filter) || words.length === 0) return [];
    const weights = new Map(words.map(({ word, weight }) => [wordNumber(word), weight]));
    const found = await calls.query({
      vector: { indices: [...weights.keys()], values: [...weights.values()] },
      using: "words",
      filter: entityFilter(filter),
      limit,
    });
    return found.map(recordOf) as EntityRecord[];
  },
  countWords: async (words, most) =>
    Promise.all(
      words.map(async (word) => Math.min(most, await calls.count(ofKind("entity", is("words", wordNumber(word)))))),
    ),
  step: async (step) => {
    if (step.from.length === 0 || step.places.length === 0 || step.types?.length === 0) return [];
    const order = { key: "strength", direction: "desc" } as const;
    const found = await calls.scroll({ filter: stepFilter(step), fields: ["record"], limit: step.limit, order });
    return (found.map(recordOf) as RelationRecord[]).toSorted(byStrength);
  },
});

/** Points of one kind, ordered by id, starting after `after`. */
const pointsAfter = async (
  { scroll }: QdrantCalls,
  kind: string,
  fields: readonly string[],
  after: string | null,
  limit: number,
): Promise<readonly Found[]> => {
  const from = after === null ? undefined : idAfter(after);
  if (from === null) return [];
  return scroll({ filter: ofKind(kind), fields, limit, ...(from === undefined ? {} : { from }) });
};

const toIndexed = (point: Found): IndexedRecord => {
  const { fingerprint, words } = point.payload;
  const kept = new Set(words as readonly number[]);
  return {
    record: recordOf(point) as EntityRecord,
    vector: point.vector.meaning === undefined ? null : Float32Array.from(point.vector.meaning),
    fingerprint: textOrNull(fingerprint),
    hasWords: ({ nameWords, textWords }) => {
      const wanted = new Set([...nameWords, ...textWords].map(wordNumber));
      return wanted.size === kept.size && [...wanted].every((word) => kept.has(word));
    },
  };
};

const createLists = (calls: QdrantCalls): Pick<RecordStore, "listErased" | "listIndexed" | "places"> => ({
  places: async () =>
    (await calls.scrollAll(ofKind("held"), ["place"])).map(({ payload }) => payload["place"] as PlaceKey).toSorted(),
  listErased: async (after, limit) => (await pointsAfter(calls, "erased", erasedFields, after, limit)).map(erasedOf),
  listIndexed: async (after, limit) => {
    const ids = (await pointsAfter(calls, "entity", ["kind"], after, limit)).map(({ id }) => id);
    const found = await calls.retrieve(ids, ["record", ...indexedFields], true);
    return found.map(toIndexed).toSorted((one, other) => (one.record.id < other.record.id ? -1 : 1));
  },
});

const heldIn = async (calls: QdrantCalls, places: readonly PlaceKey[] | null) => {
  const fields = ["place", "entities", "observations", "relations"];
  const found = await (places === null
    ? calls.scrollAll(ofKind("held"), fields)
    : calls.retrieve(places.map(heldId), fields));
  return found
    .map(({ payload }) => ({ place: payload["place"] as PlaceKey, held: heldOf(payload) }))
    .filter(({ held }) => held.entities + held.observations + held.relations > 0)
    .toSorted((one, other) => (one.place < other.place ? -1 : 1));
};

/** Throws `memory.unavailable` if the server cannot be reached, and `memory.unusable` if it rejects the key or cannot hold a memory. */
export const openQdrantRecords = async ({ dimensions, ...address }: QdrantOptions): Promise<RecordStore> => {
  const calls = createQdrantCalls(address);
  const head = createHead(calls, headSettings, () => performance.now());
  await prepareCollection(calls, dimensions);
  await head.latest();
  await head.clean();
  await completeOldMerges(calls, head);
  const commits = createCommits(calls, head);
  const { byIds, all, listed } = createReads(calls);

  return {
    name: "qdrant",
    entities: async (ids) => byIds<EntityRecord>("entity", ids),
    entitiesNamed: async (names) =>
      names.length === 0 ? [] : all<EntityRecord>(ofKind("entity", isAny("live", names.map(liveNameOf)))),
    relations: async (ids) => byIds<RelationRecord>("relation", ids),
    relationsWithEnds: async (ends) =>
      ends.length === 0 ? [] : all<RelationRecord>(ofKind("relation", isAny("live", ends.map(liveEndsOf)))),
    relationsOf: async (entities) =>
      entities.length === 0
        ? []
        : all<RelationRecord>({
            ...ofKind("relation"),
            should: [isAny("source", entities), isAny("target", entities)],
            must_not: [{ is_empty: { key: "live" } }],
          }),
    merge: async (id) => (await byIds<MergeRecord>("merge", [id]))[0] ?? null,
    listMerges: async (places, after, limit) => listMerges(calls, places, after, limit),
    erased: async (ids) => {
      const found = await calls.retrieve(ids, ["kind"]);
      return new Set(found.filter(({ payload }) => payload["kind"] === "erased").map(({ id }) => String(id)));
    },
    ...createLists(calls),
    commit: commits.commit,
    listEntities: async (filter, after, limit) =>
      findsNothing(filter) ? [] : listed<EntityRecord>(entityFilter(filter), after, limit),
    listRelations: async (filter, after, limit) =>
      findsNoRelation(filter) ? [] : listed<RelationRecord>(relationFilter(filter), after, limit),
    ...createSearches(calls),
    held: async (places) => heldIn(calls, places),
    withoutVector: async (model, limit) => {
      const isThere: Filter = { must: [is("model", model), { has_vector: "meaning" }] };
      const found = await calls.scroll({
        filter: { ...ofKind("entity"), must_not: [isThere] },
        fields: ["record"],
        limit,
      });
      return found.map(recordOf) as EntityRecord[];
    },
    check: async (mend) => checkRecords(calls, head, commits, mend),
    ping: async () => {
      await calls.retrieve([], []);
      await calls.count(ofKind("head"));
    },
    close: async () => undefined,
  };
};
