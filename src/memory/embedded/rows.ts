/** Conversion of rows of `memory.db` to and from domain objects. */
import { createHash } from "node:crypto";
import type {
  Entity,
  EntityId,
  MemoryPlace,
  Observation,
  Provenance,
  Relation,
  RelationId,
} from "../../domain/memory.ts";
import type { PastRelation, PastState } from "../../domain/exported-memory.ts";
import { observationKey } from "../../domain/memory.ts";
import type { JsonObject } from "../../domain/json.ts";

export interface EntityRow {
  readonly row: number;
  readonly id: EntityId;
  readonly place: number;
  readonly name: string;
  readonly nameKey: string;
  readonly type: string;
  readonly typeKey: string;
  readonly metadata: string;
  readonly provenance: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly pinned: number;
  readonly mergedInto: EntityId | null;
  /** Empty if equal to `recordedAt`. */
  readonly changedAt: string;
}

export interface ObservationRow {
  readonly row: number;
  readonly entity: number;
  readonly text: string;
  readonly textKey: number;
  /** Empty if equal to the entity's. */
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  readonly provenance: string | null;
  /** Both are null for observations made of the entity itself. */
  readonly mergedFrom: EntityId | null;
  readonly mergedAt: string | null;
}

export interface PastRow {
  readonly supersededAt: string;
  readonly name: string;
  readonly type: string;
  readonly metadata: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** Null unless it was merged into another entity until then. */
  readonly mergedInto: EntityId | null;
}

export const changedAtOf = ({ changedAt, recordedAt }: EntityRow): string =>
  changedAt === "" ? recordedAt : changedAt;

/**
 * Equal for observations that say the same: 53 bits of a hash of their {@link observationKey}. The probability of a collision among
 * the 10,000 observations that an entity may have is 1 in 100 million.
 */
export const textNumberOf = (text: string): number =>
  Number(createHash("sha256").update(observationKey(text)).digest().readBigUInt64BE() >> 11n);

/** With the ids of both ends. */
export interface RelationRow {
  readonly row: number;
  readonly id: RelationId;
  readonly place: number;
  readonly source: number;
  readonly target: number;
  readonly sourceId: EntityId;
  readonly targetId: EntityId;
  readonly type: string;
  readonly strength: number;
  readonly confidence: number;
  readonly directed: number;
  readonly metadata: string;
  readonly provenance: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** When this state was recorded. */
  readonly recordedAt: string;
  readonly invalidatedAt: string | null;
  /** Null unless the row is an earlier state: the relation's id. */
  readonly stateOf: RelationId | null;
  /** When the relation was first recorded; null if with this state. */
  readonly firstRecordedAt: string | null;
}

/** The common case. */
const toMetadata = (text: string): JsonObject => (text === "{}" ? {} : (JSON.parse(text) as JsonObject));

const toProvenance = (text: string | null): Provenance | null =>
  text === null ? null : (JSON.parse(text) as Provenance);

export const fromProvenance = (provenance: Provenance | null | undefined): string | null =>
  provenance == null ? null : JSON.stringify(provenance);

/** The visible fields of an observation. */
export type ShownObservation = Pick<
  ObservationRow,
  "text" | "recordedAt" | "invalidatedAt" | "provenance" | "mergedFrom" | "mergedAt"
>;

const toObservation = (
  { text, recordedAt, invalidatedAt, provenance, mergedFrom, mergedAt }: ShownObservation,
  entityRecordedAt: string,
): Observation => ({
  text,
  recordedAt: recordedAt === "" ? entityRecordedAt : recordedAt,
  invalidatedAt,
  provenance: toProvenance(provenance),
  ...(mergedFrom === null || mergedAt === null ? {} : { merged: { entity: mergedFrom, at: mergedAt } }),
});

export const toEntity = (
  row: Omit<EntityRow, "row" | "place" | "nameKey" | "typeKey" | "changedAt">,
  place: MemoryPlace,
  observations: readonly ShownObservation[],
): Entity => ({
  id: row.id,
  place,
  name: row.name,
  type: row.type,
  observations: observations.map((each) => toObservation(each, row.recordedAt)),
  metadata: toMetadata(row.metadata),
  provenance: toProvenance(row.provenance),
  pinned: row.pinned === 1,
  mergedInto: row.mergedInto,
  validFrom: row.validFrom,
  validTo: row.validTo,
  recordedAt: row.recordedAt,
  invalidatedAt: row.invalidatedAt,
});

export const toPast = ({ mergedInto, ...row }: PastRow): PastState => ({
  ...row,
  metadata: toMetadata(row.metadata),
  ...(mergedInto === null ? {} : { mergedInto }),
});

/** A state of a relation, as a walk or a list shows it. */
export type ShownRelation = Omit<RelationRow, "row" | "place" | "source" | "target">;

export const relationIdOf = ({ id, stateOf }: Pick<RelationRow, "id" | "stateOf">): RelationId => stateOf ?? id;

export const toRelation = (row: ShownRelation, place: MemoryPlace): Relation => ({
  id: relationIdOf(row),
  place,
  from: row.sourceId,
  to: row.targetId,
  type: row.type,
  strength: row.strength,
  confidence: row.confidence,
  directed: row.directed === 1,
  metadata: toMetadata(row.metadata),
  provenance: toProvenance(row.provenance),
  validFrom: row.validFrom,
  validTo: row.validTo,
  recordedAt: row.firstRecordedAt ?? row.recordedAt,
  invalidatedAt: row.invalidatedAt,
});

export const toPastRelation = (row: RelationRow): PastRelation => ({
  recordedAt: row.recordedAt,
  // An earlier state has always ended.
  supersededAt: row.invalidatedAt ?? row.recordedAt,
  strength: row.strength,
  confidence: row.confidence,
  directed: row.directed === 1,
  metadata: toMetadata(row.metadata),
  validFrom: row.validFrom,
  validTo: row.validTo,
});
