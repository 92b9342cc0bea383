/**
 * An agent: a FIPA message in, a reply out, both JSON. An agent's `index.ts` is
 *
 *     export { alloc, response_len, response_ptr } from "…/sdk/assemblyscript/lean/agent";
 *
 *     export function handle_message(start: usize, length: usize): i32 {
 *       return runAgent(start, length, (message: Json, out: JsonWriter): void => {
 *         out.beginObject().name("performative").text("inform").name("content").integer(42).end();
 *       });
 *     }
 *
 * compiled with `--runtime minimal`: with `incremental`, every function keeps a list of the objects it holds, which doubles the time.
 * The collector is called here, where no objects are held.
 */
import { respond, respondText } from "./abi";
import { forgetJson, Json } from "./json-value";
import { JsonReader } from "./json-reader";
import { JsonWriter } from "./json-writer";

export { alloc, response_len, response_ptr } from "./abi";

/** Cannot happen with input from the host. */
const notUnderstood: i32 = 3;

const messagesBetweenCollections: i32 = 64;
let untilCollection: i32 = messagesBetweenCollections;

const reader = new JsonReader();
const out = JsonWriter.create();

/**
 * Writes the reply. Parts of the message that are needed later must be copied: nodes and texts become invalid with the
 * next message.
 */
export type AgentHandler = (message: Json, out: JsonWriter) => void;

export function runAgent(start: usize, length: usize, handle: AgentHandler): i32 {
  if (--untilCollection == 0) {
    untilCollection = messagesBetweenCollections;
    __collect();
  }
  forgetJson();
  const message = reader.read(start, length);
  if (message === null) return respondText(notUnderstood, "The message is no JSON: " + reader.problem + ".");
  out.clear();
  handle(message, out);
  return respond(1, out.bytes.start, out.bytes.length);
}
