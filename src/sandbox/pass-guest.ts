/** The pass for guests of every kind: what the bytes are, they say themselves. */
import { createHash } from "node:crypto";
import { isComponent } from "../domain/wasm.ts";
import { passComponent } from "./component/pass-component.ts";
import type { ComponentPlan } from "./component/types.ts";
import { isPlugIn, passPlugIn } from "./extism/pass-extism.ts";
import { passKey, passModule } from "./pass/pass.ts";
import type { GuestKind, HostFunctionName, ModulePolicy } from "./types.ts";

/** Checked, capped and metered: what is compiled, and what a worker must know to make instances of it. */
export interface PassedGuest {
  readonly kind: GuestKind;
  /** One, or those of a component. */
  readonly modules: readonly Uint8Array[];
  readonly plan: ComponentPlan | null;
  /** Of the original bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Of the original bytes, the policy and the pass's version, in lower-case hexadecimal. */
  readonly key: string;
  readonly imports: readonly HostFunctionName[];
  readonly exports: readonly string[];
  /** Bytes that all its memories together may grow to. */
  readonly memoryLimit: number;
}

/** Throws what the pass throws (see `passModule`), and `sandbox.abi_violation` for a component whose entry has another type. */
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
      // The kernel's memory counts, and the plug-in's own may be made for little.
      memoryLimit: policy.maxMemoryBytes,
    };
  }
  const { wasm, sha256, key, imports, exports, memoryPages } = passModule(original, policy);
  const memoryLimit = (memoryPages?.maximum ?? 0) * 65_536;
  return { kind: "core", modules: [wasm], plan: null, sha256, key, imports, exports, memoryLimit };
};
