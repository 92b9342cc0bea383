/** Reading a path and walking a value by it. */
import { Json, Kind, Reader } from "../../../sdk/assemblyscript/json";
import { Filter, FilterParser } from "./filter";

export enum Step {
  Name,
  Index,
  Slice,
  Wildcard,
  Filter,
}

export class Selector {
  name: string = "";
  index: i32 = 0;
  hasFrom: bool = false;
  hasTo: bool = false;
  from: i32 = 0;
  to: i32 = 0;
  by: i32 = 1;
  filter: Filter | null = null;
  constructor(public step: Step) {}
}

export class Segment {
  selectors: Array<Selector> = [];
  constructor(public descends: bool) {}
}

export class Node {
  constructor(
    public value: Json,
    public path: string,
  ) {}
}

function isNameStart(code: i32): bool {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a ? true : code == 0x5f || code >= 0x80;
}
function isDigit(code: i32): bool {
  return code >= 0x30 && code <= 0x39;
}

/** A position in a text, shared by the parser of paths and that of filters. */
export class Cursor {
  at: i32 = 0;
  error: string = "";
  constructor(public text: string) {}
  peek(ahead: i32 = 0): i32 {
    return this.at + ahead < this.text.length ? this.text.charCodeAt(this.at + ahead) : -1;
  }
  space(): void {
    while (this.peek() == 0x20 || this.peek() == 0x09 || this.peek() == 0x0a || this.peek() == 0x0d) this.at++;
  }
  take(text: string): bool {
    if (!this.text.substring(this.at).startsWith(text)) return false;
    this.at += text.length;
    return true;
  }
  wrong(what: string): void {
    if (this.error == "") this.error = "at character " + (this.at + 1).toString() + ": " + what;
    this.at = this.text.length;
  }
  /** A text in single or double quotes. */
  quoted(): string {
    const quote = this.peek();
    let json = '"';
    this.at++;
    while (this.peek() >= 0 && this.peek() != quote) {
      const code = this.peek();
      if (code == 0x5c && this.peek(1) == 0x27) {
        json += "'";
        this.at += 2;
      } else if (code == 0x5c) {
        json += this.text.substring(this.at, this.at + 2);
        this.at += 2;
      } else if (code == 0x22) {
        json += '\\"';
        this.at++;
      } else {
        json += String.fromCharCode(code);
        this.at++;
      }
    }
    if (this.peek() != quote) this.wrong("a quote is never closed");
    else this.at++;
    const bytes = String.UTF8.encode(json + '"');
    const reader = new Reader(changetype<usize>(bytes), bytes.byteLength);
    const value = reader.read();
    if (reader.error != "") this.wrong("an escape that there is not");
    return value.text;
  }
  integer(): i32 {
    const from = this.at;
    if (this.peek() == 0x2d) this.at++;
    while (isDigit(this.peek())) this.at++;
    const digits = this.text.substring(from, this.at);
    if (digits == "" || digits == "-" || digits.length > 9) this.wrong("no whole number");
    return <i32>parseInt(digits);
  }
}

function bareName(cursor: Cursor): string {
  const from = cursor.at;
  if (!isNameStart(cursor.peek())) cursor.wrong("no name");
  while (isNameStart(cursor.peek()) || isDigit(cursor.peek())) cursor.at++;
  return cursor.text.substring(from, cursor.at);
}

function bracketSelector(cursor: Cursor): Selector {
  cursor.space();
  const code = cursor.peek();
  if (code == 0x2a) {
    cursor.at++;
    return new Selector(Step.Wildcard);
  }
  if (code == 0x27 || code == 0x22) {
    const selector = new Selector(Step.Name);
    selector.name = cursor.quoted();
    return selector;
  }
  if (code == 0x3f) {
    cursor.at++;
    const selector = new Selector(Step.Filter);
    selector.filter = new FilterParser(cursor).parse();
    return selector;
  }
  const selector = new Selector(Step.Index);
  if (code != 0x3a) {
    selector.index = cursor.integer();
    selector.from = selector.index;
    selector.hasFrom = true;
    cursor.space();
  }
  if (cursor.peek() != 0x3a) return selector;
  selector.step = Step.Slice;
  cursor.at++;
  cursor.space();
  if (cursor.peek() == 0x2d || isDigit(cursor.peek())) {
    selector.to = cursor.integer();
    selector.hasTo = true;
    cursor.space();
  }
  if (cursor.peek() == 0x3a) {
    cursor.at++;
    cursor.space();
    if (cursor.peek() == 0x2d || isDigit(cursor.peek())) selector.by = cursor.integer();
  }
  return selector;
}

/** Segments after `$` or `@`, up to what is none. */
export function parseSegments(cursor: Cursor): Array<Segment> {
  const segments: Array<Segment> = [];
  while (cursor.error == "") {
    const descends = cursor.take("..");
    if (!descends && cursor.peek() != 0x2e && cursor.peek() != 0x5b) break;
    const segment = new Segment(descends);
    if (cursor.peek() == 0x5b) {
      cursor.at++;
      do {
        segment.selectors.push(bracketSelector(cursor));
        cursor.space();
      } while (cursor.take(","));
      if (!cursor.take("]")) cursor.wrong("no ]");
    } else {
      if (!descends) cursor.at++;
      if (cursor.take("*")) segment.selectors.push(new Selector(Step.Wildcard));
      else {
        const selector = new Selector(Step.Name);
        selector.name = bareName(cursor);
        segment.selectors.push(selector);
      }
    }
    segments.push(segment);
  }
  return segments;
}

export class Path {
  segments: Array<Segment> = [];
  error: string = "";
  constructor(text: string) {
    const cursor = new Cursor(text.trim());
    if (!cursor.take("$")) cursor.wrong("a path begins with $");
    this.segments = parseSegments(cursor);
    if (cursor.error == "" && cursor.at < cursor.text.length) cursor.wrong("what stands here is no part of a path");
    this.error = cursor.error;
  }
}

function quotedName(name: string): string {
  return "['" + name.replaceAll("\\", "\\\\").replaceAll("'", "\\'") + "']";
}

function child(node: Node, index: i32): Node {
  const place = node.value.kind == Kind.Object ? quotedName(node.value.keys[index]) : "[" + index.toString() + "]";
  return new Node(node.value.items[index], node.path + place);
}

function normal(index: i32, size: i32): i32 {
  return index < 0 ? size + index : index;
}

function slice(selector: Selector, node: Node, into: Array<Node>): void {
  const size = node.value.items.length;
  const by = selector.by;
  if (node.value.kind != Kind.List || by == 0) return;
  const from = selector.hasFrom ? normal(selector.from, size) : by > 0 ? 0 : size - 1;
  const to = selector.hasTo ? normal(selector.to, size) : by > 0 ? size : -1;
  if (by > 0) for (let at = max(from, 0); at < min(to, size); at += by) into.push(child(node, at));
  else for (let at = min(from, size - 1); at > max(to, -1); at += by) into.push(child(node, at));
}

function select(selector: Selector, node: Node, root: Json, into: Array<Node>): void {
  const value = node.value;
  const isContainer = value.kind == Kind.Object || value.kind == Kind.List;
  if (selector.step == Step.Name) {
    const index = value.kind == Kind.Object ? value.keys.indexOf(selector.name) : -1;
    if (index >= 0) into.push(child(node, index));
  } else if (selector.step == Step.Index) {
    const index = normal(selector.index, value.items.length);
    if (value.kind == Kind.List && index >= 0 && index < value.items.length) into.push(child(node, index));
  } else if (selector.step == Step.Slice) slice(selector, node, into);
  else if (isContainer) {
    for (let index = 0; index < value.items.length; index++) {
      const filter = selector.filter;
      if (filter === null || filter.holds(value.items[index], root)) into.push(child(node, index));
    }
  }
}

function descend(segment: Segment, node: Node, root: Json, into: Array<Node>): void {
  for (let index = 0; index < segment.selectors.length; index++) select(segment.selectors[index], node, root, into);
  if (node.value.kind != Kind.Object && node.value.kind != Kind.List) return;
  for (let index = 0; index < node.value.items.length; index++) descend(segment, child(node, index), root, into);
}

export function walk(segments: Array<Segment>, start: Json, root: Json): Array<Node> {
  let nodes: Array<Node> = [new Node(start, "$")];
  for (let place = 0; place < segments.length; place++) {
    const segment = segments[place];
    const next: Array<Node> = [];
    for (let index = 0; index < nodes.length; index++) {
      if (segment.descends) descend(segment, nodes[index], root, next);
      else for (let each = 0; each < segment.selectors.length; each++) select(segment.selectors[each], nodes[index], root, next);
    }
    nodes = next;
  }
  return nodes;
}

export function evaluate(path: Path, value: Json): Array<Node> {
  return walk(path.segments, value, value);
}
