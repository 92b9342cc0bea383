/** Counts what is in a text. */
import { fail, Input, succeed, succeedText } from "../../../sdk/assemblyscript/guest";
import { Json } from "../../../sdk/assemblyscript/json";
import { description } from "./description";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

export function describe(): i32 {
  return succeedText(description);
}

/** Letters and digits of every script, as far as a table of a few ranges tells them: everything but signs and spaces. */
function isWordPart(code: i32): bool {
  if (code < 0x80) {
    const small = code | 0x20;
    return (small >= 0x61 && small <= 0x7a) || (code >= 0x30 && code <= 0x39) || code == 0x27 || code == 0x5f;
  }
  if (code < 0xc0) return code == 0xaa || code == 0xb5 || code == 0xba;
  if (code == 0xd7 || code == 0xf7) return false;
  if (code == 0x2019) return true;
  if (code >= 0x2000 && code <= 0x2bff) return false;
  if (code >= 0x3000 && code <= 0x303f) return false;
  return !(code >= 0xff00 && code <= 0xff0f) && !(code >= 0xfe10 && code <= 0xfe6f);
}

/** Chinese, Japanese kana and Thai are written without spaces; each character counts as a word. */
function standsAlone(code: i32): bool {
  return (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x3ffff);
}

function endsSentence(code: i32): bool {
  return code == 0x2e || code == 0x21 || code == 0x3f || code == 0x3002 || code == 0xff01 || code == 0xff1f || code == 0x2026;
}

/** A point inside a number or a name ends no sentence; full-width signs stand without a space after them. */
function isFollowedBySpace(text: string, at: i32): bool {
  let next = at;
  while (next < text.length && "\"')]}»”’.!?…".includes(text.charAt(next))) next++;
  return next >= text.length || text.charCodeAt(next) <= 0x20 || text.charCodeAt(next) == 0xa0 || text.charCodeAt(at - 1) > 0x2fff;
}

/** Without the apostrophes around it, which are quotes; empty where nothing else is there. */
function withoutQuotes(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && "'’".includes(word.charAt(from))) from++;
  while (to > from && "'’".includes(word.charAt(to - 1))) to--;
  return word.substring(from, to);
}

/** Groups of vowels, a silent e at the end left out: near enough for English. */
function syllables(word: string): i32 {
  let count = 0;
  let before = false;
  const small = word.toLowerCase();
  for (let at = 0; at < small.length; at++) {
    const vowel = "aeiouyäöüéèáàóòíì".includes(small.charAt(at));
    if (vowel && !before) count++;
    before = vowel;
  }
  if (count > 1 && small.endsWith("e") && !small.endsWith("le")) count--;
  return max(count, 1);
}

class Count {
  constructor(
    public word: string,
    public times: i32,
  ) {}
}

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const text = input.value.textOr("text", "");
  const top = <i32>input.value.numberOr("top", 10);
  const words: string[] = [];
  const times = new Map<string, i32>();
  let characters = 0;
  let spaces = 0;
  let sentences = 0;
  let lines = text.length == 0 ? 0 : 1;
  let paragraphs = 0;
  let wordStart = -1;
  let inSentence = false;
  let lineHasText = false;
  let beforeHadText = false;
  let vowelGroups = 0;

  for (let at = 0; at <= text.length; ) {
    const code = at < text.length ? text.codePointAt(at) : 0x20;
    const size = code > 0xffff ? 2 : 1;
    const alone = standsAlone(code);
    const part = isWordPart(code) && !alone && at < text.length;
    if (part && wordStart < 0) wordStart = at;
    if (!part && wordStart >= 0) {
      const word = withoutQuotes(text.substring(wordStart, at));
      if (word.length > 0) words.push(word);
      wordStart = -1;
    }
    if (at >= text.length) break;
    if (alone) words.push(text.substring(at, at + size));
    characters++;
    if (code == 0x20 || code == 0x0a || code == 0x0d || code == 0x09 || code == 0xa0 || code == 0x3000) spaces++;
    else {
      if (!lineHasText && !beforeHadText) paragraphs++;
      lineHasText = true;
    }
    if (part || alone) inSentence = true;
    if (endsSentence(code) && inSentence && isFollowedBySpace(text, at + size)) {
      sentences++;
      inSentence = false;
    }
    if (code == 0x0a) {
      lines++;
      beforeHadText = lineHasText;
      lineHasText = false;
    }
    at += size;
  }
  if (inSentence) sentences++;

  let letters = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index].toLowerCase();
    letters += word.length;
    vowelGroups += syllables(word);
    times.set(word, times.has(word) ? times.get(word) + 1 : 1);
  }
  const counts: Count[] = [];
  const all = times.keys();
  for (let index = 0; index < all.length; index++) counts.push(new Count(all[index], times.get(all[index])));
  counts.sort((left, right) => (left.times == right.times ? (left.word < right.word ? -1 : 1) : right.times - left.times));
  const frequent = Json.list([]);
  for (let index = 0; index < min(top, counts.length); index++) {
    frequent.items.push(
      Json.object().set("word", Json.string(counts[index].word)).set("count", Json.of(counts[index].times)),
    );
  }
  const many = <f64>words.length;
  // Flesch (1948); it means something for English only, and not for a handful of words.
  const ease = 206.835 - (1.015 * many) / <f64>max(sentences, 1) - (84.6 * <f64>vowelGroups) / max(many, 1.0);
  return succeed(
    Json.object()
      .set("characters", Json.of(characters))
      .set("charactersWithoutSpaces", Json.of(characters - spaces))
      .set("words", Json.of(many))
      .set("uniqueWords", Json.of(all.length))
      .set("sentences", Json.of(sentences))
      .set("lines", Json.of(lines))
      .set("paragraphs", Json.of(paragraphs))
      .set("averageWordLength", Json.of(words.length == 0 ? 0 : Math.round((<f64>letters / many) * 100) / 100))
      .set("readingSeconds", Json.of(Math.ceil((many / 238) * 60)))
      .set("fleschReadingEase", words.length < 10 ? Json.none() : Json.of(Math.round(ease * 10) / 10))
      .set("frequentWords", frequent),
  );
}
