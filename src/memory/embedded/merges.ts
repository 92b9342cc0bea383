/** Making one entity of several, and taking that back. */
import { randomUUID } from "node:crypto";
import type { EntityId, MemoryPlace, MergeId } from "../../domain/memory.ts";
import { cannotMerge, notFound } from "../rules.ts";
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
  const reviveRelation = connection.prepare<[number]>(`UPDATE "relation" SET "invalidatedAt" = NULL WHERE "row" = ?`);
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
    const moved = moveRelations(from, into, now);
    entities.end(from, into.id, now);
    return { row: from.row, observations, ...moved };
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
      const taken = [...new Set(others)].map((each) => {
        const from = entities.findLive({ id: each, places });
        if (from.row !== target.row && from.place === target.place) return takeIn(from, target, context);
        throw cannotMerge(each, into);
      });
      entities.index(target, context);
      insert.run({ id, target: target.row, mergedAt: context.now, record: JSON.stringify(taken) });
      return id;
    },
    undo: (id: MergeId, places: readonly MemoryPlace[], context: WriteContext): void => {
      const merge = byId.get(id);
      if (merge === undefined) throw notFound("merge", id);
      const target = entities.findLive({ id: entities.byRow(merge.target)?.id ?? ("" as EntityId), places });
      for (const each of JSON.parse(merge.record) as readonly Taken[]) {
        for (const row of each.made) removeRelation.run(row);
        for (const row of each.ended) reviveRelation.run(row);
        for (const row of each.observations) removeObservation.run(row);
        entities.discount(target.place, each.observations.length);
        const from = entities.byRow(each.row);
        if (from === undefined) continue;
        entities.revive(from);
        entities.index(entities.byRow(each.row) as EntityRow, context);
      }
      entities.index(target, context);
      remove.run(id);
    },
  };
};

export type Merges = ReturnType<typeof createMerges>;
