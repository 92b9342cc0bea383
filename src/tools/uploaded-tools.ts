/** Uploaded tools: checked before they are stored, then available at once. */
import { createHash } from "node:crypto";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { ModuleHash } from "../domain/wasm.ts";
import type { Events } from "../observability/types.ts";
import type { ModuleStore, ToolRecord, ToolStore } from "../registry/stores.ts";
import { exportsFor } from "../sandbox/names.ts";
import { withinCeilings } from "./ceilings.ts";
import { describedManifest } from "./described.ts";
import { parseToolManifest } from "./manifest.ts";
import type { ToolManifest } from "./manifest-types.ts";
import { createSandboxedTool, policyFor, type SandboxedToolDependencies } from "./sandboxed-tool.ts";
import type { Tool } from "./types.ts";

export interface UploadedToolsDependencies extends SandboxedToolDependencies {
  readonly store: ToolStore;
  readonly modules: Pick<ModuleStore, "find">;
  readonly events: Pick<Events, "record">;
  readonly clock: () => Date;
  /** Whether a tool of another source has the name. */
  readonly isTaken: (name: string) => boolean;
  /** Whether a client of MCP would take the name for something else, such as an agent's capability. */
  readonly isReserved: (name: string) => boolean;
}

export interface UploadedTools {
  all(): readonly Tool[];
  /** Throws `tool.invalid_manifest`, `tool.already_exists`, and `sandbox.*` if the module cannot run. */
  add(manifest: unknown, bytes: Uint8Array): Promise<Tool>;
  /** Throws `tool.not_found`. Calls in progress continue. */
  remove(name: string): Promise<void>;
  /** Loads tools that other processes added, and drops those that they removed. */
  refresh(): Promise<void>;
}

const invalidManifest = (complaints: readonly Complaint[]): CaxtonError => {
  const [first] = complaints;
  return new CaxtonError(
    "tool.invalid_manifest",
    `The tool's manifest has errors. ${first?.pointer ?? ""}: ${first?.message ?? ""}`,
    {
      errors: complaints,
      hint: first?.suggestion ?? "See docs/tools.md for the fields of a manifest.",
    },
  );
};

const reservedName = (name: string): Complaint => ({
  pointer: "/name",
  message: `“${name}” is reserved for the tools by which MCP clients ask agents (ask_…) and use the memory.`,
  suggestion: "Choose another name.",
});

const alreadyExists = (name: string): CaxtonError =>
  new CaxtonError("tool.already_exists", `There is a tool called “${name}” already.`, {
    hint: "Choose another name, or delete that tool first.",
  });

/** Loads all tools from the registry. Throws `database.*`. */
export const openUploadedTools = async (deps: UploadedToolsDependencies): Promise<UploadedTools> => {
  const tools = new Map<string, Tool>();
  /** When each loaded tool was stored; a newer one with the same name, stored by another process, replaces it. */
  const storedAt = new Map<string, string>();

  const keep = ({ manifest, module, createdAt }: Omit<ToolRecord, "name" | "updatedAt">): Tool | null => {
    const parsed = parseToolManifest(manifest);
    // It was valid when it was stored, so only an older version of Caxton can have accepted it.
    if (!parsed.ok) return null;
    const { name } = parsed.value;
    const readModule = async (): Promise<Uint8Array> => {
      const bytes = await deps.modules.find(module);
      if (bytes !== null) return bytes;
      throw new CaxtonError("tool.not_found", `The module of the tool ${name} is not in the registry.`);
    };
    const tool = createSandboxedTool(parsed.value, "uploaded", readModule, deps);
    tools.set(name, tool);
    storedAt.set(name, createdAt);
    return tool;
  };

  const refresh = async (): Promise<void> => {
    const stored = await deps.store.all();
    for (const name of [...tools.keys()]) if (!stored.some((each) => each.name === name)) tools.delete(name);
    for (const each of stored) if (!tools.has(each.name) || storedAt.get(each.name) !== each.createdAt) keep(each);
  };

  const record = async (kind: string, name: string, data: JsonObject): Promise<void> => {
    const time = deps.clock().toISOString();
    const event = { key: `${kind} ${name} ${time}`, time, kind, agent: null, conversationId: null, traceId: null };
    await deps.events.record([{ ...event, data: { tool: name, ...data } }]);
  };

  const checkModule = async (manifest: ToolManifest, bytes: Uint8Array): Promise<void> => {
    const module = await deps.engine.load(bytes, policyFor(manifest, deps.maxModuleBytes));
    if (manifest.function !== null && module.kind !== "extism")
      throw invalidManifest([
        { pointer: "/function", message: "Only an Extism plug-in has functions to choose from." },
      ]);
    const wanted = exportsFor(module.kind, "call_tool", manifest.function ?? undefined);
    const missing = wanted.filter((name) => !module.exports.includes(name));
    if (missing.length === 0) return;
    throw new CaxtonError("sandbox.abi_violation", `The module does not export ${missing.join(", ")}.`, {
      hint:
        module.kind === "extism"
          ? `Name one of its exports as function in the manifest: it exports ${module.exports.join(", ")}.`
          : "See docs/wasm-guests.md for the exports of a tool.",
    });
  };

  await refresh();

  return {
    all: () => [...tools.values()],
    refresh,
    add: async (written, bytes) => {
      const input = await describedManifest(written, bytes, deps);
      const parsed = parseToolManifest(input, deps.ceilings);
      if (!parsed.ok) throw invalidManifest(parsed.error);
      const { name } = parsed.value;
      if (deps.isReserved(name)) throw invalidManifest([reservedName(name)]);
      if (deps.isTaken(name)) throw alreadyExists(name);
      await checkModule(withinCeilings(parsed.value, deps.ceilings), bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex") as ModuleHash;
      // The manifest is stored as written: there, a plain number of time is in seconds; in a parsed manifest, in
      // milliseconds.
      const manifest = input as JsonObject;
      if (!(await deps.store.add({ name, manifest, module: { sha256, bytes } }))) throw alreadyExists(name);
      const tool = keep({ manifest, module: sha256, createdAt: deps.clock().toISOString() });
      if (tool === null)
        throw new CaxtonError("internal.unexpected", `The manifest of ${name} changed when it was stored.`);
      await record("tool.added", name, { sha256, grants: manifest["grants"] ?? null });
      return tool;
    },
    remove: async (name) => {
      if (!(await deps.store.remove(name))) {
        throw new CaxtonError("tool.not_found", `There is no uploaded tool “${name}”.`, {
          hint: "Only uploaded tools can be deleted. GET /api/v1/tools lists all tools.",
        });
      }
      tools.delete(name);
      await record("tool.removed", name, {});
    },
  };
};
