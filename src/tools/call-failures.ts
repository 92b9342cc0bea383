/** The errors of calls that failed in the sandbox. */
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { ToolManifest } from "./manifest-types.ts";
import type { ToolOrigin } from "./types.ts";

/** A grant that a call used, or was denied. */
export interface GrantUse {
  readonly grant: "network" | "storage" | "database" | "env" | "secrets";
  /** The target, such as `GET https://example.com/`. */
  readonly target: string;
  readonly allowed: boolean;
}

/** What a call has done so far. */
export interface CallTrace {
  readonly grants: GrantUse[];
  /** The error of the last host call; null if it succeeded or there was none. */
  hostError: CaxtonError | null;
}

/** How a guest gives up: it reports an error, or it traps, for example on an error that it does not handle. */
const givingUp: ReadonlySet<string> = new Set(["sandbox.guest_error", "sandbox.trapped"] satisfies ErrorCode[]);

/** Host errors whose code the call gets if the tool gives up because of them. After any other, the tool's own error counts. */
const passedOn: ReadonlySet<string> = new Set([
  "tool.grant_missing",
  "tool.unavailable",
  "tool.timeout",
  "internal.unexpected",
] satisfies ErrorCode[]);

/** Which grant to add, and where. */
const grantHint = ({ name }: ToolManifest, origin: ToolOrigin, { grants }: CallTrace): string | undefined => {
  const missing = grants.findLast(({ allowed }) => !allowed);
  if (missing === undefined) return undefined;
  const { grant, target } = missing;
  return origin === "built-in"
    ? `To allow “${target}”, add it to tools.grants.${name}.${grant} in the configuration; docs/tools.md shows how.`
    : `To allow “${target}”, add it to grants.${grant} in the tool's manifest and upload the tool again.`;
};

/** The error of a failed call with audit data. An error that the tool reports is its own, unless its last host call failed. */
export const failureOf = (
  manifest: ToolManifest,
  origin: ToolOrigin,
  { error, audit }: { readonly error: CaxtonError; readonly audit: JsonObject },
  trace: CallTrace,
): CaxtonError => {
  const { hostError } = trace;
  const { text } = error.facts;
  const isOwn = error.code === "sandbox.guest_error";
  const told = isOwn && typeof text === "string" && text !== "" ? `${manifest.name}: ${text}` : error.message;
  const facts = { ...error.facts, audit };
  if (hostError !== null && givingUp.has(error.code) && passedOn.has(hostError.code)) {
    // The message of an unexpected error is not for the guest, nor for the caller; see host-functions.ts.
    const isTold = hostError.code === "internal.unexpected" || told.includes(hostError.message);
    const hint =
      hostError.hint ?? (hostError.code === "tool.grant_missing" ? grantHint(manifest, origin, trace) : undefined);
    return new CaxtonError(hostError.code, isTold ? told : `${told} (${hostError.message})`, {
      facts,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return new CaxtonError(isOwn ? "tool.reported_failure" : error.code, told, {
    facts,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
};
