/** Reads filters: what stands after `?`. Typing as RFC 9535, 2.4.3, wants it: what cannot be meant is refused. */
import { Json } from "../../../sdk/assemblyscript/lean/json-value";
import { JsonReader } from "../../../sdk/assemblyscript/lean/json-reader";
import { JsonKind, newNode } from "../../../sdk/assemblyscript/lean/json-value";
import { Callee, Comparison, Expression, ExpressionKind, Query } from "./query";
import { readSegments } from "./query-reader";
import { isLetter, Scanner } from "./scanner";

const mostDepth = 64;

/** Filters inside filters count together. */
let depth = 0;

export class FilterReader {
  constructor(private readonly scanner: Scanner) {}

  read(): Expression {
    depth++;
    if (depth > mostDepth) this.scanner.fail(`More than ${mostDepth} brackets and filters stand inside one another`);
    const found = this.scanner.problem === null ? this.or() : new Expression(ExpressionKind.Literal);
    depth--;
    return found;
  }

  private or(): Expression {
    let left = this.and();
    while (this.operator("||")) left = join(ExpressionKind.Or, left, this.and());
    return left;
  }

  private and(): Expression {
    let left = this.basic();
    while (this.operator("&&")) left = join(ExpressionKind.And, left, this.basic());
    return left;
  }

  /** Passes the operator, and the white space around it, if it is there. */
  private operator(text: string): bool {
    const scanner = this.scanner;
    if (scanner.problem !== null) return false;
    const before = scanner.at;
    scanner.skipSpace();
    if (scanner.takeText(text)) {
      scanner.skipSpace();
      return true;
    }
    scanner.at = before;
    return false;
  }

  private basic(): Expression {
    const scanner = this.scanner;
    const next = scanner.peek();
    if (next == 0x21) {
      scanner.skip(1);
      scanner.skipSpace();
      const negated = new Expression(ExpressionKind.Not);
      const inner = scanner.peek() == 0x28 ? this.brackets() : this.operand();
      if (scanner.problem === null && !inner.isTest) scanner.fail("Only a test can be negated");
      negated.first = inner;
      return negated;
    }
    return next == 0x28 ? this.brackets() : this.testOrComparison();
  }

  private brackets(): Expression {
    const scanner = this.scanner;
    scanner.skip(1);
    scanner.skipSpace();
    const inner = this.read();
    scanner.skipSpace();
    if (scanner.peek() != 0x29) scanner.fail("A closing bracket is missing");
    scanner.skip(1);
    return inner;
  }

  private testOrComparison(): Expression {
    const scanner = this.scanner;
    const left = this.operand();
    const comparison = scanner.problem === null ? this.comparison() : -1;
    if (comparison < 0) {
      if (scanner.problem === null && !left.isTest) scanner.fail("A value alone is no test: compare it with something");
      return left;
    }
    const right = this.operand();
    if (scanner.problem === null && !(left.isValue && right.isValue)) {
      scanner.fail("Only values can be compared: literals, paths that find one thing at most, length, count and value");
    }
    const found = join(ExpressionKind.Compare, left, right);
    found.operator = comparison;
    return found;
  }

  private comparison(): i32 {
    if (this.operator("==")) return Comparison.Equal;
    if (this.operator("!=")) return Comparison.NotEqual;
    if (this.operator("<=")) return Comparison.LessOrEqual;
    if (this.operator(">=")) return Comparison.GreaterOrEqual;
    if (this.operator("<")) return Comparison.Less;
    return this.operator(">") ? Comparison.Greater : -1;
  }

  private operand(): Expression {
    const scanner = this.scanner;
    const next = scanner.peek();
    if (next == 0x40 || next == 0x24) {
      scanner.skip(1);
      const found = new Expression(ExpressionKind.Query);
      const query = new Query(next == 0x24);
      found.query = query;
      readSegments(scanner, query);
      return found;
    }
    if (next == 0x22 || next == 0x27) {
      const text = scanner.readText();
      const literal = newNode(JsonKind.Text);
      literal.start = text.start;
      literal.length = text.length;
      return literalOf(literal);
    }
    if (next == 0x2d || (next >= 0x30 && next <= 0x39)) return this.number();
    if (isLetter(next)) return this.word();
    scanner.fail("A test, a value or a path is missing");
    return new Expression(ExpressionKind.Literal);
  }

  private number(): Expression {
    const scanner = this.scanner;
    const start = scanner.at;
    let byte = scanner.peek();
    while ((byte >= 0x30 && byte <= 0x39) || byte == 0x2b || byte == 0x2d || byte == 0x2e || (byte | 0x20) == 0x65) {
      scanner.skip(1);
      byte = scanner.peek();
    }
    const literal = new JsonReader().read(start, scanner.at - start);
    if (literal === null) {
      scanner.fail("The number is none as JSON has them");
      return new Expression(ExpressionKind.Literal);
    }
    return literalOf(literal);
  }

  private word(): Expression {
    const scanner = this.scanner;
    const start = scanner.at;
    let byte = scanner.peek();
    while (isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5f) {
      scanner.skip(1);
      byte = scanner.peek();
    }
    const word = String.UTF8.decodeUnsafe(start, scanner.at - start);
    if (byte == 0x28) return this.call(word);
    if (word == "true") return literalOf(newNode(JsonKind.True));
    if (word == "false") return literalOf(newNode(JsonKind.False));
    if (word == "null") return literalOf(newNode(JsonKind.Null));
    scanner.fail(`“${word}” is neither a literal nor a function`);
    return new Expression(ExpressionKind.Literal);
  }

  private call(name: string): Expression {
    const scanner = this.scanner;
    const found = new Expression(ExpressionKind.Call);
    found.operator = calleeNamed(name);
    if (found.operator < 0)
      scanner.fail(`There is no function “${name}”: there are length, count, match, search and value`);
    scanner.skip(1);
    scanner.skipSpace();
    if (scanner.problem !== null) return found;
    found.first = this.argument(found.operator);
    if (found.operator == Callee.Match || found.operator == Callee.Search) {
      scanner.skipSpace();
      if (scanner.peek() != 0x2c) scanner.fail(`${name} takes two arguments`);
      scanner.skip(1);
      scanner.skipSpace();
      if (scanner.problem === null) found.second = this.argument(found.operator);
    }
    scanner.skipSpace();
    if (scanner.peek() != 0x29) scanner.fail(`The arguments of ${name} do not end where they should`);
    scanner.skip(1);
    return found;
  }

  /** `count` and `value` take what a path finds, the others take values. */
  private argument(callee: i32): Expression {
    const found = this.operand();
    const takesNodes = callee == Callee.Count || callee == Callee.Value;
    const fits = takesNodes ? found.kind == ExpressionKind.Query : found.isValue;
    if (this.scanner.problem === null && !fits) {
      this.scanner.fail(takesNodes ? "The argument must be a path" : "The argument must be a value");
    }
    return found;
  }
}

function join(kind: i32, left: Expression, right: Expression): Expression {
  const found = new Expression(kind);
  found.first = left;
  found.second = right;
  return found;
}

function literalOf(value: Json): Expression {
  const found = new Expression(ExpressionKind.Literal);
  found.literal = value;
  return found;
}

function calleeNamed(name: string): i32 {
  if (name == "length") return Callee.Length;
  if (name == "count") return Callee.Count;
  if (name == "match") return Callee.Match;
  if (name == "search") return Callee.Search;
  return name == "value" ? Callee.Value : -1;
}
