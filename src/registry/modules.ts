import type { ModuleHash } from "../domain/wasm.ts";
import type { Connection, Database } from "./sqlite.ts";
import type { ModuleStore, NewModule } from "./stores.ts";

/** Writes a module inside the caller's transaction; an existing one with the same hash is the same module. */
export type ModuleWriter = (module: NewModule, at: string) => void;

export const createModuleWriter = (connection: Connection): ModuleWriter => {
  const insert = connection.prepare<[string, Uint8Array, string]>(
    `INSERT INTO "Module" ("sha256", "bytes", "createdAt") VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  return ({ sha256, bytes }, at) => {
    insert.run(sha256, bytes, at);
  };
};

export const createModuleStore = ({ connection, run }: Database): ModuleStore => {
  const find = connection.prepare<[string], Buffer>(`SELECT "bytes" FROM "Module" WHERE "sha256" = ?`).pluck();
  // Modules without references belonged to agents and tools that were removed.
  const sweep = connection.prepare<[]>(
    `DELETE FROM "Module" WHERE "sha256" NOT IN (
       SELECT json_extract("definition", '$.module.sha256') FROM "AgentVersion"
         WHERE json_extract("definition", '$.kind') = 'wasm'
       UNION SELECT json_extract("definition", '$.module.sha256') FROM "RemovedVersion"
         WHERE json_extract("definition", '$.kind') = 'wasm'
       UNION SELECT "moduleSha256" FROM "Tool")`,
  );
  return {
    find: async (sha256: ModuleHash) => run(() => find.get(sha256) ?? null),
    sweep: async () => run(() => sweep.run().changes),
  };
};
