/** The bundled tools as the server runs them: in the sandbox, with host functions according to their grants. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noTracing } from "../../src/observability/tracing.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import { loadBuiltInTools } from "../../src/tools/built-in.ts";
import { openToolDatabases } from "../../src/tools/host/database.ts";
import type { DatabaseConnection } from "../../src/tools/host/database-types.ts";
import { readEnvironment } from "../../src/tools/host/environment.ts";
import { createHostHandler } from "../../src/tools/host/host-functions.ts";
import { httpRequest } from "../../src/tools/host/network.ts";
import { fileAccess } from "../../src/tools/host/storage.ts";
import type { ToolManifest } from "../../src/tools/manifest-types.ts";
import { createSandboxedTool } from "../../src/tools/sandboxed-tool.ts";
import type { Tool } from "../../src/tools/types.ts";
import { createValueChecks } from "../../src/tools/value-checks.ts";
import { callTool } from "./tools.ts";
import { highCeilings } from "./ceilings.ts";

// Imported dynamically, so that mocha loads this as an ES module. With require, tsx would make it CommonJS, where
// workers cannot find their file.
const { createSandboxEngine } = await import("../../src/sandbox/engine.ts");

export interface BuiltTools {
  readonly names: readonly string[];
  readonly tools: readonly Tool[];
  /** The same module with a different manifest, such as that of an uploaded tool. */
  variant(name: string, changes: Partial<ToolManifest>): Tool;
  /** Throws the error that the call fails with. */
  call(name: string, args: JsonObject): Promise<any>;
  /** The same, with the audit record. */
  audited(name: string, args: JsonObject): Promise<{ readonly value: any; readonly audit: any }>;
  /** The code and message of the error that the call fails with. */
  failure(name: string, args: JsonObject): Promise<string>;
  close(): Promise<void>;
}

export interface BuiltToolsOptions {
  readonly grants?: Readonly<Record<string, JsonObject>>;
  readonly databases?: readonly DatabaseConnection[];
  /** Where the tools keep their files. */
  readonly storage?: string;
  /** What every host name resolves to. */
  readonly address?: string;
}

export const startBuiltTools = async (options: BuiltToolsOptions = {}): Promise<BuiltTools> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-tools-"));
  const engine = createSandboxEngine({ cores: 2 });
  const databases = openToolDatabases(options.databases ?? []);
  const hostFor = createHostHandler({
    env_get: readEnvironment({}),
    http_request: httpRequest({ resolve: async () => [options.address ?? "127.0.0.1"], environment: {} }),
    file_access: fileAccess(options.storage ?? folder),
    sql_query: databases.query,
  });
  const sandboxed = {
    engine,
    hostFor,
    maxModuleBytes: 4_194_304,
    ceilings: highCeilings,
    tracing: noTracing,
    checks: createValueChecks(),
  };
  const tools = await loadBuiltInTools(options.grants ?? {}, sandboxed);
  const audited = async (name: string, args: JsonObject): Promise<{ value: Json; audit: JsonObject }> => {
    const tool = tools.find((each) => each.name === name);
    if (tool === undefined) throw new RangeError(`There is no tool ${name}; build it: npm run build`);
    return callTool(tool, args);
  };
  const call = async (name: string, args: JsonObject): Promise<Json> => (await audited(name, args)).value;
  return {
    names: tools.map(({ name }) => name),
    tools,
    variant: (name, changes) => {
      const manifest = tools.find((each) => each.name === name)?.manifest ?? null;
      if (manifest === null) throw new RangeError(`There is no tool ${name}; build it: npm run build`);
      const module = new URL(`../../dist/tools/${name}.wasm`, import.meta.url);
      return createSandboxedTool({ ...manifest, ...changes }, "uploaded", async () => readFile(module), sandboxed);
    },
    audited,
    call,
    failure: async (name, args) => {
      try {
        await call(name, args);
      } catch (error) {
        const { code, message } = error as { readonly code?: string; readonly message: string };
        return `${code}: ${message}`;
      }
      return "nothing was thrown";
    },
    close: async () => {
      await Promise.all([engine.close(), databases.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
