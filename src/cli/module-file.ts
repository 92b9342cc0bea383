/** The WebAssembly module beside an agent file. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { AgentFileChecks } from "../agents/types.ts";
import { fail, ok } from "../domain/result.ts";
import { wasmFeatures, type ModuleHash } from "../domain/wasm.ts";
import { guestKindOf } from "../sandbox/pass-guest.ts";

const stored = /^sha256:([0-9a-f]{64})$/;

/** Checks the file as the server does in its agents folder; only the server can tell whether the module may run. */
export const moduleBeside =
  (cwd: string, agentFile: string): NonNullable<AgentFileChecks["module"]> =>
  (reference) => {
    const hash = stored.exec(reference)?.[1];
    if (hash !== undefined) return ok({ sha256: hash as ModuleHash, bytes: 0 });
    const path = resolve(cwd, agentFile === "-" ? reference : join(dirname(agentFile), reference));
    try {
      const bytes = readFileSync(path);
      const kind = guestKindOf(bytes, { features: wasmFeatures });
      // The contents of a component are checked by the server.
      if (kind === null || (kind !== "component" && !WebAssembly.validate(bytes)))
        return fail({ message: `${reference} is not a valid WebAssembly module.` });
      const sha256 = createHash("sha256").update(bytes).digest("hex") as ModuleHash;
      return ok({ sha256, bytes: bytes.byteLength, kind });
    } catch {
      return fail({ message: `There is no module ${path}.`, suggestion: "Build it first, or correct the name." });
    }
  };
