/** JSONPath (RFC 9535) over a value; the functions match and search are left out. */
import { fail, Input, succeed } from "../../../sdk/assemblyscript/guest";
import { Json, Kind, parse } from "../../../sdk/assemblyscript/json";
import { evaluate, Path } from "./path";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const asked = input.value;
  let value = asked.get("json");
  if (asked.get("text").kind == Kind.Text) {
    const reader = parse(asked.textOr("text", ""));
    value = reader.read();
    if (reader.error != "") return fail("The text is no JSON: " + reader.error);
  } else if (!asked.has("json")) return fail("Give json, or JSON as text.");
  const path = new Path(asked.textOr("path", ""));
  if (path.error != "") return fail("The path is wrong " + path.error);
  const found = evaluate(path, value);
  const most = asked.get("limit").isNumber() ? <i32>asked.numberOr("limit", 0) : i32.MAX_VALUE;
  const values = Json.list([]);
  const paths = Json.list([]);
  for (let index = 0; index < min(most, found.length); index++) {
    values.items.push(found[index].value);
    paths.items.push(Json.string(found[index].path));
  }
  return succeed(Json.object().set("values", values).set("paths", paths).set("count", Json.of(found.length)));
}
