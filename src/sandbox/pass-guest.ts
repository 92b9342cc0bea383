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

/** Throws the errors of `passModule`, and `sandbox.abi_violation` if an entry point of a component has the wrong type. */
export const passGuest = (original: Uint8Array, policy: ModulePolicy): PassedGuest => {
  if (isComponent(original)) {
    const sha256 = createHash("sha256").update(original).digest("hex");
    return { kind: "component", ...passComponent(original, policy), sha256, key: passKey(original, policy) };
  }
  if (isPlugIn(original, policy)) {
    const { wasm, shape, hostFunctions } = passPlugIn(original, policy);
    return {
      kind: "extism",
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
