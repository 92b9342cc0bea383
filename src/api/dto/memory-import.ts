/** Importing into the memory. */
import type { Uuid } from "./common.ts";

/** What to do with what is there already, by id or by name; `replace` takes over by id, and merges by name. */
export type ConflictRuleText = "merge" | "skip" | "fail" | "replace";

/** Ids of an import, each with the id of an entity of the memory. */
export interface JoinedIds {
  [id: string]: string;
}

/** Relations that an import could not store, because the memory does not have both of their ends. */
export interface RelationsLeftOut {
  count: number;
  /** The first 20. */
  ids: Uuid[];
}

/** What became of an import. */
export interface ImportedMemory {
  created: number;
  merged: number;
  skipped: number;
  /** Relations that are new, or were changed. */
  relations: number;
  relationsLeftOut: RelationsLeftOut;
  /** Entities that became part of others: relations that come later have to name these. */
  joined: JoinedIds;
  /**
   * Entities of a partial import that have to be sent again when the other parts are in, each with the id of the entity that
   * has its name now.
   */
  waiting: JoinedIds;
}

/** The entities of an import that are there already. */
export interface ImportConflicts {
  ids: Uuid[];
}
