/** The cache of compiled modules. Concurrent requests for the same module share one compilation. */
import { createHash, webcrypto } from "node:crypto";
import { CaxtonError, toCaxtonError } from "../../domain/errors.ts";
import { moduleTooLarge } from "../pass/refusals.ts";
import { passVersion } from "../pass/types.ts";
import type { ModulePolicy, SandboxModule } from "../types.ts";
import type { ComponentParts } from "../worker/messages.ts";
import type { EngineSettings } from "./options.ts";
import { createPassWorker } from "./pass-worker.ts";

export interface CompiledModule {
  /** Of a component, its first core module. */
  readonly wasm: WebAssembly.Module;
  readonly component: ComponentParts | null;
  /** Maximum size of its memory, in bytes. */
  readonly memoryLimit: number;
}

export interface ModuleCache {
  readonly size: number;
  load(original: Uint8Array, policy: ModulePolicy): Promise<SandboxModule>;
  /** Throws `sandbox.invalid_module` for a module that another engine loaded. */
  compiled(module: SandboxModule): CompiledModule;
  close(): Promise<void>;
}

/**
 * Upper limit, whatever the policy says. A table is one allocation in the worker's heap, and V8 aborts the whole process if an
 * allocation of more than 16 MB fails there. A table of this size takes 8 MB.
 */
const mostTableElements = 1_000_000;

/** Hashing more bytes than these takes longer than asking a thread to do it. */
const inlineBytes = 262_144;

const hashOf = async (bytes: Uint8Array): Promise<string> => {
  if (bytes.length <= inlineBytes) return createHash("sha256").update(bytes).digest("hex");
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes)).toString("hex");
};

const asCacheKey = (
  sha256: string,
  { features, maxModuleBytes, maxMemoryBytes, maxTableElements, imports }: ModulePolicy,
) =>
  JSON.stringify([
    sha256,
    passVersion,
    features.toSorted(),
    maxModuleBytes,
    maxMemoryBytes,
    maxTableElements,
    imports.toSorted(),
  ]);

const compile = async (modules: readonly Uint8Array[]): Promise<readonly WebAssembly.Module[]> => {
  try {
    return await Promise.all(modules.map(async (bytes) => WebAssembly.compile(bytes)));
  } catch (error) {
    const why = toCaxtonError(error).message;
    throw new CaxtonError("sandbox.invalid_module", `V8 could not compile the module: ${why}.`, {
      hint: "Build a smaller module, or check it with `wasm-tools validate`.",
      cause: error,
    });
  }
};

interface Kept {
  readonly loading: Promise<SandboxModule>;
  bytes: number;
}

export const createModuleCache = (
  settings: Pick<EngineSettings, "maxModules" | "maxModuleCacheBytes">,
): ModuleCache => {
  const passes = createPassWorker();
  /** Least recently used first. */
  const kept = new Map<string, Kept>();
  // A module remains usable while it is referenced, even after it was evicted from the cache.
  const modules = new WeakMap<SandboxModule, CompiledModule>();
  let bytesKept = 0;

  const forget = (key: string): void => {
    bytesKept -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };

  const shrink = (): void => {
    for (const key of kept.keys()) {
      if (kept.size <= settings.maxModules && bytesKept <= settings.maxModuleCacheBytes) return;
      if (kept.size > 1) forget(key);
    }
  };

  const build = async (key: string, original: Uint8Array, policy: ModulePolicy): Promise<SandboxModule> => {
    const maxTableElements = Math.min(policy.maxTableElements, mostTableElements);
    // Refused here, so that its bytes are not copied.
    if (original.length > policy.maxModuleBytes) throw moduleTooLarge(original.length, policy.maxModuleBytes);
    const passed = await passes.pass(original, { ...policy, maxTableElements });
    const compiled = await compile(passed.modules);
    const [wasm] = compiled;
    if (wasm === undefined) throw new CaxtonError("sandbox.invalid_module", "The component contains no core module.");
    const module: SandboxModule = {
      key: passed.key,
      kind: passed.kind,
      sha256: passed.sha256,
      imports: passed.imports,
      exports: passed.exports,
      policy,
    };
    const { plan, memoryLimit } = passed;
    modules.set(module, { wasm, component: plan === null ? null : { modules: compiled, plan }, memoryLimit });
    const entry = kept.get(key);
    if (entry !== undefined) {
      entry.bytes = passed.modules.reduce((sum, { length }) => sum + length, 0);
      bytesKept += entry.bytes;
      shrink();
    }
    return module;
  };

  return {
    get size() {
      return kept.size;
    },
    load: async (original, policy) => {
      const key = asCacheKey(await hashOf(original), policy);
      const found = kept.get(key);
      if (found !== undefined) {
        kept.delete(key);
        kept.set(key, found);
        return found.loading;
      }
      const loading = build(key, original, policy);
      kept.set(key, { loading, bytes: 0 });
      try {
        return await loading;
      } catch (error) {
        forget(key);
        throw error;
      }
    },
    compiled: (module) => {
      const found = modules.get(module);
      if (found !== undefined) return found;
      throw new CaxtonError("sandbox.invalid_module", "The module was not loaded by this engine.", {
        hint: "Pass the object that `load` of this engine returned.",
      });
    },
    close: async () => passes.close(),
  };
};
