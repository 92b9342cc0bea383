/** Counts the words of a message, and of all messages so far: an agent keeps its memory between messages. */
import { Input, succeed } from "../../../sdk/assemblyscript/guest";
import { Json, Kind } from "../../../sdk/assemblyscript/json";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

let total: i32 = 0;

function wordsIn(text: string): i32 {
  let count = 0;
  let inWord = false;
  for (let at = 0; at < text.length; at++) {
    const isSpace = text.charCodeAt(at) <= 0x20;
    if (!isSpace && !inWord) count++;
    inWord = !isSpace;
  }
  return count;
}

/** The content is a text, or an object with the text as `request`, as other agents send it. */
function textOf(content: Json): string | null {
  if (content.kind == Kind.Text) return content.text;
  const request = content.get("request");
  return request.kind == Kind.Text ? request.text : null;
}

function reply(performative: string, content: Json): i32 {
  return succeed(Json.object().set("performative", Json.string(performative)).set("content", content));
}

export function handle_message(start: usize, length: i32): i32 {
  const message = new Input(start, length).value;
  const text = textOf(message.get("content"));
  if (text === null) return reply("not-understood", Json.string("Send a text, and I count its words."));
  const words = wordsIn(text);
  total += words;
  return reply("inform", Json.object().set("words", Json.of(words)).set("wordsSoFar", Json.of(total)));
}
