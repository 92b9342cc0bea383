/**
 * An agent on the lean kit, for the tests of the kit and `bench/sandbox.ts`: sums the numbers of a message and answers
 * with JSON that repeats all its texts. The collector frees what it allocates.
 */
import { runAgent } from "../assemblyscript/lean/agent";
import { Json } from "../assemblyscript/lean/json-value";
import { JsonWriter } from "../assemblyscript/lean/json-writer";
export { alloc, response_len, response_ptr } from "../assemblyscript/lean/agent";

let sum: f64 = 0;
let count: i32 = 0;
let garbage: string = "";

function addNumbers(value: Json): void {
  if (value.isNumber) {
    sum += value.number();
    count++;
  }
  let item = value.first;
  while (item !== null) {
    addNumbers(item);
    item = item.next;
  }
}

function writeTexts(value: Json, out: JsonWriter): void {
  if (value.isText) out.textBytes(value.start, value.length);
  let item = value.first;
  while (item !== null) {
    writeTexts(item, out);
    item = item.next;
  }
}

function wasteful(message: Json): void {
  const wanted = <i32>message.numberOf("garbage", 0);
  if (wanted > 0) garbage = "x".repeat(wanted);
}

export function handle_message(start: usize, length: usize): i32 {
  return runAgent(start, length, (message: Json, out: JsonWriter): void => {
    sum = 0;
    count = 0;
    wasteful(message);
    addNumbers(message);
    out.beginObject().name("performative").text("inform").name("content").beginObject();
    out.name("count").integer(count).name("sum").number(sum).name("strings").beginList();
    writeTexts(message, out);
    out.end().end().end();
  });
}
