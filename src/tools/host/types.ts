/** What the host functions of one tool have to do with. */
import type { ToolManifest } from "../manifest-types.ts";
import type { GrantUse } from "../sandboxed-tool.ts";
import type { Frame } from "./frames.ts";

export interface HostCall {
  readonly manifest: ToolManifest;
  readonly request: Frame;
  readonly signal: AbortSignal;
  /** Told of every grant that is used, and of every one that was missing. */
  readonly audit: (use: GrantUse) => void;
}

/** Answers with a frame. What goes wrong is thrown as CaxtonError and becomes the answer. */
export type HostFunction = (call: HostCall) => Promise<Uint8Array>;
