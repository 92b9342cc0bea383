/** Asks a database that the tool was granted. */
import { fail, Input, sql, succeed } from "../../../sdk/assemblyscript/guest";
import { Json } from "../../../sdk/assemblyscript/json";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const asked = input.value;
  const parameters = asked.get("parameters");
  const head = Json.object()
    .set("connection", asked.get("connection"))
    .set("sql", asked.get("sql"))
    .set("parameters", parameters.isList() ? parameters : Json.list([]))
    .set("maxRows", asked.get("maxRows"));
  const answer = sql(head);
  if (answer.error != "") return fail(answer.error);
  const columns = Json.list([]);
  const named = answer.head.get("columns");
  for (let index = 0; index < named.items.length; index++) columns.items.push(named.items[index].get("name"));
  return succeed(
    Json.object()
      .set("columns", columns)
      .set("rows", answer.head.get("rows"))
      .set("rowCount", answer.head.get("rowCount"))
      .set("truncated", answer.head.get("truncated"))
      .set("changes", answer.head.get("changes")),
  );
}
