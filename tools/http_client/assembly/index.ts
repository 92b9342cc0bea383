/** Asks the web: the host does it, as far as the tool's grants go. */
import { encodeBase64 } from "../../../sdk/assemblyscript/base64";
import { fail, http, Input, succeed } from "../../../sdk/assemblyscript/guest";
import { Json, Kind, stringify } from "../../../sdk/assemblyscript/json";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

const textKinds: string[] = ["text/", "json", "xml", "javascript", "yaml", "csv", "urlencoded"];

function isText(type: string): bool {
  const kind = type.toLowerCase();
  if (kind == "") return true;
  for (let index = 0; index < textKinds.length; index++) if (kind.includes(textKinds[index])) return true;
  return false;
}

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const asked = input.value;
  const body = asked.get("body");
  const isJson = body.kind != Kind.Null && body.kind != Kind.Text;
  const headers = Json.object();
  const given = asked.get("headers");
  let hasType = false;
  for (let index = 0; index < given.items.length; index++) {
    if (given.keys[index].toLowerCase() == "content-type") hasType = true;
    headers.set(given.keys[index], given.items[index]);
  }
  if (isJson && !hasType) headers.set("content-type", Json.string("application/json"));
  const seconds = asked.numberOr("timeoutSeconds", 0);
  const head = Json.object()
    .set("url", asked.get("url"))
    .set("method", Json.string(asked.textOr("method", "GET")))
    .set("headers", headers)
    .set("timeoutMs", seconds > 0 ? Json.of(seconds * 1000) : Json.none());
  const answer = http(head, isJson ? stringify(body) : body.text);
  if (answer.error != "") return fail(answer.error);
  const received = answer.head.get("headers");
  const result = Json.object()
    .set("status", answer.head.get("status"))
    .set("url", answer.head.get("url"))
    .set("headers", received)
    .set("truncated", answer.head.get("truncated"));
  if (isText(received.textOr("content-type", ""))) result.set("body", Json.string(answer.bodyText()));
  else result.set("bodyBase64", Json.string(encodeBase64(answer.body, answer.bodyLength)));
  return succeed(result);
}
