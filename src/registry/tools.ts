import type { JsonObject } from "../domain/json.ts";
import type { ModuleHash } from "../domain/wasm.ts";
import type { ModuleWriter } from "./modules.ts";
import type { Database } from "./sqlite.ts";
import type { ToolRecord, ToolStore } from "./stores.ts";

interface ToolRow {
  readonly name: string;
  readonly manifest: string;
  readonly moduleSha256: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const toRecord = ({ manifest, moduleSha256, ...row }: ToolRow): ToolRecord => ({
  ...row,
  manifest: JSON.parse(manifest) as JsonObject,
  module: moduleSha256 as ModuleHash,
});

export const createToolStore = (
  { connection, run, write }: Database,
  writeModule: ModuleWriter,
  clock: () => Date,
): ToolStore => {
  const insert = connection.prepare<[ToolRow]>(
    `INSERT INTO "Tool" ("name", "manifest", "moduleSha256", "createdAt", "updatedAt")
     VALUES (@name, @manifest, @moduleSha256, @createdAt, @updatedAt) ON CONFLICT DO NOTHING`,
  );
  const all = connection.prepare<[], ToolRow>(`SELECT * FROM "Tool" ORDER BY "name"`);
  const remove = connection.prepare<[string]>(`DELETE FROM "Tool" WHERE "name" = ?`);
  return {
    add: async ({ name, manifest, module }) =>
      write(() => {
        const at = clock().toISOString();
        writeModule(module, at);
        const row = {
          name,
          manifest: JSON.stringify(manifest),
          moduleSha256: module.sha256,
          createdAt: at,
          updatedAt: at,
        };
        return insert.run(row).changes > 0;
      }),
    all: async () => run(() => all.all().map(toRecord)),
    remove: async (name) => run(() => remove.run(name).changes > 0),
  };
};
