/**
 * A write before it is committed: what it has read, and what it will change. It sees its own changes, so that a write may consist
 * of many steps.
 */
import type { EntityId, MergeId, PlaceKey, Quotas, RelationId } from "../../domain/memory.ts";
import type { Embedder } from "../types.ts";
import { isLive, liveObservations, nameOf, placeOf } from "./entity.ts";
import { differsInIndex, indexEntries } from "./index-entry.ts";
import type {
  Change,
  EntityName,
  EntityRecord,
  Held,
  MergeRecord,
  RecordStore,
  RelationEnds,
  RelationRecord,
} from "./types.ts";

export interface Foreseen {
  readonly entities?: readonly EntityId[];
  readonly names?: readonly EntityName[];
  readonly erased?: readonly EntityId[];
  readonly relations?: readonly RelationId[];
  readonly ends?: readonly RelationEnds[];
}

export interface Draft {
  /** RFC 3339, UTC: the time of everything in this write. */
  readonly now: string;
  /** Reads in one go what will be asked for one by one. */
  foresee(wanted: Foreseen): Promise<void>;
  entity(id: EntityId): Promise<EntityRecord | null>;
  /** The one that counts. */
  entityNamed(name: EntityName): Promise<EntityRecord | null>;
  relation(id: RelationId): Promise<RelationRecord | null>;
  /** The one that counts. */
  relationWithEnds(ends: RelationEnds): Promise<RelationRecord | null>;
  /** Those that count. */
  relationsOf(entity: EntityId): Promise<readonly RelationRecord[]>;
  merge(id: MergeId): Promise<MergeRecord | null>;
  wasErased(id: EntityId): Promise<boolean>;

  /** It has to count when this is committed: what is written stands on it. */
  needs(id: EntityId): void;
  /** Ends all its relations, and lets none come meanwhile. */
  endRelations(id: EntityId): Promise<readonly RelationRecord[]>;
  put(record: EntityRecord): void;
  /** Puts it with a vector and words made anew. */
  reindex(record: EntityRecord): void;
  putRelation(record: RelationRecord): void;
  putMerge(record: MergeRecord): void;
  erase(id: EntityId): Promise<void>;
  removeRelation(id: RelationId): Promise<void>;
  removeMerge(id: MergeId): void;
}

const keyOf = ({ place, nameKey, typeKey }: EntityName): string => JSON.stringify([place, nameKey, typeKey]);

const bears = ({ place, nameKey, typeKey }: EntityName, record: EntityRecord | null): record is EntityRecord =>
  record !== null &&
  isLive(record) &&
  record.nameKey === nameKey &&
  record.typeKey === typeKey &&
  record.place === place;

const endsKeyOf = ({ place, from, to, type }: RelationEnds): string => JSON.stringify([place, from, to, type]);

const hasEnds = (ends: RelationEnds, record: RelationRecord | null): record is RelationRecord =>
  record !== null &&
  isLive(record) &&
  record.from === ends.from &&
  record.to === ends.to &&
  record.type === ends.type &&
  record.place === ends.place;

const nothing: Held = { entities: 0, observations: 0, relations: 0 };

const heldBy = (record: EntityRecord | null): Held =>
  record === null || !isLive(record) ? nothing : { ...nothing, entities: 1, observations: liveObservations(record) };

/** Records as they were read and as they will be; null is not there. */
const createTracked = <
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
    /** What will be there and was changed. */
    /** What ends comes first, and makes room for what begins under the same name. */
    changed: (): readonly Kept[] =>
      [...after.values()]
        .filter((kept) => kept !== null)
        .toSorted((one, other) => Number(isLive(one)) - Number(isLive(other))),
    removed: (): readonly Id[] => [...after].filter(([, kept]) => kept === null).map(([id]) => id),
    pairs: () => [...after].map(([id, kept]) => ({ id, before: before.get(id) ?? null, after: kept })),
  };
};

export interface DraftedChange {
  readonly draft: Draft;
  /** What there is to commit; null where nothing changed. */
  finish(): Promise<Change | null>;
}

export const createDraft = (store: RecordStore, embedder: Embedder, quotas: Quotas, now: string): DraftedChange => {
  const entities = createTracked<EntityId, EntityRecord>(async (ids) => store.entities(ids));
  const relations = createTracked<RelationId, RelationRecord>(async (ids) => store.relations(ids));
  const names = new Map<string, EntityId | null>();
  const ends = new Map<string, RelationId | null>();
  const erased = new Map<EntityId, boolean>();
  const putMerges: MergeRecord[] = [];
  const removedMerges: MergeId[] = [];
  const reindexed = new Set<EntityId>();
  const needed = new Set<EntityId>();
  const unrelated = new Set<EntityId>();

  const loadNames = async (wanted: readonly EntityName[]): Promise<void> => {
    const unknown = wanted.filter((name) => !names.has(keyOf(name)));
    if (unknown.length === 0) return;
    for (const name of unknown) names.set(keyOf(name), null);
    for (const found of await store.entitiesNamed(unknown)) {
      names.set(keyOf(nameOf(found)), found.id);
      entities.read(found);
    }
  };

  const loadEnds = async (wanted: readonly RelationEnds[]): Promise<void> => {
    const unknown = wanted.filter((each) => !ends.has(endsKeyOf(each)));
    if (unknown.length === 0) return;
    for (const each of unknown) ends.set(endsKeyOf(each), null);
    for (const found of await store.relationsWithEnds(unknown)) {
      ends.set(endsKeyOf(found), found.id);
      relations.read(found);
    }
  };

  const loadErased = async (wanted: readonly EntityId[]): Promise<void> => {
    const unknown = wanted.filter((id) => !erased.has(id));
    if (unknown.length === 0) return;
    const found = await store.erased(unknown);
    for (const id of unknown) erased.set(id, found.has(id));
  };

  const draft: Draft = {
    now,
    foresee: async (wanted) => {
      await Promise.all([
        entities.load(wanted.entities ?? []),
        loadNames(wanted.names ?? []),
        loadErased(wanted.erased ?? []),
        relations.load(wanted.relations ?? []),
        loadEnds(wanted.ends ?? []),
      ]);
    },
    entity: async (id) => {
      await entities.load([id]);
      return entities.get(id);
    },
    entityNamed: async (name) => {
      const own = entities.changed().find((each) => bears(name, each));
      if (own !== undefined) return own;
      await loadNames([name]);
      const known = names.get(keyOf(name)) ?? null;
      const found = known === null ? null : entities.get(known);
      return bears(name, found) ? found : null;
    },
    relation: async (id) => {
      await relations.load([id]);
      return relations.get(id);
    },
    relationWithEnds: async (wanted) => {
      const own = relations.changed().find((each) => hasEnds(wanted, each));
      if (own !== undefined) return own;
      await loadEnds([wanted]);
      const known = ends.get(endsKeyOf(wanted)) ?? null;
      const found = known === null ? null : relations.get(known);
      return hasEnds(wanted, found) ? found : null;
    },
    relationsOf: async (entity) => {
      const there = (await store.relationsOf([entity])).map(relations.read);
      const all = new Map(
        [...there, ...relations.changed()].flatMap((each) => (each === null ? [] : [[each.id, each]])),
      );
      return [...all.values()].filter((each) => isLive(each) && (each.from === entity || each.to === entity));
    },
    merge: async (id) => (removedMerges.includes(id) ? null : store.merge(id)),
    wasErased: async (id) => {
      await loadErased([id]);
      return erased.get(id) ?? false;
    },
    needs: (id) => void needed.add(id),
    endRelations: async (id) => {
      unrelated.add(id);
      const found = await draft.relationsOf(id);
      for (const relation of found) relations.put({ ...relation, invalidatedAt: now });
      return found;
    },
    put: entities.put,
    reindex: (record) => {
      reindexed.add(record.id);
      entities.put(record);
    },
    putRelation: relations.put,
    putMerge: (record) => void putMerges.push(record),
    erase: async (id) => {
      await entities.load([id]);
      unrelated.add(id);
      for (const { id: relation } of await draft.relationsOf(id)) relations.remove(relation);
      entities.remove(id);
    },
    removeRelation: async (id) => {
      await relations.load([id]);
      relations.remove(id);
    },
    removeMerge: (id) => void removedMerges.push(id),
  };

  const counts = (): Change["counts"] => {
    const byPlace = new Map<PlaceKey, Held>();
    const add = (place: PlaceKey, held: Held, sign: 1 | -1): void => {
      const { entities: some, observations, relations: related } = byPlace.get(place) ?? nothing;
      byPlace.set(place, {
        entities: some + sign * held.entities,
        observations: observations + sign * held.observations,
        relations: related + sign * held.relations,
      });
    };
    for (const { before, after } of entities.pairs()) {
      if (before !== null) add(before.place, heldBy(before), -1);
      if (after !== null) add(after.place, heldBy(after), 1);
    }
    for (const { before, after } of relations.pairs()) {
      if (before !== null && isLive(before)) add(before.place, { ...nothing, relations: 1 }, -1);
      if (after !== null && isLive(after)) add(after.place, { ...nothing, relations: 1 }, 1);
    }
    return [...byPlace]
      .filter(
        ([, { entities: some, observations, relations: related }]) => some !== 0 || observations !== 0 || related !== 0,
      )
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([place, change]) => ({ place, change, most: quotas[placeOf(place).kind] }));
  };

  const finish: DraftedChange["finish"] = async () => {
    const toIndex = entities
      .pairs()
      .flatMap(({ before, after }) =>
        after !== null && (before === null || reindexed.has(after.id) || differsInIndex(before, after)) ? [after] : [],
      );
    const made = await indexEntries(embedder, toIndex);
    const indexOf = new Map(toIndex.map(({ id }, index) => [id, made[index] ?? null]));
    // These are held by their revisions.
    const changedIds = new Set(entities.pairs().map(({ id }) => id));
    const change: Change = {
      entities: entities.changed().map((record) => ({ record, index: indexOf.get(record.id) ?? null })),
      relations: relations.changed(),
      merges: putMerges,
      eraseEntities: entities.removed().map((id) => ({ id, erasedAt: now })),
      removeRelations: relations.removed(),
      removeMerges: removedMerges,
      mustCount: [...needed].filter((id) => !changedIds.has(id)),
      mustBeUnrelated: [...unrelated],
      counts: counts(),
    };
    const parts = [change.entities, change.relations, change.merges, change.eraseEntities, change.removeRelations];
    return [...parts, change.removeMerges].every((part) => part.length === 0) ? null : change;
  };
  return { draft, finish };
};
