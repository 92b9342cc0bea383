/**
 * Runs Prisma's schema engine as WebAssembly, on SQLite in this process: no download, no server. Used to write
 * migrations (scripts/migration.mjs) and in the tests that compare Caxton's migration runner with it.
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

const schemaFile = fromRoot("prisma/schema.prisma");
export const migrationsFolder = fromRoot("prisma/migrations");

let instance;

/** The package's entry point imports the `.wasm` file as a module, which Node cannot do without a flag. */
const instantiate = async () => {
  const file = join(dirname(require.resolve("@prisma/schema-engine-wasm")), "schema_engine_bg.wasm");
  const module = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(module.instance.exports);
  module.instance.exports.__wbindgen_start();
};

export const noFilters = { externalTables: [], externalEnums: [] };

/** The migrations in a folder, in order, in the form that the engine's calls expect. */
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

/**
 * Adapts `adapter` to scripts: the engine sends a whole script as one query, but the adapter would pass it to
 * `prepare`, which accepts only one statement.
 */
const takingScripts = (adapter) => {
  const one = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = async (query) =>
    query.args.length > 0 ? one(query) : adapter.executeScript(query.sql).then(() => 0);
  return adapter;
};

const adapterFactory = (url, connected) => {
  const factory = new PrismaBetterSqlite3({ url });
  const keep = (adapter) => {
    connected.push(adapter);
    return takingScripts(adapter);
  };
  return bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => keep(await factory.connect()),
    connectToShadowDb: async () => keep(await factory.connectToShadowDb()),
  });
};

/** Runs `work` with an engine on the database of the URL: `:memory:` or `file:…`. */
export const withSchemaEngine = async (url, work) => {
  instance ??= instantiate();
  await instance;
  const connected = [];
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [["schema.prisma", readFileSync(schemaFile, "utf8")]] },
    () => undefined,
    adapterFactory(url, connected),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine does not close its connections.
    for (const adapter of connected) await adapter.dispose();
  }
};

/** The SQL that brings the database from the migrations to the schema. */
export const missingSql = async () => {
  const { stdout } = await withSchemaEngine(":memory:", async (engine) =>
    engine.diff({
      from: { tag: "migrations", ...migrationsList() },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: readFileSync(schemaFile, "utf8") }] },
      script: true,
      exitCode: null,
      filters: noFilters,
    }),
  );
  // The output is only a comment if nothing changed.
  return stdout === null || /^(?:--.*)?\s*$/.test(stdout) ? "" : `${stdout.trimEnd()}\n`;
};
