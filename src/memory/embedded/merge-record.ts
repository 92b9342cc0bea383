/** What is stored of a merge: enough to undo it. */
import type { JsonObject } from "../../domain/json.ts";
import type { MergeId } from "../../domain/memory.ts";

/** What a merge changed for one of the merged entities. */
export interface Taken {
  readonly row: number;
  /** Observations of the target that came from this entity. */
  readonly observations: readonly number[];
  /** Relations that were ended, and those that replace them. */
  readonly ended: readonly number[];
  readonly made: readonly number[];
}

export interface MergeRecord {
  readonly taken: readonly Taken[];
  /** Metadata that the target lacked. */
  readonly added: JsonObject;
  /** Whether the merge pinned the target. */
  readonly pins: boolean;
}

export interface MergeRow {
  readonly id: MergeId;
  /** The row of the target. */
  readonly target: number;
  readonly mergedAt: string;
  /** Null while the merge lasts. */
  readonly undoneAt: string | null;
  /** A {@link MergeRecord} as JSON. */
  readonly record: string;
}

/** A plain list was written by a version that did not move metadata and pins. */
export const readMerge = ({ record: text }: MergeRow): MergeRecord => {
  const record = JSON.parse(text) as MergeRecord | readonly Taken[];
  return "taken" in record ? record : { taken: record, added: {}, pins: false };
};

/** Keeps only what is shown of an undone merge: the rest may be text of an entity that is erased later. */
export const undoneRecord = ({ taken }: MergeRecord): MergeRecord => ({
  taken: taken.map(({ row }) => ({ row, observations: [], ended: [], made: [] })),
  added: {},
  pins: false,
});
