/** What a guest must export to be called by an entry, for each kind of guest. */
import type { GuestKind } from "./types.ts";
import type { Entry } from "./worker/messages.ts";

/** How the worlds of sdk/wit/caxton.wit call what the plain ABI calls by other names. */
export const worldNames: Readonly<Record<Entry, string>> = {
  handle_message: "handle-message",
  call_tool: "call-tool",
  describe: "describe",
};

/** @param plugIn the function of an Extism plug-in that is to be called */
export const exportsFor = (kind: GuestKind, entry: Entry, plugIn: string = entry): readonly string[] => {
  if (kind === "component") return [worldNames[entry]];
  if (kind === "extism" && entry === "call_tool") return [plugIn];
  return ["memory", entry, "response_ptr", "response_len", ...(entry === "describe" ? [] : ["alloc"])];
};
