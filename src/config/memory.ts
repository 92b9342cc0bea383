/** Settings of the memory: the backend in use, and the other backends for a migration. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Complaint } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { defaultQuotas, type Quotas } from "../domain/memory.ts";
import { fail, ok } from "../domain/result.ts";
import * as parse from "./parsers.ts";
import type { Reader } from "./reader.ts";
import { memoryBackends, type Folders, type MemoryBackendName, type MemoryConfig } from "./types.ts";

/** The value is never shown, since it may contain a password. */
const postgresUrl: parse.Parser<string> = (input) => {
  const parsed = parse.text(input);
  return parsed.ok && parse.isPostgresUrl(parsed.value)
    ? parsed
    : fail("it takes postgresql://user:password@host:port/database.");
};

const neo4jUri: parse.Parser<string> = (input) => {
  const parsed = parse.text(input);
  const isUri = parsed.ok && /^(?:neo4j|bolt)(?:\+s|\+ssc)?:\/\/[^@\s]+$/.test(parsed.value);
  return isUri ? parsed : fail("it takes an address such as neo4j://localhost:7687 or bolt+s://host:7687.");
};

/** A name that is inserted into SQL, so its characters are restricted. */
const sqlName: parse.Parser<string> = (input) => {
  const parsed = parse.text(input);
  return parsed.ok && /^[a-z_][a-z0-9_]{0,62}$/.test(parsed.value)
    ? parsed
    : fail("it takes a name of lower-case letters, digits and _.");
};

/** A prefix that is inserted into Cypher, so its characters are restricted. */
const cypherPrefix: parse.Parser<string> = (input) => {
  const parsed = parse.text(input);
  return parsed.ok && /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(parsed.value)
    ? parsed
    : fail("it takes a letter followed by up to 39 letters, digits and _.");
};

const collectionName: parse.Parser<string> = (input) => {
  const parsed = parse.text(input);
  return parsed.ok && /^[A-Za-z0-9_-]{1,100}$/.test(parsed.value)
    ? parsed
    : fail("it takes a name of letters, digits, - and _.");
};

/** A package name or a path. A path that begins with a dot is relative to `folder`. */
const moduleIn =
  (folder: string): parse.Parser<string> =>
  (input) => {
    const parsed = parse.text(input);
    if (!parsed.ok) return parsed;
    return ok(/^\.{0,2}\//.test(parsed.value) ? resolve(folder, parsed.value) : parsed.value);
  };

interface BackendChoice {
  readonly backend: MemoryBackendName;
  /** The module of a custom backend, if the setting names one. */
  readonly module: string | null;
}

/** Whether the package is installed beside Caxton; `specifier` may be a subpath such as `name/memory`. */
const isInstalled = (specifier: string): boolean => {
  const name = /^[a-z0-9][a-z0-9._~-]*/.exec(specifier)?.[0];
  if (name === undefined) return false;
  return (createRequire(import.meta.url).resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)));
};

/** The name of a backend, a path, a scoped package or an installed package. */
const backendIn =
  (folder: string): parse.Parser<BackendChoice> =>
  (input) => {
    const named = parse.oneOf(memoryBackends)(input);
    if (named.ok) return ok({ backend: named.value, module: null });
    const module = moduleIn(folder)(input);
    if (!module.ok) return named;
    const isModule = /^(?:[./@]|[A-Za-z]:\\)/.test(module.value) || isInstalled(module.value);
    return isModule
      ? ok({ backend: "custom", module: module.value })
      : fail(`${named.error} A module is a path that begins with ./ or /, or the name of an installed package.`);
  };

const anything: parse.Parser<Json> = (input) => ok(input as Json);

/** `shared` is the URL to use if the memory has none of its own. */
const readPostgres = (reader: Reader, shared: string | null): MemoryConfig["postgres"] => {
  const url = reader.get({
    key: "memory.postgres.url",
    env: "CAXTON_MEMORY_POSTGRES_URL",
    parse: postgresUrl,
    otherwise: shared,
  });
  const schema = reader.get({
    key: "memory.postgres.schema",
    env: null,
    parse: sqlName,
    otherwise: "caxton_memory",
  });
  const connections = reader.get({
    key: "memory.postgres.connections",
    env: null,
    parse: parse.wholeNumber(2, 1_000),
    otherwise: 10,
  });
  return url === null ? null : { url, schema, connections };
};

const readQdrant = (reader: Reader): MemoryConfig["qdrant"] => {
  const url = reader.get({ key: "memory.qdrant.url", env: "QDRANT_URL", parse: parse.webAddress, otherwise: null });
  const apiKey = reader.get({
    key: "memory.qdrant.api_key",
    env: "QDRANT_API_KEY",
    parse: parse.secret,
    otherwise: null,
  });
  const collection = reader.get({
    key: "memory.qdrant.collection",
    env: null,
    parse: collectionName,
    otherwise: "caxton_memory",
  });
  return url === null ? null : { url, apiKey, collection };
};

const readNeo4j = (reader: Reader): MemoryConfig["neo4j"] => {
  const uri = reader.get({ key: "memory.neo4j.uri", env: "NEO4J_URI", parse: neo4jUri, otherwise: null });
  const user = reader.get({ key: "memory.neo4j.user", env: "NEO4J_USER", parse: parse.text, otherwise: "neo4j" });
  const password = reader.get({
    key: "memory.neo4j.password",
    env: "NEO4J_PASSWORD",
    parse: parse.secret,
    otherwise: null,
  });
  const database = reader.get({
    key: "memory.neo4j.database",
    env: "NEO4J_DATABASE",
    parse: parse.text,
    otherwise: "neo4j",
  });
  const prefix = reader.get({ key: "memory.neo4j.prefix", env: null, parse: cypherPrefix, otherwise: "Caxton" });
  return uri === null ? null : { uri, user, password, database, prefix };
};

const readCustom = (
  reader: Reader,
  folders: Folders,
  fromBackend: string | null,
  where: Complaint,
): MemoryConfig["custom"] => {
  const named = reader.get({
    key: "memory.custom.module",
    env: "CAXTON_MEMORY_MODULE",
    parse: moduleIn(folders.cwd),
    parseFromFile: moduleIn(folders.file),
    otherwise: null,
  });
  const settings = reader.get({ key: "memory.custom.settings", env: null, parse: anything, otherwise: null });
  if (fromBackend !== null && named !== null && fromBackend !== named) {
    reader.complain({
      ...where,
      message: `The memory's backend is the module ${fromBackend}, and memory.custom.module names another: ${named}.`,
      suggestion: "Name the module once: either as the backend, or as memory.custom.module with the backend custom.",
    });
  }
  const module = fromBackend ?? named;
  return module === null ? null : { module, settings };
};

const readQuotas = (reader: Reader): Quotas => {
  const quota = (kind: keyof Quotas, key: string): Quotas[keyof Quotas] => {
    const most = (what: "entities" | "observations"): number =>
      reader.get({
        key: `memory.quotas.${key}.${what}`,
        env: null,
        parse: parse.wholeNumber(0, 1_000_000_000),
        otherwise: defaultQuotas[kind][what],
      });
    return { entities: most("entities"), observations: most("observations") };
  };
  return {
    "agent-only": quota("agent-only", "agent_only"),
    workspace: quota("workspace", "workspace"),
    global: quota("global", "global"),
  };
};

/** The setting that each backend requires. */
const needs = {
  postgres: ["memory.postgres.url", "CAXTON_MEMORY_POSTGRES_URL"],
  qdrant: ["memory.qdrant.url", "QDRANT_URL"],
  neo4j: ["memory.neo4j.uri", "NEO4J_URI"],
  custom: ["memory.custom.module", "CAXTON_MEMORY_MODULE"],
} as const;

const setting = { key: "memory.backend", env: "CAXTON_MEMORY_BACKEND" } as const;

/**
 * Reads the section `memory`. `databaseUrl` is the value of `DATABASE_URL`: if it is a PostgreSQL URL and the backend
 * is `postgres`, the memory uses it unless it has a URL of its own.
 */
export const readMemory = (
  reader: Reader,
  folders: Folders,
  dataDir: string,
  databaseUrl: string | undefined,
): MemoryConfig => {
  const { backend, module } = reader.get<BackendChoice, BackendChoice>({
    ...setting,
    parse: backendIn(folders.cwd),
    parseFromFile: backendIn(folders.file),
    otherwise: { backend: "embedded", module: null },
  });
  const shared =
    backend === "postgres" && databaseUrl !== undefined && parse.isPostgresUrl(databaseUrl) ? databaseUrl.trim() : null;
  const model = reader.get({
    key: "memory.model",
    env: "CAXTON_EMBEDDING_MODEL",
    parse: parse.text,
    otherwise: "all-MiniLM-L6-v2",
  });
  const backends = {
    postgres: readPostgres(reader, shared),
    qdrant: readQdrant(reader),
    neo4j: readNeo4j(reader),
    custom: readCustom(reader, folders, module, reader.origin(setting)),
  };
  if (backend !== "embedded" && backends[backend] === null) {
    const [key, env] = needs[backend];
    reader.complain({
      ...reader.origin(setting),
      message: `The memory's backend is ${backend}, but its location is not configured.`,
      suggestion: `Set ${key}, or ${env} in the environment.`,
    });
  }
  return { backend, model, quotas: readQuotas(reader), embedded: { file: join(dataDir, "memory.db") }, ...backends };
};
