/** The exports that each kind of guest needs for each entry point. */
import type { GuestKind } from "./types.ts";
import type { Entry } from "./worker/messages.ts";

/** Export names in the worlds of sdk/wit/caxton.wit for the entry points of the plain ABI. */
export const worldNames: Readonly<Record<Entry, string>> = {
  handle_message: "handle-message",
  call_tool: "call-tool",
  describe: "describe",
};

/** @param plugIn the function of an Extism plug-in to call */
export const exportsFor = (kind: GuestKind, entry: Entry, plugIn: string = entry): readonly string[] => {
  if (kind === "component") return [worldNames[entry]];
  if (kind === "extism" && entry === "call_tool") return [plugIn];
  return ["memory", entry, "response_ptr", "response_len", ...(entry === "describe" ? [] : ["alloc"])];
};
