/** Files in the folders that the tool was granted. */
import { fail, file, Input, succeed } from "../../../sdk/assemblyscript/guest";
import { Json } from "../../../sdk/assemblyscript/json";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const asked = input.value;
  const operation = asked.textOr("operation", "");
  const head = Json.object()
    .set("operation", Json.string(operation))
    .set("path", asked.get("path"))
    .set("offset", asked.get("offset"))
    .set("length", asked.get("length"))
    .set("recursive", asked.get("recursive"));
  const writes = operation == "write" || operation == "append";
  if (writes && !asked.get("content").isText()) return fail("There is no content to " + operation + ".");
  const answer = file(head, writes ? asked.textOr("content", "") : "");
  if (answer.error != "") return fail(answer.error);
  const result = Json.object();
  for (let index = 0; index < answer.head.keys.length; index++) {
    if (answer.head.keys[index] != "ok") result.set(answer.head.keys[index], answer.head.items[index]);
  }
  if (operation == "read") result.set("content", Json.string(answer.bodyText()));
  return succeed(result);
}
