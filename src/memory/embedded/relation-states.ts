/** The states of a relation: each is a row, and the present one has the relation's id. */
import { randomUUID } from "node:crypto";
import type { MemoryPlace, RelationId } from "../../domain/memory.ts";
import type { ExportedRelation } from "../../domain/exported-memory.ts";
import type { RelationStatements, StoredRelation } from "./relation-statements.ts";
import { fromProvenance, toPastRelation, toRelation, type RelationRow } from "./rows.ts";

/** What a change may replace. */
export type RelationFields = Pick<
  RelationRow,
  "strength" | "confidence" | "directed" | "metadata" | "validFrom" | "validTo"
>;

/**
 * Puts the relation into a new state, in which it counts, and keeps the previous one for reads of an earlier time. It is not kept if
 * nobody can have seen it, because it is replaced in the same millisecond.
 */
export const putState = (
  { insert, update }: Pick<RelationStatements, "insert" | "update">,
  { row, sourceId: _source, targetId: _target, ...before }: RelationRow,
  changes: Partial<RelationFields>,
  now: string,
): void => {
  const invalidatedAt = before.invalidatedAt ?? now;
  if (before.recordedAt < invalidatedAt) {
    insert.run({ ...before, id: randomUUID() as RelationId, stateOf: before.id, invalidatedAt });
  }
  update.run({
    ...before,
    ...changes,
    ...{ row, recordedAt: now, invalidatedAt: null },
    // Kept even if the clock was set back, because it says that there are earlier states.
    firstRecordedAt: before.firstRecordedAt ?? (before.recordedAt === now ? null : before.recordedAt),
  });
};

/** With its earlier states. */
export const exportedRelation = (
  { statesOf }: Pick<RelationStatements, "statesOf">,
  row: RelationRow,
  place: MemoryPlace,
): ExportedRelation => {
  const relation = toRelation(row, place);
  if (row.firstRecordedAt === null) return relation;
  const past = statesOf.all(row.id).map(toPastRelation);
  return { ...relation, changedAt: row.recordedAt, ...(past.length === 0 ? {} : { past }) };
};

const fieldsOf = (state: Pick<ExportedRelation, keyof RelationFields>): RelationFields => ({
  strength: state.strength,
  confidence: state.confidence,
  directed: state.directed ? 1 : 0,
  metadata: JSON.stringify(state.metadata),
  validFrom: state.validFrom,
  validTo: state.validTo,
});

/** The rows of an exported relation: earlier states, whose ids are new, and the present one. */
export const restoredRows = (
  relation: ExportedRelation,
  ends: Pick<RelationRow, "place" | "source" | "target">,
): { readonly present: StoredRelation; readonly states: readonly StoredRelation[] } => {
  const { id, type, recordedAt, invalidatedAt, changedAt, past = [] } = relation;
  const plain = { id, ...ends, type, provenance: fromProvenance(relation.provenance) };
  const since = changedAt ?? past.at(-1)?.supersededAt ?? recordedAt;
  const firstRecordedAt = past.length === 0 && since === recordedAt ? null : recordedAt;
  return {
    present: { ...plain, ...fieldsOf(relation), recordedAt: since, invalidatedAt, stateOf: null, firstRecordedAt },
    states: past.map((state) => ({
      ...plain,
      ...fieldsOf(state),
      ...{ id: randomUUID() as RelationId, stateOf: id },
      ...{ recordedAt: state.recordedAt, invalidatedAt: state.supersededAt },
      firstRecordedAt: state.recordedAt === recordedAt ? null : recordedAt,
    })),
  };
};
