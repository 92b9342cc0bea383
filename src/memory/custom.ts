/** A memory that a module of the user's makes. */
import type { Json } from "../domain/json.ts";
import type { Quotas } from "../domain/memory.ts";
import { complainOf, loadFactory } from "../extensions/load-factory.ts";
import type { Embedder, MemoryBackend } from "./types.ts";

/** What a module's default export is given. */
export interface CustomMemoryInput {
  /** `memory.custom.settings`, as it stands in the configuration. */
  readonly settings: Json;
  /** The embedding model; Caxton closes it. */
  readonly embedder: Embedder;
  readonly quotas: Quotas;
}

/** What a module's default export is. */
export type MemoryFactory = (input: CustomMemoryInput) => Promise<MemoryBackend> | MemoryBackend;

const methods: readonly Exclude<keyof MemoryBackend, "name">[] = [
  "storeEntity",
  "findEntities",
  "storeRelation",
  "semanticSearch",
  "exportData",
  "importData",
  "search",
  "storeEntities",
  "getEntity",
  "addObservations",
  "removeObservations",
  "changeEntity",
  "invalidateEntity",
  "eraseEntity",
  "mergeEntities",
  "undoMerge",
  "findRelations",
  "invalidateRelation",
  "traverse",
  "shortestPath",
  "neighbourhood",
  "statistics",
  "check",
  "ping",
  "close",
];

/** Throws `configuration.invalid` for a module that makes no memory. */
export const openCustomMemory = async ({
  module,
  ...input
}: CustomMemoryInput & { readonly module: string }): Promise<MemoryBackend> => {
  const invalid = complainOf(
    "The memory",
    module,
    "Its default export must be a function that returns a MemoryBackend; see docs/memory.md.",
  );
  const factory = (await loadFactory(module, invalid)) as MemoryFactory;
  const made = (await factory(input)) as Partial<MemoryBackend> | null | undefined;
  const missing = [
    ...(typeof made?.name === "string" ? [] : ["name"]),
    ...methods.filter((method) => typeof made?.[method] !== "function"),
  ];
  if (missing.length > 0) throw invalid(`does not make a memory: it lacks ${missing.join(", ")}`);
  return made as MemoryBackend;
};
