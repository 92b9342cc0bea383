/**
 * A write before it is committed: what it has read and what it will change. Reads see the draft's own changes, so a write may consist
 * of many steps.
 */
import type { EntityId, MergeId, Observation, Quotas, RelationId } from "../../domain/memory.ts";
import { observationIdOf, overlaps } from "../rules.ts";
import type { Embedder } from "../embedding/types.ts";
import { countsOf } from "./counts.ts";
import { isLive, nameOf } from "./entity.ts";
import { differsInIndex, indexEntries } from "./index-entry.ts";
import { statesBefore } from "./relation-states.ts";
import { createLookup, createTracked } from "./tracked.ts";
import type {
  Change,
  EntityName,
  EntityRecord,
  ErasedObservation,
  MergeRecord,
  RecordStore,
  RelationEnds,
  RelationRecord,
} from "./types.ts";

export interface Foreseen {
  readonly entities?: readonly EntityId[];
  readonly names?: readonly EntityName[];
  readonly erased?: readonly string[];
  readonly relations?: readonly RelationId[];
  readonly ends?: readonly RelationEnds[];
}

export interface Draft {
  /** RFC 3339, UTC: the time of all changes in this write. */
  readonly now: string;
  /** Prefetches what will be read record by record. */
  foresee(wanted: Foreseen): Promise<void>;
  entity(id: EntityId): Promise<EntityRecord | null>;
  /** The entity with this name that counts. */
  entityNamed(name: EntityName): Promise<EntityRecord | null>;
  relation(id: RelationId): Promise<RelationRecord | null>;
  /** Other relations that count and have the same ends and an overlapping period. */
  rivalsOf(relation: RelationRecord): Promise<readonly RelationRecord[]>;
  /** The entity's relations that count. */
  relationsOf(entity: EntityId): Promise<readonly RelationRecord[]>;
  /** Earlier states of the relation, oldest first. */
  statesBefore(relation: RelationRecord): Promise<readonly RelationRecord[]>;
  merge(id: MergeId): Promise<MergeRecord | null>;
  wasErased(id: string): Promise<boolean>;

  /** Requires the entity to count at the time of the commit, because the write depends on it. */
  needs(id: EntityId): void;
  /** Ends all relations of the entity; the commit is refused if others were added in the meantime. */
  endRelations(id: EntityId): Promise<readonly RelationRecord[]>;
  put(record: EntityRecord): void;
  /** Saves the record with a new vector and new words. */
  reindex(record: EntityRecord): void;
  putRelation(record: RelationRecord): void;
  putMerge(record: MergeRecord): void;
  erase(id: EntityId): Promise<void>;
  removeRelation(id: RelationId): Promise<void>;
  /** Erases a relation that was read; the commit is refused if it was changed in the meantime. Its id is kept as erased. */
  eraseRelation(id: RelationId): void;
  /** Keeps as erased the ids of observations that the entity, which is put as well, no longer has. */
  eraseObservations(entity: EntityId, gone: readonly Observation[]): void;
  /** Replaces the record of a merge that was not undone yet. */
  undoMerge(record: MergeRecord): void;
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

export interface DraftedChange {
  readonly draft: Draft;
  /** The changes to commit; null if there are none. */
  finish(): Promise<Change | null>;
}

export const createDraft = (store: RecordStore, embedder: Embedder, quotas: Quotas, now: string): DraftedChange => {
  const entities = createTracked<EntityId, EntityRecord>(async (ids) => store.entities(ids));
  const relations = createTracked<RelationId, RelationRecord>(async (ids) => store.relations(ids));
  const names = createLookup(
    keyOf,
    (found: EntityRecord) => keyOf(nameOf(found)),
    async (wanted: readonly EntityName[]) => {
      const found = await store.entitiesNamed(wanted);
      for (const each of found) entities.read(each);
      return found;
    },
  );
  const ends = createLookup(
    endsKeyOf,
    (found: RelationRecord) => endsKeyOf(found),
    async (wanted: readonly RelationEnds[]) => {
      const found = await store.relationsWithEnds(wanted);
      for (const each of found) relations.read(each);
      return found;
    },
  );
  const erased = new Map<string, boolean>();
  const erasedRelations = new Set<RelationId>();
  const erasedObservations = new Map<string, ErasedObservation>();
  const putMerges: MergeRecord[] = [];
  const undoneMerges: MergeRecord[] = [];
  const reindexed = new Set<EntityId>();
  const needed = new Set<EntityId>();
  const unrelated = new Set<EntityId>();

  const loadErased = async (wanted: readonly string[]): Promise<void> => {
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
        names.load(wanted.names ?? []),
        loadErased(wanted.erased ?? []),
        relations.load(wanted.relations ?? []),
        ends.load(wanted.ends ?? []),
      ]);
    },
    entity: async (id) => {
      await entities.load([id]);
      return entities.get(id);
    },
    entityNamed: async (name) => {
      const own = entities.changed().find((each) => bears(name, each));
      if (own !== undefined) return own;
      const [known] = await names.idsOf(name);
      const found = known === undefined ? null : entities.get(known);
      return bears(name, found) ? found : null;
    },
    relation: async (id) => {
      await relations.load([id]);
      return relations.get(id);
    },
    rivalsOf: async (wanted) => {
      const known = (await ends.idsOf(wanted)).map((id) => relations.get(id));
      const all = new Map(
        [...known, ...relations.changed()].flatMap((each) => (each === null ? [] : [[each.id, each]])),
      );
      return [...all.values()].filter(
        (each) => each.id !== wanted.id && hasEnds(wanted, each) && overlaps(wanted, each),
      );
    },
    relationsOf: async (entity) => {
      const there = (await store.relationsOf([entity])).map(relations.read);
      const all = new Map(
        [...there, ...relations.changed()].flatMap((each) => (each === null ? [] : [[each.id, each]])),
      );
      return [...all.values()].filter((each) => isLive(each) && (each.from === entity || each.to === entity));
    },
    statesBefore: async (relation) => {
      const states = await statesBefore(store, relation);
      for (const each of states) relations.read(each);
      return states;
    },
    merge: async (id) => store.merge(id),
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
    eraseRelation: (id) => {
      relations.remove(id);
      erasedRelations.add(id);
    },
    eraseObservations: (entity, gone) => {
      for (const { recordedAt } of gone) {
        const id = observationIdOf(entity, recordedAt);
        erasedObservations.set(id, { id, entity, recordedAt, erasedAt: now });
      }
    },
    undoMerge: (record) => void undoneMerges.push(record),
  };

  const finish: DraftedChange["finish"] = async () => {
    const toIndex = entities
      .pairs()
      .flatMap(({ before, after }) =>
        after !== null && (before === null || reindexed.has(after.id) || differsInIndex(before, after)) ? [after] : [],
      );
    const made = await indexEntries(embedder, toIndex);
    const indexOf = new Map(toIndex.map(({ id }, index) => [id, made[index] ?? null]));
    // Changed records are protected by their revisions.
    const changedIds = new Set(entities.pairs().map(({ id }) => id));
    const change: Change = {
      entities: entities.changed().map((record) => ({ record, index: indexOf.get(record.id) ?? null })),
      relations: relations.changed(),
      merges: putMerges,
      undoneMerges,
      eraseEntities: entities.removed().map((id) => ({ id, erasedAt: now })),
      removeRelations: relations.removed().filter((id) => !erasedRelations.has(id)),
      eraseRelations: relations
        .pairs()
        .filter(({ id }) => erasedRelations.has(id))
        .map(({ id, before }) => ({ id, revision: before?.revision ?? 0, erasedAt: now })),
      eraseObservations: [...erasedObservations.values()],
      mustCount: [...needed].filter((id) => !changedIds.has(id)),
      mustBeUnrelated: [...unrelated],
      counts: countsOf(entities.pairs(), relations.pairs(), quotas),
    };
    const parts = [change.entities, change.relations, change.merges, change.eraseEntities, change.removeRelations];
    return [...parts, change.eraseRelations, change.undoneMerges].every((part) => part.length === 0) ? null : change;
  };
  return { draft, finish };
};
