/** A memory from a module that the user provides. */
import type { Json } from "../domain/json.ts";
import type { Quotas } from "../domain/memory.ts";
import { complainOf, loadFactory } from "../extensions/load-factory.ts";
import type { MemoryBackend } from "./types.ts";
import type { Embedder } from "./embedding/types.ts";

/** The input of a module's default export. */
export interface CustomMemoryInput {
  /** `memory.custom.settings`, as written in the configuration. */
  readonly settings: Json;
  /** The embedding model; Caxton closes it. */
  readonly embedder: Embedder;
  readonly quotas: Quotas;
  /** Aborted when Caxton stops before the memory is open. A memory returned after that is closed. */
  readonly signal: AbortSignal;
}

/** The default export of a module. */
export type MemoryFactory = (input: CustomMemoryInput) => Promise<MemoryBackend> | MemoryBackend;

/** A record, so that the compiler reports methods missing here. */
const methods: Readonly<Record<Exclude<keyof MemoryBackend, "name">, true>> = {
  storeEntity: true,
  findEntities: true,
  storeRelation: true,
  semanticSearch: true,
  exportData: true,
  importData: true,
  findConflicts: true,
  search: true,
  storeEntities: true,
  getEntity: true,
  addObservations: true,
  removeObservations: true,
  changeObservations: true,
  changeEntity: true,
  invalidateEntity: true,
  eraseEntity: true,
  eraseObservations: true,
  eraseRelation: true,
  findErased: true,
  mergeEntities: true,
  undoMerge: true,
  findMerges: true,
  getMerge: true,
  findRelations: true,
  getRelation: true,
  changeRelation: true,
  invalidateRelation: true,
  traverse: true,
  shortestPath: true,
  neighbourhood: true,
  findDuplicates: true,
  places: true,
  statistics: true,
  check: true,
  ping: true,
  close: true,
};

/** Throws `configuration.invalid` if the module does not return a memory. */
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
    ...Object.keys(methods).filter((method) => typeof made?.[method as keyof typeof methods] !== "function"),
  ];
  if (missing.length > 0) throw invalid(`does not return a memory: it lacks ${missing.join(", ")}`);
  return made as MemoryBackend;
};
