/** The built-in tools: WebAssembly modules that `npm run build` compiles from `tools/`, each with its manifest. */
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { parseToolGrants, parseToolManifest } from "./manifest.ts";
import type { ToolGrants, ToolManifest } from "./manifest-types.ts";
import { createSandboxedTool, type SandboxedToolDependencies } from "./sandboxed-tool.ts";
import type { Tool } from "./types.ts";

const folder = new URL("../../dist/tools/", import.meta.url);

const damaged = (file: string, message: string): CaxtonError =>
  new CaxtonError("tool.invalid_manifest", `The built-in tool ${basename(file)} cannot be used: ${message}`, {
    hint: "Build Caxton again: npm run build",
  });

/** Throws `tool.not_found` if the tools have not been built, rather than starting a server that has none. */
const listFolder = async (): Promise<readonly string[]> =>
  readdir(folder).catch((cause: unknown) => {
    throw new CaxtonError("tool.not_found", `The built-in tools cannot be read from ${fileURLToPath(folder)}.`, {
      hint: "Build Caxton: npm run build",
      cause,
    });
  });

const readManifest = async (file: string): Promise<ToolManifest> => {
  const parsed = parseToolManifest(JSON.parse(await readFile(new URL(file, folder), "utf8")));
  if (parsed.ok) return parsed.value;
  throw damaged(file, parsed.error.map(({ pointer, message }) => `${pointer ?? ""} ${message}`).join("; "));
};

/** The operator's grants for each tool, from the configuration. Throws `configuration.invalid`. */
const parseGrants = (grants: Readonly<Record<string, JsonObject>>, names: readonly string[]) =>
  new Map(
    Object.entries(grants).map(([name, written]): [string, ToolGrants] => {
      const parsed = parseToolGrants(written, `/tools/grants/${name}`);
      if (parsed.ok && names.includes(name)) return [name, parsed.value];
      const [close] = nearest(name, names, { max: 1 });
      throw new CaxtonError("configuration.invalid", `tools.grants.${name} cannot be used.`, {
        hint: parsed.ok
          ? `There is no built-in tool of that name.${close === undefined ? "" : ` Did you mean ${close}?`}`
          : "See docs/tools.md for what can be granted.",
        errors: parsed.ok ? [] : parsed.error,
      });
    }),
  );

/** Loads the tools. For each kind of grant, `grants` from the configuration replaces that of the manifest. */
export const loadBuiltInTools = async (
  grants: Readonly<Record<string, JsonObject>>,
  deps: SandboxedToolDependencies,
): Promise<readonly Tool[]> => {
  const files = (await listFolder()).filter((file) => file.endsWith(".json")).toSorted();
  const manifests = await Promise.all(files.map(readManifest));
  const own = parseGrants(
    grants,
    manifests.map(({ name }) => name),
  );
  return manifests.map((manifest) => {
    const given = own.get(manifest.name);
    const written = Object.keys(grants[manifest.name] ?? {});
    const replaced = Object.entries(given ?? {}).filter(([kind]) => written.includes(kind));
    const granted = { ...manifest, grants: { ...manifest.grants, ...Object.fromEntries(replaced) } };
    const module = new URL(`${manifest.name}.wasm`, folder);
    return createSandboxedTool(granted, "built-in", async () => readFile(module), deps);
  });
};
