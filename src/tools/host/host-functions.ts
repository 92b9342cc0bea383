/** The host functions of tools: each checks the manifest's grants first. */
import { toCaxtonError } from "../../domain/errors.ts";
import type { BlockingHostFunction, HostCallHandler } from "../../sandbox/types.ts";
import type { GrantUse } from "../call-failures.ts";
import type { HostFor } from "../sandboxed-tool.ts";
import { decodeFrame, refusal } from "./frames.ts";
import type { HostFunction } from "./types.ts";

export type HostFunctions = Readonly<Record<BlockingHostFunction, HostFunction>>;

type Audit = (use: GrantUse) => void;

const longestTarget = 300;
/** Largest number of different uses in one audit record; a guest may make very many calls. */
const mostUses = 200;

/** Records each use once, up to a limit, and clips long targets. */
const createBriefAudit = (audit: Audit): Audit => {
  const told = new Set<string>();
  return ({ grant, target, allowed }) => {
    const use = { grant, target: target.slice(0, longestTarget), allowed };
    const key = JSON.stringify(use);
    if (told.has(key) || told.size > mostUses) return;
    told.add(key);
    audit(told.size > mostUses ? { ...use, target: "and more, not listed" } : use);
  };
};

/** The handler for one tool call. Never throws: errors are answers. `ended` is called with the outcome of each host call. */
export const createHostHandler =
  (functions: HostFunctions): HostFor =>
  (manifest, audit, ended = () => undefined): HostCallHandler => {
    const tell = createBriefAudit(audit);
    return async (name, bytes, signal) => {
      const request = decodeFrame(bytes);
      if (request === null)
        return refusal(
          "tool.invalid_arguments",
          `The request to ${name} is not a frame with a head in JSON of at most 1 MiB.`,
        );
      try {
        const answer = await functions[name]({ manifest, request, signal, audit: tell });
        ended(null);
        return answer;
      } catch (thrown) {
        const error = toCaxtonError(thrown);
        ended(error);
        // The message of an unexpected error may contain details of the machine, which guests must not learn.
        const message = error.code === "internal.unexpected" ? "The host failed to do this." : error.message;
        return refusal(error.code, message);
      }
    };
  };
