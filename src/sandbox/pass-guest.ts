/** The pass for guests of any kind. The kind is detected from the bytes. */
import { createHash } from "node:crypto";
import { isComponent } from "../domain/wasm.ts";
import { passComponent } from "./component/pass-component.ts";
import type { ComponentPlan } from "./component/types.ts";
import { isPlugIn, passPlugIn } from "./extism/pass-extism.ts";
import { passKey, passModule } from "./pass/pass.ts";
import type { GuestKind, HostFunctionName, ModulePolicy } from "./types.ts";

/** A checked, capped and metered guest: the modules to compile, and what a worker needs to instantiate them. */
export interface PassedGuest {
  readonly kind: GuestKind;
  /** One module, or all core modules of a component. */
  readonly modules: readonly Uint8Array[];
  readonly plan: ComponentPlan | null;
  /** SHA-256 of the original bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Hash of the original bytes, the policy and the pass version, in lower-case hexadecimal. */
  readonly key: string;
  readonly imports: readonly HostFunctionName[];
  readonly exports: readonly string[];
  /** Upper limit for the total size of all memories, in bytes. */
  readonly memoryLimit: number;
}

const wasmMagic = [0x00, 0x61, 0x73, 0x6d];

/** What kind of guest the bytes are, without checking them; null if they are not WebAssembly. */
export const guestKindOf = (original: Uint8Array, policy: Pick<ModulePolicy, "features">): GuestKind | null => {
  if (!wasmMagic.every((byte, index) => original[index] === byte)) return null;
  if (isComponent(original)) return "component";
  return isPlugIn(original, policy) ? "extism" : "core";
};

/** Throws the errors of `passModule`, and `sandbox.abi_violation` if an entry point of a component has the wrong type. */
export const passGuest = (original: Uint8Array, policy: ModulePolicy): PassedGuest => {
  const kind = guestKindOf(original, policy);
  if (kind === "component") {
    const sha256 = createHash("sha256").update(original).digest("hex");
    return { kind, ...passComponent(original, policy), sha256, key: passKey(original, policy) };
  }
  if (kind === "extism") {
    const { wasm, shape, hostFunctions } = passPlugIn(original, policy);
    return {
      kind,
      modules: [wasm],
      plan: null,
      sha256: createHash("sha256").update(original).digest("hex"),
      key: passKey(original, policy),
      imports: hostFunctions,
      exports: shape.exports,
      // The kernel's memory counts as well, and the plug-in's own maximum may be small.
      memoryLimit: policy.maxMemoryBytes,
    };
  }
  const { wasm, sha256, key, imports, exports, memoryPages } = passModule(original, policy);
  const memoryLimit = (memoryPages?.maximum ?? 0) * 65_536;
  return { kind: "core", modules: [wasm], plan: null, sha256, key, imports, exports, memoryLimit };
};
