/** Merges entities, and undoes merges. Both are kept in the history of the entities. */
import { randomUUID } from "node:crypto";
import type { EntityId, MemoryPlace, MergeId, RelationId } from "../../domain/memory.ts";
import { cannotMerge, nameTaken, notFound } from "../rules.ts";
import type { StoreContext, WriteContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { readMerge, undoneRecord, type MergeRecord, type MergeRow, type Taken } from "./merge-record.ts";
import type { Relations } from "./relations.ts";
import type { EntityRow } from "./rows.ts";

export const createMerges = ({ connection }: StoreContext, entities: Entities, relations: Relations) => {
  const insert = connection.prepare<[Omit<MergeRow, "undoneAt">]>(
    `INSERT INTO "merge" ("id", "target", "mergedAt", "record") VALUES (@id, @target, @mergedAt, @record)`,
  );
  const byId = connection.prepare<[string], MergeRow>(`SELECT * FROM "merge" WHERE "id" = ?`);
  const setUndone = connection.prepare<[string, string, string]>(
    `UPDATE "merge" SET "undoneAt" = ?, "record" = ? WHERE "id" = ?`,
  );

  const moveRelations = (from: EntityRow, into: EntityRow, now: string) => {
    const ended: number[] = [];
    const made: number[] = [];
    const follow = (row: number): number => (row === from.row ? into.row : row);
    for (const relation of relations.ofEntity(from.row)) {
      relations.end(relation.row, now);
      ended.push(relation.row);
      const { source, target } = relation;
      // A relation between two merged entities would relate the result to itself.
      if ((source === from.row ? target : source) === into.row) continue;
      const id = randomUUID() as RelationId;
      const ends = { source: follow(source), target: follow(target) };
      const moved = { ...relation, id, ...ends, recordedAt: now, firstRecordedAt: null };
      if (relations.rivals(moved).length === 0) made.push(relations.add(moved));
    }
    return { ended, made };
  };

  /** Removes from the target what came from this entity. */
  const takeBack = (target: EntityRow, { row, made, observations }: Taken, now: string): void => {
    const isErased = entities.byRow(row) === undefined;
    for (const each of made) {
      const relation = relations.byRow(each);
      if (isErased && relation !== undefined) relations.remove(relation);
      else relations.end(each, now);
    }
    entities.giveBackObservations(target, observations, isErased, now);
  };

  const reviveRelation = (row: number, now: string): void => {
    const relation = relations.byRow(row);
    if (relation === undefined || relation.invalidatedAt === null) return;
    const ends = [relation.source, relation.target].map((end) => entities.byRow(end));
    // Not if an end is gone, or if the same relation has been stored again.
    if (ends.some((end) => end === undefined || end.invalidatedAt !== null) || relations.rivals(relation).length > 0)
      return;
    relations.revive(relation, now);
  };

  /** The entity counts by itself again. Throws `memory.conflict` if another entity now has its name. */
  const giveBack = ({ row, ended }: Taken, made: ReadonlySet<number>, context: WriteContext): void => {
    const from = entities.byRow(row);
    if (from === undefined) return;
    const taken = entities.byName(from.place, from.name, from.type);
    if (taken !== undefined && taken.row !== row) throw nameTaken(from.name, from.type, taken.id);
    if (from.invalidatedAt !== null) {
      entities.revive(from, context.now);
      entities.index({ ...from, invalidatedAt: null }, context);
    }
    // A relation that the merge both created and ended never existed at any moment.
    for (const relation of ended.filter((each) => !made.has(each))) reviveRelation(relation, context.now);
  };

  return {
    merge: (
      id: MergeId,
      into: EntityId,
      others: readonly EntityId[],
      places: readonly MemoryPlace[],
      context: WriteContext,
    ): MergeId => {
      if (byId.get(id) !== undefined) return id;
      const { now } = context;
      const target = entities.findLive({ id: into, places });
      const gone = [...new Set(others)].map((each) => {
        const from = entities.findLive({ id: each, places });
        if (from.row !== target.row && from.place === target.place) return from;
        throw cannotMerge(each, into);
      });
      // The entities end first, so that the quota applies to the result and not to both. Their data can still be read.
      for (const from of gone) entities.end(from, target.id, now);
      const taken = gone.map((from): Taken => {
        const observations = entities.takeObservations(from, target, now);
        return { row: from.row, observations, ...moveRelations(from, target, now) };
      });
      const { row, added, pins } = entities.takeFields(target, gone, now);
      entities.touch(row, now);
      entities.index(row, context);
      const record: MergeRecord = { taken, added, pins };
      insert.run({ id, target: target.row, mergedAt: now, record: JSON.stringify(record) });
      return id;
    },
    undo: (id: MergeId, places: readonly MemoryPlace[], context: WriteContext): void => {
      const merge = byId.get(id);
      if (merge === undefined || merge.undoneAt !== null) throw notFound("merge", id);
      const target = entities.findLive({ id: entities.byRow(merge.target)?.id ?? ("" as EntityId), places });
      const record = readMerge(merge);
      const { taken, added, pins } = record;
      // In reverse order: what an entity took over from another one is returned step by step.
      const backwards = taken.toReversed();
      for (const each of backwards) takeBack(target, each, context.now);
      const made = new Set(taken.flatMap((each) => each.made));
      for (const each of backwards) giveBack(each, made, context);
      const row = entities.giveBackFields(target, added, pins, context.now);
      entities.touch(row, context.now);
      entities.index(row, context);
      if (taken.some((each) => entities.byRow(each.row) === undefined)) entities.scrubPast(row.row, [added]);
      setUndone.run(context.now, JSON.stringify(undoneRecord(record)), id);
    },
  };
};

export type Merges = ReturnType<typeof createMerges>;
