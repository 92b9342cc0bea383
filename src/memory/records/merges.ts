/** Making one entity of several, and taking that back. */
import { randomUUID } from "node:crypto";
import { type EntityId, type MemoryPlace, type MergeId, type RelationId } from "../../domain/memory.ts";
import { cannotMerge, nameTaken, notFound, textKeyOf } from "../rules.ts";
import type { Draft } from "./draft.ts";
import { findLive } from "./entities.ts";
import { ended, isLive, nameOf, observed, revived } from "./entity.ts";
import type { EntityRecord, RelationRecord, TakenIn } from "./types.ts";

const moveRelations = async (
  draft: Draft,
  from: EntityId,
  into: EntityId,
): Promise<Pick<TakenIn, "ended" | "made">> => {
  const [gone, made]: [RelationId[], RelationId[]] = [[], []];
  for (const relation of await draft.endRelations(from)) {
    gone.push(relation.id);
    const moved = {
      ...relation,
      id: randomUUID() as RelationId,
      from: relation.from === from ? into : relation.from,
      to: relation.to === from ? into : relation.to,
      recordedAt: draft.now,
      revision: 0,
    };
    const other = relation.from === from ? relation.to : relation.from;
    // What related the two says nothing about the one.
    if (other === into || (await draft.relationWithEnds(moved)) !== null) continue;
    draft.needs(other);
    draft.putRelation(moved);
    made.push(moved.id);
  }
  return { ended: gone, made };
};

const takeIn = async (draft: Draft, from: EntityRecord, into: EntityRecord) => {
  const texts = [from.name, ...from.observations.filter(isLive).map(({ text }) => text)];
  const fuller = observed(
    into,
    texts.filter((text) => text !== into.name),
    null,
    draft.now,
  );
  const before = new Set(into.observations);
  const observations = fuller.observations.filter((each) => !before.has(each)).map(({ text }) => textKeyOf(text));
  const moved = await moveRelations(draft, from.id, into.id);
  draft.put(ended(from, into.id, draft.now));
  return { fuller, taken: { entity: from.id, observations, ...moved } satisfies TakenIn };
};

/** `others` become part of `into`. Throws `memory.invalid` for the same entity, or one of another place. */
export const mergeEntities = async (
  draft: Draft,
  id: MergeId,
  into: EntityId,
  others: readonly EntityId[],
  places: readonly MemoryPlace[],
): Promise<MergeId> => {
  if ((await draft.merge(id)) !== null) return id;
  let target = await findLive(draft, { id: into, places });
  const taken: TakenIn[] = [];
  for (const other of new Set(others)) {
    const from = await findLive(draft, { id: other, places });
    if (from.id === target.id || from.place !== target.place) throw cannotMerge(other, into);
    const done = await takeIn(draft, from, target);
    target = done.fuller;
    taken.push(done.taken);
  }
  draft.put(target);
  draft.putMerge({ id, target: target.id, mergedAt: draft.now, taken });
  return id;
};

/** An end that is gone, or has ended since, keeps it from counting again. */
const hasBothEnds = async (draft: Draft, { from, to }: RelationRecord): Promise<boolean> => {
  const [source, target] = [await draft.entity(from), await draft.entity(to)];
  return source !== null && target !== null && isLive(source) && isLive(target);
};

const giveBack = async (draft: Draft, { entity, ended: gone, made }: TakenIn): Promise<void> => {
  for (const id of made) await draft.removeRelation(id);
  const from = await draft.entity(entity);
  if (from !== null) {
    const taken = await draft.entityNamed(nameOf(from));
    if (taken !== null && taken.id !== from.id) throw nameTaken(from.name, from.type, taken.id);
    draft.put(revived(from));
  }
  for (const id of gone) {
    const relation = await draft.relation(id);
    if (relation === null || (await draft.relationWithEnds(relation)) !== null) continue;
    if (!(await hasBothEnds(draft, relation))) continue;
    draft.needs(relation.from);
    draft.needs(relation.to);
    draft.putRelation({ ...relation, invalidatedAt: null });
  }
};

/** Throws `memory.conflict` where the name of one that was taken in is another one's by now. */
export const undoMerge = async (draft: Draft, id: MergeId, places: readonly MemoryPlace[]): Promise<void> => {
  const merge = await draft.merge(id);
  if (merge === null) throw notFound("merge", id);
  const target = await findLive(draft, { id: merge.target, places });
  // Backwards: what one of them took over from another one goes back the way it came.
  for (const each of merge.taken.toReversed()) await giveBack(draft, each);
  const came = new Set(merge.taken.flatMap(({ observations }) => observations));
  const observations = target.observations.filter(
    ({ text, recordedAt }) => recordedAt !== merge.mergedAt || !came.has(textKeyOf(text)),
  );
  draft.put({ ...target, observations, changedAt: draft.now });
  draft.removeMerge(id);
};
