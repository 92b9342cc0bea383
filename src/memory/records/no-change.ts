import type { Change } from "./types.ts";

/** An empty change, to build changes with few parts. */
export const noChange: Change = {
  entities: [],
  relations: [],
  merges: [],
  undoneMerges: [],
  eraseEntities: [],
  removeRelations: [],
  eraseRelations: [],
  eraseObservations: [],
  mustCount: [],
  mustBeUnrelated: [],
  counts: [],
};
