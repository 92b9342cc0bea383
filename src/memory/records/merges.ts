/** Merges entities, and undoes merges. Both are kept in the history of the entities. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../domain/json.ts";
import type { EntityId, MemoryPlace, MergeId, Observation, RelationId } from "../../domain/memory.ts";
import { cannotMerge, nameTaken, notFound, textKeyOf } from "../rules.ts";
import { withoutThoseOf } from "../scrub.ts";
import type { Draft } from "./draft.ts";
import { findLive } from "./entities.ts";
import { ended, isLive, nameOf, revived, withFields, withObservations, withoutPastMetadata } from "./entity.ts";
import { nextState } from "./relation-states.ts";
import type { EntityRecord, MergeRecord, RelationRecord, TakenIn } from "./types.ts";

const moveRelations = async (
  draft: Draft,
  from: EntityId,
  into: EntityId,
): Promise<Pick<TakenIn, "ended" | "made">> => {
  const [gone, made]: [RelationId[], RelationId[]] = [[], []];
  for (const relation of await draft.endRelations(from)) {
    gone.push(relation.id);
    const { firstRecordedAt: _first, ...plain } = relation;
    const moved: RelationRecord = {
      ...plain,
      id: randomUUID() as RelationId,
      from: relation.from === from ? into : relation.from,
      to: relation.to === from ? into : relation.to,
      recordedAt: draft.now,
      revision: 0,
    };
    const other = relation.from === from ? relation.to : relation.from;
    // A relation between two merged entities would relate the result to itself.
    if (other === into || (await draft.rivalsOf(moved)).length > 0) continue;
    draft.needs(other);
    draft.putRelation(moved);
    made.push(moved.id);
  }
  return { ended: gone, made };
};

/** The name and the observations that count, with their provenance and times. */
const movedObservations = (from: EntityRecord, at: string): readonly Observation[] => {
  const { name: text, recordedAt, provenance, observations } = from;
  const own: Observation = { text, recordedAt, invalidatedAt: null, provenance };
  return [own, ...observations.filter(isLive)].map((each) => ({
    ...each,
    merged: { entity: each.merged?.entity ?? from.id, at },
  }));
};

const takeIn = async (draft: Draft, from: EntityRecord, into: EntityRecord) => {
  const given = movedObservations(from, draft.now).filter(({ text }) => text !== into.name);
  const fuller = withObservations(into, given, draft.now);
  const before = new Set(into.observations);
  const observations = fuller.observations.filter((each) => !before.has(each)).map(({ text }) => textKeyOf(text));
  const moved = await moveRelations(draft, from.id, into.id);
  draft.put(ended(from, into.id, draft.now));
  return { fuller, taken: { entity: from.id, observations, ...moved } satisfies TakenIn };
};

/** Metadata and pin that the others have and the target lacks. */
const fieldsOf = (target: EntityRecord, others: readonly EntityRecord[]) => {
  const entries = others.toReversed().flatMap(({ metadata }) => Object.entries(metadata));
  const added: JsonObject = Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(target.metadata, name)));
  return { added, pins: !target.pinned && others.some(({ pinned }) => pinned) };
};

/** Merges `others` into `into`. Throws `memory.invalid` if they are the same entity or belong to different places. */
export const mergeEntities = async (
  draft: Draft,
  id: MergeId,
  into: EntityId,
  others: readonly EntityId[],
  places: readonly MemoryPlace[],
): Promise<MergeId> => {
  if ((await draft.merge(id)) !== null) return id;
  const target = await findLive(draft, { id: into, places });
  const taken: TakenIn[] = [];
  const gone: EntityRecord[] = [];
  let fuller = target;
  for (const other of new Set(others)) {
    const from = await findLive(draft, { id: other, places });
    if (from.id === target.id || from.place !== target.place) throw cannotMerge(other, into);
    const done = await takeIn(draft, from, fuller);
    fuller = done.fuller;
    taken.push(done.taken);
    gone.push(from);
  }
  const { added, pins } = fieldsOf(target, gone);
  const fields = { metadata: { ...target.metadata, ...added }, pinned: target.pinned || pins };
  draft.put(withFields(fuller, fields, draft.now));
  draft.putMerge({ id, target: target.id, mergedAt: draft.now, taken, added, pins });
  return id;
};

/** A relation counts only while both of its ends do. */
const hasBothEnds = async (draft: Draft, { from, to }: RelationRecord): Promise<boolean> => {
  const [source, target] = [await draft.entity(from), await draft.entity(to)];
  return source !== null && target !== null && isLive(source) && isLive(target);
};

/** Makes the relation count again from now on; its history shows that it did not count in between. */
const reviveRelation = async (draft: Draft, id: RelationId): Promise<void> => {
  const relation = await draft.relation(id);
  if (relation === null || isLive(relation) || (await draft.rivalsOf(relation)).length > 0) return;
  if (!(await hasBothEnds(draft, relation))) return;
  draft.needs(relation.from);
  draft.needs(relation.to);
  const { before, after } = nextState(relation, {}, draft.now);
  if (before !== null) draft.putRelation(before);
  draft.putRelation(after);
};

/** Ends the relations that the merge created; for an entity erased since, they are also removed from history. */
const takeBack = async (draft: Draft, { entity, made }: TakenIn): Promise<void> => {
  const isErased = (await draft.entity(entity)) === null;
  for (const id of made) {
    const relation = await draft.relation(id);
    if (relation === null) continue;
    if (isErased)
      for (const each of [...(await draft.statesBefore(relation)), relation]) await draft.removeRelation(each.id);
    else if (isLive(relation)) draft.putRelation({ ...relation, invalidatedAt: draft.now });
  }
};

const giveBack = async (
  draft: Draft,
  { entity, ended: gone }: TakenIn,
  made: ReadonlySet<RelationId>,
): Promise<void> => {
  const from = await draft.entity(entity);
  if (from !== null) {
    const taken = await draft.entityNamed(nameOf(from));
    if (taken !== null && taken.id !== from.id) throw nameTaken(from.name, from.type, taken.id);
    draft.put(revived(from, draft.now));
  }
  // A relation that the merge both created and ended never existed at any moment.
  for (const id of gone.filter((each) => !made.has(each))) await reviveRelation(draft, id);
};

/** The target without what the merge brought: observations are ended, or removed if their entity has since been erased. */
const withoutMerged = async (draft: Draft, target: EntityRecord, merge: MergeRecord): Promise<EntityRecord> => {
  const erased = new Set<string>();
  for (const { entity } of merge.taken) if ((await draft.entity(entity)) === null) erased.add(entity);
  const cameFrom = new Map(merge.taken.flatMap(({ entity, observations }) => observations.map((key) => [key, entity])));
  const source = ({ text, recordedAt, merged }: Observation): EntityId | undefined =>
    (merged?.at ?? recordedAt) === merge.mergedAt ? cameFrom.get(textKeyOf(text)) : undefined;
  const observations = target.observations.flatMap((each): readonly Observation[] => {
    const from = source(each);
    if (from === undefined) return [each];
    if (erased.has(from)) return [];
    return [isLive(each) ? { ...each, invalidatedAt: draft.now } : each];
  });
  const { added = {}, pins = false } = merge;
  const fields = { metadata: withoutThoseOf(target.metadata, [added]), pinned: target.pinned && !pins };
  const next = { ...withFields(target, fields, draft.now), observations, changedAt: draft.now };
  return erased.size === 0 ? next : withoutPastMetadata(next, [added]);
};

/** Keeps only what is shown of an undone merge: the rest may be text of an entity that is erased later. */
const undone = ({ id, target, mergedAt, taken }: MergeRecord, undoneAt: string): MergeRecord => ({
  ...{ id, target, mergedAt, undoneAt },
  taken: taken.map(({ entity }) => ({ entity, observations: [], ended: [], made: [] })),
});

/** Throws `memory.conflict` if another entity now has the name of one that was merged. */
export const undoMerge = async (draft: Draft, id: MergeId, places: readonly MemoryPlace[]): Promise<void> => {
  const merge = await draft.merge(id);
  if (merge === null || merge.undoneAt !== undefined) throw notFound("merge", id);
  const target = await findLive(draft, { id: merge.target, places });
  // In reverse order: what an entity took over from another one is returned step by step.
  const backwards = merge.taken.toReversed();
  const made = new Set(merge.taken.flatMap((each) => each.made));
  for (const each of backwards) await takeBack(draft, each);
  for (const each of backwards) await giveBack(draft, each, made);
  draft.put(await withoutMerged(draft, target, merge));
  draft.undoMerge(undone(merge, draft.now));
};
