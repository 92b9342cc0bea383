/** {{name}}: echoes its request. Build it with `npm install && npm run build`. */
import { Input, succeed } from "../sdk/guest";
import { Json } from "../sdk/json";
export { alloc, response_len, response_ptr } from "../sdk/guest";

export function handle_message(start: usize, length: i32): i32 {
  const message = new Input(start, length).value;
  const answer = Json.object().set("heard", message.get("content"));
  return succeed(Json.object().set("performative", Json.string("inform")).set("content", answer));
}
