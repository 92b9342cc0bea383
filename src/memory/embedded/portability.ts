/** The store's thread as the source of exports and the target of imports. */
import type { MemoryPlace } from "../../domain/memory.ts";
import type { ExportPages, ImportTarget } from "../portability.ts";
import { portedAtOnce } from "../portability.ts";
import { value, type Answered, type StoreThread } from "./calls.ts";

/** Repeats a write until it has the vectors that it needs; `texts` are those it will probably need. */
export type Writing = <Value>(
  texts: readonly string[],
  write: (vectors: ReadonlyMap<string, Float32Array>) => Promise<Answered<Value>>,
) => Promise<Value>;

export const exportPages = (thread: StoreThread, places: readonly MemoryPlace[] | null): ExportPages<number> => ({
  entities: async (after, limit) => value(thread.call("exportEntities", places, after ?? 0, limit)),
  relations: async (after) => value(thread.call("exportRelations", places, after ?? 0, portedAtOnce)),
});

export const createImportTarget = (thread: StoreThread, writing: Writing): ImportTarget => ({
  conflicts: async (entities) => value(thread.call("conflicts", entities)),
  entities: async (entities, rule, joins) =>
    // Entities that exist already need no vector; the thread reports which ones do.
    writing([], async (vectors) => thread.call("importEntities", entities, rule, vectors, joins)),
  relations: async (relations, rule) => value(thread.call("importRelations", relations, rule)),
});
