/** A tool for the tests of the kit: returns its input, and how the kit interprets numbers and texts. */
import { log, LogLevel } from "../assemblyscript/lean/host";
import { Json } from "../assemblyscript/lean/json-value";
import { JsonWriter } from "../assemblyscript/lean/json-writer";
import { runTool } from "../assemblyscript/lean/tool";

export { alloc, response_len, response_ptr } from "../assemblyscript/lean/tool";

export function call_tool(start: usize, length: usize): i32 {
  return runTool(start, length, check);
}

function check(args: Json, out: JsonWriter): string | null {
  const message = args.find("log");
  if (message !== null) log(LogLevel.Warn, message.text());
  const complaint = args.find("fail");
  if (complaint !== null) return complaint.text();
  if (args.flag("abort")) assert(false, "it was asked to");
  out.beginObject().name("same").value(args);
  out.name("numbers").beginList();
  const numbers = args.find("numbers");
  let item: Json | null = numbers === null ? null : numbers.first;
  while (item !== null) {
    const value = item.number();
    out.beginList().text(reinterpret<u64>(value).toString()).number(value).end();
    item = item.next;
  }
  out.end().name("texts").beginList();
  const texts = args.find("texts");
  item = texts === null ? null : texts.first;
  while (item !== null) {
    out.text(item.text());
    item = item.next;
  }
  out.end().end();
  return null;
}
