import type { Change } from "./types.ts";

/** The start of a change with few parts. */
export const noChange: Change = {
  entities: [],
  relations: [],
  merges: [],
  eraseEntities: [],
  removeRelations: [],
  eraseRelations: [],
  removeMerges: [],
  mustCount: [],
  mustBeUnrelated: [],
  counts: [],
};
