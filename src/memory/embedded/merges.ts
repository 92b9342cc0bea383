/** Making one entity of several, and taking that back. */
import { randomUUID } from "node:crypto";
import type { EntityId, MemoryPlace, MergeId } from "../../domain/memory.ts";
import { cannotMerge, nameTaken, notFound } from "../rules.ts";
import type { StoreContext, WriteContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Relations } from "./relations.ts";
import type { EntityRow } from "./rows.ts";

/** What one merge did to one of the entities that were taken in; enough to undo it. */
interface Taken {
  readonly row: number;
  /** Observations of the target that came from this one. */
  readonly observations: readonly number[];
  /** Relations that were ended, and those that stand in their place. */
  readonly ended: readonly number[];
  readonly made: readonly number[];
}

interface MergeRow {
  readonly id: MergeId;
  readonly target: number;
  readonly mergedAt: string;
  readonly record: string;
}

export const createMerges = ({ connection }: StoreContext, entities: Entities, relations: Relations) => {
  const insert = connection.prepare<[MergeRow]>(
    `INSERT INTO "merge" ("id", "target", "mergedAt", "record") VALUES (@id, @target, @mergedAt, @record)`,
  );
  const byId = connection.prepare<[string], MergeRow>(`SELECT * FROM "merge" WHERE "id" = ?`);
  const remove = connection.prepare<[string]>(`DELETE FROM "merge" WHERE "id" = ?`);
  const removeObservation = connection.prepare<[number]>(`DELETE FROM "observation" WHERE "row" = ?`);
  const removeRelation = connection.prepare<[number]>(`DELETE FROM "relation" WHERE "row" = ?`);
  /** Not where an end is gone, or where the same was said anew. */
  const reviveRelation = connection.prepare<[number]>(
    `UPDATE "relation" AS r SET "invalidatedAt" = NULL
     WHERE r."row" = ?
       AND NOT EXISTS (SELECT 1 FROM "entity" WHERE "row" IN (r."source", r."target") AND "invalidatedAt" IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM "relation" o WHERE o."source" = r."source" AND o."target" = r."target"
         AND o."type" = r."type" AND o."place" = r."place" AND o."invalidatedAt" IS NULL)`,
  );
  const moveRelation = connection.prepare<[{ row: number; from: number; to: number; id: string; now: string }]>(
    `INSERT INTO "relation" ("id", "place", "source", "target", "type", "strength", "confidence", "directed", "metadata",
       "provenance", "validFrom", "validTo", "recordedAt")
     SELECT :id, "place", CASE "source" WHEN :from THEN :to ELSE "source" END,
       CASE "target" WHEN :from THEN :to ELSE "target" END, "type", "strength", "confidence", "directed", "metadata",
       "provenance", "validFrom", "validTo", :now
     FROM "relation" WHERE "row" = :row ON CONFLICT DO NOTHING`,
  );

  const moveRelations = (from: EntityRow, into: EntityRow, now: string) => {
    const ended: number[] = [];
    const made: number[] = [];
    for (const relation of relations.ofEntity(from.row)) {
      relations.end(relation.row, now);
      ended.push(relation.row);
      const other = relation.source === from.row ? relation.target : relation.source;
      // What related the two says nothing about the one.
      if (other === into.row) continue;
      const moved = moveRelation.run({ row: relation.row, from: from.row, to: into.row, id: randomUUID(), now });
      if (moved.changes > 0) made.push(Number(moved.lastInsertRowid));
    }
    return { ended, made };
  };

  const takeIn = (from: EntityRow, into: EntityRow, { now }: WriteContext): Taken => {
    const before = new Set(entities.observations(into.row).map(({ row }) => row));
    const texts = [from.name, ...entities.observations(from.row).map(({ text }) => text)];
    const known = new Set([into.name]);
    entities.observe(
      into.row,
      into.place,
      texts.filter((text) => !known.has(text)),
      null,
      now,
    );
    const observations = entities
      .observations(into.row)
      .map(({ row }) => row)
      .filter((row) => !before.has(row));
    return { row: from.row, observations, ...moveRelations(from, into, now) };
  };

  /** Takes from the target what came from this one. */
  const takeBack = (target: EntityRow, { made, observations }: Taken): void => {
    for (const row of made) removeRelation.run(row);
    const counting = new Set(entities.observations(target.row).map(({ row }) => row));
    for (const row of observations) removeObservation.run(row);
    entities.discount(target.place, observations.filter((row) => counting.has(row)).length);
  };

  /** It stands for itself again. Throws `memory.conflict` where its name is another one's by now. */
  const giveBack = ({ row, ended }: Taken, context: WriteContext): void => {
    const from = entities.byRow(row);
    if (from === undefined) return;
    const taken = entities.byName(from.place, from.name, from.type);
    if (taken !== undefined && taken.row !== row) throw nameTaken(from.name, from.type, taken.id);
    entities.revive(from);
    entities.index({ ...from, invalidatedAt: null }, context);
    for (const relation of ended) reviveRelation.run(relation);
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
      const target = entities.findLive({ id: into, places });
      const gone = [...new Set(others)].map((each) => {
        const from = entities.findLive({ id: each, places });
        if (from.row !== target.row && from.place === target.place) return from;
        throw cannotMerge(each, into);
      });
      // First, so that the place's quota is asked for what there will be, and not for both. What they hold is still read.
      for (const from of gone) entities.end(from, target.id, context.now);
      const taken = gone.map((from) => takeIn(from, target, context));
      entities.index(target, context);
      insert.run({ id, target: target.row, mergedAt: context.now, record: JSON.stringify(taken) });
      return id;
    },
    undo: (id: MergeId, places: readonly MemoryPlace[], context: WriteContext): void => {
      const merge = byId.get(id);
      if (merge === undefined) throw notFound("merge", id);
      const target = entities.findLive({ id: entities.byRow(merge.target)?.id ?? ("" as EntityId), places });
      const taken: readonly Taken[] = JSON.parse(merge.record);
      // Backwards: what one of them took over from another one goes back the way it came.
      const backwards = taken.toReversed();
      for (const each of backwards) takeBack(target, each);
      for (const each of backwards) giveBack(each, context);
      entities.index(target, context);
      remove.run(id);
    },
  };
};

export type Merges = ReturnType<typeof createMerges>;
