/** Ends, revives, erases and merges entities. */
import type { JsonObject } from "../../domain/json.ts";
import type { EntityId, ErasedId } from "../../domain/memory.ts";
import { withoutThoseOf } from "../scrub.ts";
import { originOf } from "./entity-reads.ts";
import type { EntitySteps } from "./entity-steps.ts";
import type { EntityRow } from "./rows.ts";

/** Removes metadata of an erased entity from the history of an entity into which it was merged. */
const scrubPast = (
  { statements: { pastOf, setPastMetadata } }: EntitySteps,
  row: number,
  erased: readonly JsonObject[],
): void => {
  for (const { supersededAt, metadata } of pastOf.all(row)) {
    const kept = JSON.stringify(withoutThoseOf(JSON.parse(metadata) as JsonObject, erased));
    if (kept !== metadata) setPastMetadata.run(kept, row, supersededAt);
  }
};

/** Entities into which it is or was merged. */
const targetsOf = ({ statements: { pastOf } }: EntitySteps, row: EntityRow): readonly EntityId[] =>
  [row, ...pastOf.all(row.row)].flatMap((state) => state.mergedInto ?? []);

export const createErasing = (steps: EntitySteps) => {
  const { statements, places, observations, forget, byId } = steps;
  return {
    scrubPast: (row: number, erased: readonly JsonObject[]): void => scrubPast(steps, row, erased),
    /** Removes the entity, and what an undone merge left of it in the history of another entity. */
    erase: (row: EntityRow, now: string): void => {
      const past = statements.pastOf.all(row.row);
      const metadata = [row, ...past].map((state) => JSON.parse(state.metadata) as JsonObject);
      const targets = new Set(targetsOf(steps, row));
      for (const id of targets) {
        const target = byId(id);
        if (target === undefined || target.row === row.row) continue;
        // A further merge moved its data on.
        for (const next of targetsOf(steps, target)) targets.add(next);
        scrubPast(steps, target.row, metadata);
      }
      if (row.invalidatedAt === null) places.count(row.place, -1, -observations(row.row).length);
      forget(row);
      statements.removeEntity.run(row.row);
      statements.eraseMovedObservations.run(row.id);
      statements.remember.run({ id: row.id, kind: "entity", erasedAt: now, entity: null, recordedAt: null });
    },
  };
};

export const createEnding = ({ statements, places, observations, retireLater }: EntitySteps) => ({
  touch: ({ row }: EntityRow, now: string): void => void statements.touch.run(now, row),
  end: (row: EntityRow, mergedInto: EntityId | null, now: string): void => {
    statements.end.run(now, mergedInto, row.row);
    places.count(row.place, -1, -observations(row.row).length);
    retireLater(row);
  },
  /** Makes the entity count again after an undone merge; its history records that it did not count in between. */
  revive: (row: EntityRow, now: string): void => {
    if (row.invalidatedAt !== null) {
      statements.keepPast.run({ row: row.row, now: row.invalidatedAt, mergedInto: null });
      statements.keepPast.run({ row: row.row, now, mergedInto: row.mergedInto });
    }
    statements.revive.run(row.row);
    places.count(row.place, 1, observations(row.row).length);
  },
  remember: (erased: ErasedId): void => void statements.remember.run(erased),
  erasedAfter: (id: string, limit: number): readonly ErasedId[] => statements.erasedAfter.all(id, limit),
  endRelations: (row: number, now: string): void => void statements.endRelations.run({ now, row }),
});

/** What one entity takes over from another one in a merge, and gives back when the merge is undone. */
export const createMoving = ({ statements, places, observing, observations, replace }: EntitySteps) => ({
  /** Adds name and observations, with their provenance and times. Returns the rows of those that are new here. */
  takeObservations: (from: EntityRow, into: EntityRow, now: string): readonly number[] => {
    const before = new Set(observations(into.row).map(({ row }) => row));
    const own = { text: from.name, recordedAt: from.recordedAt, provenance: from.provenance, mergedFrom: null };
    const moved = [own, ...observations(from.row)]
      .filter(({ text }) => text !== into.name)
      .map(({ text, recordedAt, provenance, mergedFrom }) => ({
        text,
        recordedAt: recordedAt === "" ? from.recordedAt : recordedAt,
        provenance,
        mergedFrom: originOf(from, { mergedFrom }),
        mergedAt: now,
      }));
    observing.add(into, moved);
    return observations(into.row)
      .map(({ row }) => row)
      .filter((row) => !before.has(row));
  },
  /** @param isErased whether the entity that they came from was erased, in which case they are removed from history as well */
  giveBackObservations: (target: EntityRow, rows: readonly number[], isErased: boolean, now: string): void => {
    const { endObservationRow, removeObservationRow } = statements;
    const ended = rows.map((row) =>
      isErased ? (removeObservationRow.get(row)?.live ?? 0) : endObservationRow.run(now, row).changes,
    );
    places.count(target.place, 0, -ended.reduce((sum, each) => sum + each, 0));
  },
  /** Adds metadata that the target lacks, and pins it if one of the others is pinned. */
  takeFields: (target: EntityRow, others: readonly EntityRow[], now: string) => {
    const own = JSON.parse(target.metadata) as JsonObject;
    const entries = others.toReversed().flatMap(({ metadata }) => Object.entries(JSON.parse(metadata) as JsonObject));
    const added = Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(own, name)));
    const pins = target.pinned === 0 && others.some(({ pinned }) => pinned === 1);
    const isMore = pins || Object.keys(added).length > 0;
    const next = { metadata: JSON.stringify({ ...own, ...added }), pinned: pins ? 1 : target.pinned };
    return { row: isMore ? replace(target, next, now) : target, added, pins };
  },
  /** Removes what the merge added, unless it has been changed since. */
  giveBackFields: (target: EntityRow, added: JsonObject, pins: boolean, now: string): EntityRow => {
    const metadata = JSON.parse(target.metadata) as JsonObject;
    const kept = withoutThoseOf(metadata, [added]);
    const isMore = pins || Object.keys(kept).length < Object.keys(metadata).length;
    return isMore ? replace(target, { metadata: JSON.stringify(kept), pinned: pins ? 0 : target.pinned }, now) : target;
  },
});
