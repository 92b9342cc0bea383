/**
 * A tool: takes JSON arguments and returns a JSON result or an error. A tool's `index.ts` is
 *
 *     export { alloc, response_len, response_ptr } from "…/sdk/assemblyscript/lean/tool";
 *
 *     export function call_tool(start: usize, length: usize): i32 {
 *       return runTool(start, length, (args: Json, out: JsonWriter): string | null => {
 *         out.beginObject().name("answer").integer(42).end();
 *         return null;
 *       });
 *     }
 */
import { respond, respondText } from "./abi";
import { Json } from "./json-value";
import { JsonReader } from "./json-reader";
import { JsonWriter } from "./json-writer";

export { alloc, response_len, response_ptr } from "./abi";

/** Exit code of a failed call. */
const failed: i32 = 2;
/** Exit code for arguments that are not a JSON object, which the host never sends. */
const notUnderstood: i32 = 3;

/** Writes one value to `out` and returns null, or returns an error message. */
export type ToolHandler = (args: Json, out: JsonWriter) => string | null;

export function runTool(start: usize, length: usize, handle: ToolHandler): i32 {
  const reader = new JsonReader();
  const args = reader.read(start, length);
  if (args === null) return respondText(notUnderstood, "The arguments are no JSON: " + reader.problem + ".");
  if (!args.isObject) return respondText(notUnderstood, "The arguments are no JSON object.");
  const out = JsonWriter.create();
  const problem = handle(args, out);
  if (problem !== null) return respondText(failed, problem);
  return respond(1, out.bytes.start, out.bytes.length);
}
