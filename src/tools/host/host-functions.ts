/** The host's side of a tool: each function looks into the manifest's grants first, and refuses what they do not name. */
import { toCaxtonError } from "../../domain/errors.ts";
import type { BlockingHostFunction, HostCallHandler } from "../../sandbox/types.ts";
import type { ToolManifest } from "../manifest-types.ts";
import type { GrantUse } from "../sandboxed-tool.ts";
import { decodeFrame, refusal } from "./frames.ts";
import type { HostFunction } from "./types.ts";

export type HostFunctions = Readonly<Record<BlockingHostFunction, HostFunction>>;

type Audit = (use: GrantUse) => void;

const longestTarget = 300;
/** Different uses that one call is audited with; a guest could make as many as it may make calls. */
const mostUses = 200;

/** Tells of every use once, however often it happens, and of no more of them than anybody would read. */
const createBriefAudit = (audit: Audit): Audit => {
  const told = new Set<string>();
  return ({ grant, target, allowed }) => {
    const use = { grant, target: target.slice(0, longestTarget), allowed };
    const key = JSON.stringify(use);
    if (told.has(key) || told.size > mostUses) return;
    told.add(key);
    audit(told.size > mostUses ? { ...use, target: "and more, which are not listed" } : use);
  };
};

/** The handler for one call of a tool. Never throws: a refusal is an answer. */
export const createHostHandler =
  (functions: HostFunctions) =>
  (manifest: ToolManifest, audit: Audit): HostCallHandler => {
    const tell = createBriefAudit(audit);
    return async (name, bytes, signal) => {
      const request = decodeFrame(bytes);
      if (request === null) return refusal("tool.invalid_arguments", `The request to ${name} is no frame.`);
      try {
        return await functions[name]({ manifest, request, signal, audit: tell });
      } catch (thrown) {
        const error = toCaxtonError(thrown);
        // What is unexpected may tell of the machine, which is none of the guest's business.
        const message = error.code === "internal.unexpected" ? "The host could not do it." : error.message;
        return refusal(error.code, message);
      }
    };
  };
