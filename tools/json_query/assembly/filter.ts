/** Filters: `?@.price < 10 && @.tags[0] == 'new'`. */
import { isNumber, Json, Kind } from "../../../sdk/assemblyscript/json";
import { Cursor, parseSegments, Segment, walk } from "./path";

export enum Term {
  Or,
  And,
  Not,
  Compare,
  Exists,
}

/** A side of a comparison: a literal, a path, or a function of one. */
export class Operand {
  literal: Json = Json.none();
  isPath: bool = false;
  fromRoot: bool = false;
  segments: Array<Segment> = [];
  /** length, count, value, or none. */
  call: string = "";

  /** What the path leads to: nothing, one value, or several. */
  found(current: Json, root: Json): Array<Json> {
    const nodes = walk(this.segments, this.fromRoot ? root : current, root);
    const values: Array<Json> = [];
    for (let index = 0; index < nodes.length; index++) values.push(nodes[index].value);
    return values;
  }
  /** Null where there is nothing, which is something else than a null in the value. */
  valueIn(current: Json, root: Json): Json | null {
    if (!this.isPath) return this.literal;
    const values = this.found(current, root);
    if (this.call == "count") return Json.of(values.length);
    if (values.length != 1) return null;
    if (this.call != "length") return values[0];
    const value = values[0];
    if (value.kind == Kind.Text) return Json.of(codePoints(value.text));
    return value.kind == Kind.List || value.kind == Kind.Object ? Json.of(value.items.length) : null;
  }
}

function codePoints(text: string): i32 {
  let count = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1) count++;
  return count;
}

function equal(left: Json, right: Json): bool {
  if (left.kind != right.kind) return false;
  if (left.kind == Kind.Number) return left.number == right.number;
  if (left.kind == Kind.Text) return left.text == right.text;
  if (left.kind == Kind.Boolean) return left.flag == right.flag;
  if (left.items.length != right.items.length) return false;
  for (let index = 0; index < left.items.length; index++) {
    if (left.kind == Kind.List) {
      if (!equal(left.items[index], right.items[index])) return false;
    } else {
      const place = right.keys.indexOf(left.keys[index]);
      if (place < 0 || !equal(left.items[index], right.items[place])) return false;
    }
  }
  return true;
}

function less(left: Json, right: Json): bool {
  if (left.kind == Kind.Number && right.kind == Kind.Number) return left.number < right.number;
  return left.kind == Kind.Text && right.kind == Kind.Text && left.text < right.text;
}

function same(left: Json | null, right: Json | null): bool {
  if (left === null || right === null) return left === null && right === null;
  return equal(left, right);
}

function before(left: Json | null, right: Json | null): bool {
  return left !== null && right !== null && less(left, right);
}

export class Filter {
  left: Filter | null = null;
  right: Filter | null = null;
  first: Operand = new Operand();
  second: Operand = new Operand();
  operator: string = "";
  constructor(public term: Term) {}

  holds(current: Json, root: Json): bool {
    const left = this.left;
    const right = this.right;
    if (this.term == Term.Not) return left !== null && !left.holds(current, root);
    if (this.term == Term.And) return left !== null && right !== null && left.holds(current, root) && right.holds(current, root);
    if (this.term == Term.Or) return left !== null && right !== null && (left.holds(current, root) || right.holds(current, root));
    if (this.term == Term.Exists) return this.first.found(current, root).length > 0;
    const one = this.first.valueIn(current, root);
    const two = this.second.valueIn(current, root);
    if (this.operator == "==") return same(one, two);
    if (this.operator == "!=") return !same(one, two);
    if (this.operator == "<") return before(one, two);
    if (this.operator == ">") return before(two, one);
    if (this.operator == "<=") return before(one, two) || same(one, two);
    return before(two, one) || same(one, two);
  }
}

const deepest: i32 = 50;

export class FilterParser {
  private depth: i32 = 0;
  constructor(private cursor: Cursor) {}

  parse(): Filter {
    let left = this.and();
    this.cursor.space();
    while (this.cursor.error == "" && this.cursor.take("||")) {
      const both = new Filter(Term.Or);
      both.left = left;
      both.right = this.and();
      left = both;
      this.cursor.space();
    }
    return left;
  }

  private and(): Filter {
    let left = this.basic();
    this.cursor.space();
    while (this.cursor.error == "" && this.cursor.take("&&")) {
      const both = new Filter(Term.And);
      both.left = left;
      both.right = this.basic();
      left = both;
      this.cursor.space();
    }
    return left;
  }

  private basic(): Filter {
    const cursor = this.cursor;
    cursor.space();
    if (++this.depth > deepest) cursor.wrong("nested too deep");
    if (cursor.error != "") return new Filter(Term.Exists);
    if (cursor.peek() == 0x21 && cursor.peek(1) != 0x3d) {
      cursor.at++;
      const not = new Filter(Term.Not);
      not.left = this.basic();
      this.depth--;
      return not;
    }
    if (cursor.take("(")) {
      const inside = this.parse();
      cursor.space();
      if (!cursor.take(")")) cursor.wrong("no )");
      this.depth--;
      return inside;
    }
    const first = this.operand();
    cursor.space();
    const operators: string[] = ["==", "!=", "<=", ">=", "<", ">"];
    for (let index = 0; index < operators.length; index++) {
      if (!cursor.take(operators[index])) continue;
      const compare = new Filter(Term.Compare);
      compare.operator = operators[index];
      compare.first = first;
      compare.second = this.operand();
      this.depth--;
      return compare;
    }
    if (!first.isPath || first.call != "") cursor.wrong("a comparison is missing");
    const exists = new Filter(Term.Exists);
    exists.first = first;
    this.depth--;
    return exists;
  }

  private operand(): Operand {
    const cursor = this.cursor;
    const operand = new Operand();
    cursor.space();
    const calls: string[] = ["length", "count", "value"];
    for (let index = 0; index < calls.length; index++) {
      if (!cursor.take(calls[index] + "(")) continue;
      const inner = this.operand();
      cursor.space();
      if (!inner.isPath) cursor.wrong(calls[index] + " takes a path");
      if (!cursor.take(")")) cursor.wrong("no )");
      inner.call = calls[index];
      return inner;
    }
    const code = cursor.peek();
    if (code == 0x40 || code == 0x24) {
      cursor.at++;
      operand.isPath = true;
      operand.fromRoot = code == 0x24;
      operand.segments = parseSegments(cursor);
      return operand;
    }
    if (code == 0x27 || code == 0x22) operand.literal = Json.string(cursor.quoted());
    else if (cursor.take("true")) operand.literal = Json.bool(true);
    else if (cursor.take("false")) operand.literal = Json.bool(false);
    else if (!cursor.take("null")) operand.literal = this.number();
    return operand;
  }

  private number(): Json {
    const cursor = this.cursor;
    const from = cursor.at;
    while ("+-.eE0123456789".includes(String.fromCharCode(cursor.peek())) && cursor.peek() >= 0) cursor.at++;
    const text = cursor.text.substring(from, cursor.at);
    if (!isNumber(text)) cursor.wrong("neither a path nor a value");
    return Json.of(isNumber(text) ? parseFloat(text) : 0);
  }
}
