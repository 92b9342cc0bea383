/**
 * Prisma's own schema engine as WebAssembly, on SQLite in this process: no download, no server. For writing migrations
 * (scripts/migration.mjs) and for the tests that hold Caxton's migration runner against it.
 */
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const schemaFile = fromRoot("prisma/schema.prisma");
export const migrationsFolder = fromRoot("prisma/migrations");

let instance;

/** The package's entry imports the `.wasm` file as a module, which Node cannot do without a flag. */
const instantiate = async () => {
  const file = join(dirname(require.resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.wasm");
  const module = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(module.instance.exports);
  module.instance.exports.__wbindgen_start();
};

export const noFilters = { externalTables: [], externalEnums: [] };

/** The target schema as the engine's calls take it. */
export const targetSchema = () => ({
  files: [{ path: "schema.prisma", content: readFileSync(schemaFile, "utf8") }],
});

/** The migrations of a folder as the engine's calls take them, in order. */
export const migrationsList = (folder = migrationsFolder) => {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "sqlite"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names.toSorted().map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folder, path, "migration.sql"), "utf8") },
      },
    })),
  };
};

/** The engine sends whole scripts as one query, which the adapter would hand to `prepare`, which takes one statement. */
const takingScripts = (adapter) => {
  const one = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) =>
    query.args.length > 0 ? one(query) : adapter.executeScript(query.sql).then(() => 0);
  return adapter;
};

const adapterFactory = (url) => {
  const factory = new PrismaBetterSqlite3({ url });
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => takingScripts(await factory.connect()),
    connectToShadowDb: async () => takingScripts(await factory.connectToShadowDb()),
  });
};

/** An engine on the database of the URL: `:memory:` or `file:…`. Call `free()` when done. */
export const openSchemaEngine = async (url) => {
  instance ??= instantiate();
  await instance;
  return bindings.SchemaEngine.new(
    { datamodels: [["schema.prisma", readFileSync(schemaFile, "utf8")]] },
    () => undefined,
    adapterFactory(url),
  );
};
