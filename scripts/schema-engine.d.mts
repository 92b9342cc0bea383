/** Declarations for the tests, which are in TypeScript. */
import type { MigrationList, SchemaEngine, SchemaFilter } from "@prisma/schema-engine-wasm/schema_engine_bg";

export const migrationsFolder: string;
export const noFilters: SchemaFilter;
export const migrationsList: (folder?: string) => MigrationList;
export const missingSql: () => Promise<string>;
export const withSchemaEngine: <Value>(url: string, work: (engine: SchemaEngine) => Promise<Value>) => Promise<Value>;
