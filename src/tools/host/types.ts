/** What host functions receive and return. */
import type { ToolManifest } from "../manifest-types.ts";
import type { GrantUse } from "../call-failures.ts";
import type { Frame } from "./frames.ts";

export interface HostCall {
  readonly manifest: ToolManifest;
  readonly request: Frame;
  readonly signal: AbortSignal;
  /** Called for every grant that is used, and for every one that is missing. */
  readonly audit: (use: GrantUse) => void;
}

/** Returns a frame. Errors are thrown as CaxtonError and become the answer. */
export type HostFunction = (call: HostCall) => Promise<Uint8Array>;
