/** What an export of the memory consists of, and how an import treats what exists already. */
import type { JsonObject } from "./json.ts";
import type { Entity, EntityId, MemoryGraph, Relation } from "./memory.ts";

/** The specification's export, version 1.0: everything, superseded or not. */
export interface MemoryExport extends MemoryGraph {
  readonly metadata: {
    readonly exportedAt: string;
    readonly backend: string;
    readonly embeddingModel: string;
    readonly entities: number;
    readonly relations: number;
  };
  readonly version: "1.0";
}

/** The state of an entity until a change. */
export interface PastState {
  readonly supersededAt: string;
  readonly name: string;
  readonly type: string;
  readonly metadata: JsonObject;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** The entity into which it was merged until then, by a merge that was since undone; it did not count by itself. */
  readonly mergedInto?: EntityId;
}

/** With its earlier states, oldest first, if there are any. */
export interface ExportedEntity extends Entity {
  readonly past?: readonly PastState[];
}

/** The state of a relation until a change, or until a merge that was since undone. */
export interface PastRelation extends Pick<
  Relation,
  "strength" | "confidence" | "directed" | "metadata" | "validFrom" | "validTo"
> {
  /** Reads with an `asOf` from `recordedAt` until before `supersededAt` show it. */
  readonly recordedAt: string;
  readonly supersededAt: string;
}

/** With its earlier states, oldest first, if there are any. */
export interface ExportedRelation extends Relation {
  /** When the present state was recorded; absent if it is the first one. */
  readonly changedAt?: string;
  readonly past?: readonly PastRelation[];
}

/** One piece of an export, as it is streamed. */
export type ExportRecord =
  | { readonly kind: "entity"; readonly entity: ExportedEntity }
  | { readonly kind: "relation"; readonly relation: ExportedRelation };

/**
 * What to do with entities that exist already, by id or by name. `replace` overwrites entities that exist by id, and merges those
 * that exist by name only.
 */
export type ConflictRule = "merge" | "skip" | "fail" | "replace";
