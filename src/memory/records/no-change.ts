import type { Change } from "./types.ts";

/** What a change begins with that has little to say. */
export const noChange: Change = {
  entities: [],
  relations: [],
  merges: [],
  eraseEntities: [],
  removeRelations: [],
  removeMerges: [],
  mustCount: [],
  mustBeUnrelated: [],
  counts: [],
};
