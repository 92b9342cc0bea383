/** A JSONPath query (RFC 9535) as it was read. */
import { Json } from "../../../sdk/assemblyscript/lean/json-value";
import { Pattern } from "./pattern";

export namespace SelectorKind {
  export const Name: i32 = 0;
  export const Wildcard: i32 = 1;
  export const Index: i32 = 2;
  export const Slice: i32 = 3;
  export const Filter: i32 = 4;
}

export class Selector {
  /** Of a name: UTF-8. */
  start: usize = 0;
  length: usize = 0;
  /** Of an index; of a slice its beginning. */
  from: i64 = 0;
  to: i64 = 0;
  step: i64 = 1;
  hasFrom: bool = false;
  hasTo: bool = false;
  filter: Expression | null = null;
  constructor(readonly kind: i32) {}
}

export class Segment {
  readonly selectors: Array<Selector> = [];
  constructor(readonly isDescendant: bool) {}
}

export class Query {
  readonly segments: Array<Segment> = [];
  /** `isRoot`: from the root, `$`; otherwise from the item that a filter looks at, `@`. */
  constructor(readonly isRoot: bool) {}

  /** Whether it can find one node at most: names and indices only. */
  get isSingular(): bool {
    for (let index = 0; index < this.segments.length; index++) {
      const segment = this.segments[index];
      if (segment.isDescendant || segment.selectors.length != 1) return false;
      const kind = segment.selectors[0].kind;
      if (kind != SelectorKind.Name && kind != SelectorKind.Index) return false;
    }
    return true;
  }
}

export namespace ExpressionKind {
  export const Or: i32 = 0;
  export const And: i32 = 1;
  export const Not: i32 = 2;
  export const Compare: i32 = 3;
  /** A query, which is true when it finds something; as an operand, what it finds. */
  export const Query: i32 = 4;
  export const Literal: i32 = 5;
  export const Call: i32 = 6;
}

export namespace Comparison {
  export const Equal: i32 = 0;
  export const NotEqual: i32 = 1;
  export const Less: i32 = 2;
  export const LessOrEqual: i32 = 3;
  export const Greater: i32 = 4;
  export const GreaterOrEqual: i32 = 5;
}

/** Functions of RFC 9535, 2.4. */
export namespace Callee {
  export const Length: i32 = 0;
  export const Count: i32 = 1;
  export const Match: i32 = 2;
  export const Search: i32 = 3;
  export const Value: i32 = 4;
}

/** What an operand is at the moment: a value of the document, a number that was computed, or nothing. */
export class Operand {
  value: Json | null = null;
  number: f64 = NaN;

  get isNothing(): bool {
    return this.value === null && isNaN(this.number);
  }
  nothing(): void {
    this.value = null;
    this.number = NaN;
  }
  set(value: Json | null): void {
    this.value = value;
    this.number = NaN;
  }
  compute(number: f64): void {
    this.value = null;
    this.number = number;
  }
}

/** A node of a filter; which fields it uses, its kind says. */
export class Expression {
  /** {@link Comparison} or {@link Callee}. */
  operator: i32 = 0;
  first: Expression | null = null;
  second: Expression | null = null;
  query: Query | null = null;
  literal: Json | null = null;
  /** Places for what operands are while they are compared; an expression is never inside itself. */
  readonly left: Operand = new Operand();
  readonly right: Operand = new Operand();
  /** The pattern that was used last. */
  pattern: Pattern | null = null;
  constructor(readonly kind: i32) {}

  /** Whether it is a value: something to compare. */
  get isValue(): bool {
    if (this.kind == ExpressionKind.Literal) return true;
    if (this.kind == ExpressionKind.Query) return this.query!.isSingular;
    return this.kind == ExpressionKind.Call && this.operator != Callee.Match && this.operator != Callee.Search;
  }
  /** Whether it is true or false by itself. */
  get isTest(): bool {
    if (this.kind == ExpressionKind.Literal) return false;
    return this.kind != ExpressionKind.Call || this.operator == Callee.Match || this.operator == Callee.Search;
  }
}
