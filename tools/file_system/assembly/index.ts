/** Files in the folders that the tool was granted. */
import { decodeBase64, encodeBase64 } from "../../../sdk/assemblyscript/base64";
import { fail, file, fileBytes, Input, succeed } from "../../../sdk/assemblyscript/guest";
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
  const isBase64 = asked.textOr("encoding", "utf8") == "base64";
  const content = writes ? asked.textOr("content", "") : "";
  const bytes = writes && isBase64 ? decodeBase64(content) : null;
  if (writes && isBase64 && bytes === null) return fail("The content is no Base64.");
  const answer = bytes === null ? file(head, content) : fileBytes(head, bytes);
  if (answer.error != "") return fail(answer.error);
  const result = Json.object();
  for (let index = 0; index < answer.head.keys.length; index++) {
    if (answer.head.keys[index] != "ok") result.set(answer.head.keys[index], answer.head.items[index]);
  }
  if (operation == "read") {
    if (!isBase64 && !answer.isText()) {
      return fail(
        "“" +
          asked.textOr("path", "") +
          "”, or the part of it that was read, is no text in UTF-8. Read it with encoding: base64.",
      );
    }
    result.set("encoding", Json.string(isBase64 ? "base64" : "utf8"));
    result.set(
      "content",
      Json.string(isBase64 ? encodeBase64(answer.body, answer.bodyLength) : answer.bodyText()),
    );
  }
  return succeed(result);
}
