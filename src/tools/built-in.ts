/** The tools that come with Caxton: WebAssembly modules that `npm run build` made of `tools/`, each with its manifest. */
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CaxtonError } from "../domain/errors.ts";
import { parseToolManifest } from "./manifest.ts";
import type { ToolGrants, ToolManifest } from "./manifest-types.ts";
import { createSandboxedTool, type SandboxedToolDependencies } from "./sandboxed-tool.ts";
import type { Tool } from "./types.ts";

const folder = new URL("../../dist/tools/", import.meta.url);

const damaged = (file: string, message: string): CaxtonError =>
  new CaxtonError("tool.invalid_manifest", `The built-in tool ${basename(file)} cannot be used: ${message}`, {
    hint: "Build Caxton again: npm run build",
  });

const readManifest = async (file: string): Promise<ToolManifest> => {
  const parsed = parseToolManifest(JSON.parse(await readFile(new URL(file, folder), "utf8")));
  if (parsed.ok) return parsed.value;
  throw damaged(file, parsed.error.map(({ pointer, message }) => `${pointer ?? ""} ${message}`).join("; "));
};

/** `grants` are the operator's own: what the configuration says of a tool takes the place of what its manifest says. */
export const loadBuiltInTools = async (
  grants: Readonly<Record<string, Partial<ToolGrants>>>,
  deps: SandboxedToolDependencies,
): Promise<readonly Tool[]> => {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".json")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const manifest = await readManifest(file);
      const own = { ...manifest, grants: { ...manifest.grants, ...grants[manifest.name] } };
      const module = new URL(file.replace(/\.json$/, ".wasm"), folder);
      return createSandboxedTool(own, "built-in", async () => readFile(module), deps);
    }),
  );
};
