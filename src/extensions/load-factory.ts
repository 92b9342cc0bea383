/** Loads modules named in the configuration: a package, or an absolute path. */
import { pathToFileURL } from "node:url";
import { CaxtonError } from "../domain/errors.ts";

/** Creates the extension from its arguments. */
export type Factory = (...given: readonly unknown[]) => unknown;

/** Creates the error for this module, with a hint on what its default export must be. */
export type Complain = (why: string, cause?: unknown) => CaxtonError;

/** @param what as the sentence begins, such as “The LLM provider “mine”” */
export const complainOf =
  (what: string, module: string, hint: string): Complain =>
  (why, cause) =>
    new CaxtonError("configuration.invalid", `${what} (${module}) ${why}.`, { hint, cause });

/**
 * The default export. Throws `configuration.invalid` if the module cannot be loaded or its default export is not a
 * function.
 */
export const loadFactory = async (module: string, invalid: Complain): Promise<Factory> => {
  const specifier = module.startsWith("/") || /^[A-Za-z]:\\/.test(module) ? pathToFileURL(module).href : module;
  const loaded = await import(specifier).catch((cause: unknown) => {
    throw invalid("cannot be loaded", cause);
  });
  const factory: unknown = (loaded as { default?: unknown }).default;
  if (typeof factory !== "function") throw invalid("has no default export that is a function");
  return factory as Factory;
};
