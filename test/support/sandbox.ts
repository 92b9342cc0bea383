/** Reads the results of calls; shared by all tests of the sandbox. */
import type { CaxtonError } from "../../src/domain/errors.ts";
import { createSandboxEngine, type SandboxOptions } from "../../src/sandbox/engine.ts";
import type { CallLimits, CallResult, ModulePolicy, SandboxEngine, SandboxInstance } from "../../src/sandbox/types.ts";
import { aPolicy, someLimits, textOf } from "./guests.ts";

export const codeOf = (result: CallResult | undefined): string => (result?.ok === false ? result.error.code : "ok");

/** The error that a call failed with. */
export const errorOf = (result: CallResult | undefined): CaxtonError => {
  if (result?.ok === false) return result.error;
  throw new RangeError("The call did not fail.");
};

/** The output as text; throws the error that the call failed with. */
export const outputOf = (result: CallResult | undefined): string | null => {
  if (result?.ok === true) return textOf(result.output);
  throw result?.error ?? new RangeError("There is no result.");
};

/** The code of the error that `doing` rejects with. */
export const codeOfThrown = async (doing: Promise<unknown>): Promise<unknown> => {
  try {
    await doing;
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return "nothing was thrown";
};

export const agentOf = async (
  engine: SandboxEngine,
  bytes: Uint8Array,
  limits: Partial<CallLimits> = {},
  policy: Partial<ModulePolicy> = {},
): Promise<SandboxInstance> => engine.start(await engine.load(bytes, aPolicy(policy)), someLimits(limits));

/** Creates engines, and closes all of them at the end. */
export const someEngines = () => {
  const engines: SandboxEngine[] = [];
  return {
    with: (options: SandboxOptions = {}): SandboxEngine => {
      const engine = createSandboxEngine({ cores: 2, ...options });
      engines.push(engine);
      return engine;
    },
    close: async (): Promise<void> => {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
};
