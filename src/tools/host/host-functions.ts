/** The host's side of a tool: each function looks into the manifest's grants first, and refuses what they do not name. */
import { toCaxtonError } from "../../domain/errors.ts";
import type { BlockingHostFunction, HostCallHandler } from "../../sandbox/types.ts";
import type { ToolManifest } from "../manifest-types.ts";
import type { GrantUse } from "../sandboxed-tool.ts";
import { decodeFrame, refusal } from "./frames.ts";
import type { HostFunction } from "./types.ts";

export type HostFunctions = Readonly<Record<BlockingHostFunction, HostFunction>>;

/** The handler for one call of a tool. Never throws: a refusal is an answer. */
export const createHostHandler =
  (functions: HostFunctions) =>
  (manifest: ToolManifest, audit: (use: GrantUse) => void): HostCallHandler =>
  async (name, bytes, signal) => {
    const request = decodeFrame(bytes);
    if (request === null) return refusal("tool.invalid_arguments", `The request to ${name} is no frame.`);
    try {
      return await functions[name]({ manifest, request, signal, audit });
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      // What is unexpected may tell of the machine, which is none of the guest's business.
      const message = error.code === "internal.unexpected" ? "The host could not do it." : error.message;
      return refusal(error.code, message);
    }
  };
