/** Reads merges, with the names of their entities. */
import type { MemoryPlace, Merge, MergeId } from "../../domain/memory.ts";
import type { MergePosition } from "../cursors.ts";
import { notFound } from "../rules.ts";
import { numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { readMerge, type MergeRow } from "./merge-record.ts";
import type { EntityRow } from "./rows.ts";

const named = ({ id, name, type }: EntityRow): Merge["into"] => ({ id, name, type });

export const createMergeReads = ({ connection, places }: StoreContext, entities: Entities) => {
  const inPlaces = (of: readonly MemoryPlace[]): string =>
    `SELECT m.* FROM "merge" m JOIN "entity" e ON e."row" = m."target" WHERE e."place" IN (${numbers(places.rowsOf(of))})`;

  /** A merge is deleted together with its target. */
  const shown = (row: MergeRow): Merge => {
    const { id, mergedAt, undoneAt } = row;
    const into = entities.byRow(row.target) as EntityRow;
    const others = readMerge(row).taken.flatMap((taken) => entities.byRow(taken.row) ?? []);
    return { id, place: places.of(into.place), into: named(into), others: others.map(named), mergedAt, undoneAt };
  };

  return {
    /** Newest first. */
    list: (of: readonly MemoryPlace[], after: MergePosition | null, limit: number): readonly Merge[] => {
      const earlier = after === null ? "" : `AND (m."mergedAt", m."id") < (:mergedAt, :id)`;
      return connection
        .prepare<[Record<string, unknown>], MergeRow>(
          `${inPlaces(of)} ${earlier} ORDER BY m."mergedAt" DESC, m."id" DESC LIMIT :limit`,
        )
        .all({ ...after, limit })
        .map(shown);
    },
    get: (id: MergeId, of: readonly MemoryPlace[]): Merge => {
      const row = connection.prepare<[string], MergeRow>(`${inPlaces(of)} AND m."id" = ?`).get(id);
      if (row === undefined) throw notFound("merge", id);
      return shown(row);
    },
  };
};
