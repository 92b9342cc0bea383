/**
 * Walks a document along a query. What is found is handed to a sink at once, in the order of RFC 9535, and never kept in
 * lists: the memory that a query takes does not grow with what it finds.
 */
import { Json, JsonKind } from "../../../sdk/assemblyscript/lean/json-value";
import { compare } from "../../../sdk/assemblyscript/lean/utf8";
import {
  Callee,
  Comparison,
  Expression,
  ExpressionKind,
  Operand,
  Query,
  Segment,
  Selector,
  SelectorKind,
} from "./query";
import { Pattern } from "./pattern";

/** Takes what is found; false when it wants no more. */
export abstract class Sink {
  abstract take(value: Json): bool;
  /** The way down: a member's name is in the value itself, an item has its index. */
  enter(value: Json, index: i64): void {}
  leave(): void {}
}

class Counter extends Sink {
  count: i32 = 0;
  last: Json | null = null;
  constructor(private readonly most: i32) {
    super();
  }
  take(value: Json): bool {
    this.count++;
    this.last = value;
    return this.count < this.most;
  }
}

export class Walker {
  constructor(private readonly root: Json) {}

  /** False when the sink had enough. */
  find(query: Query, from: Json, sink: Sink): bool {
    return this.segments(query, 0, from, sink);
  }

  private segments(query: Query, position: i32, value: Json, sink: Sink): bool {
    if (position == query.segments.length) return sink.take(value);
    const segment = query.segments[position];
    return segment.isDescendant
      ? this.descend(query, position, segment, value, sink)
      : this.select(query, position, segment, value, sink);
  }

  private descend(query: Query, position: i32, segment: Segment, value: Json, sink: Sink): bool {
    if (!this.select(query, position, segment, value, sink)) return false;
    let item: Json | null = value.first;
    let index: i64 = 0;
    while (item !== null) {
      sink.enter(item, value.isList ? index : -1);
      const goesOn = this.descend(query, position, segment, item, sink);
      sink.leave();
      if (!goesOn) return false;
      item = item.next;
      index++;
    }
    return true;
  }

  private select(query: Query, position: i32, segment: Segment, value: Json, sink: Sink): bool {
    if (value.kind < JsonKind.List) return true;
    for (let index = 0; index < segment.selectors.length; index++) {
      if (!this.apply(query, position, segment.selectors[index], value, sink)) return false;
    }
    return true;
  }

  private step(query: Query, position: i32, item: Json, index: i64, sink: Sink): bool {
    sink.enter(item, index);
    const goesOn = this.segments(query, position + 1, item, sink);
    sink.leave();
    return goesOn;
  }

  private apply(query: Query, position: i32, selector: Selector, value: Json, sink: Sink): bool {
    switch (selector.kind) {
      case SelectorKind.Name: {
        const item = value.getBytes(selector.start, selector.length);
        return item === null ? true : this.step(query, position, item, -1, sink);
      }
      case SelectorKind.Index: {
        const index = selector.from < 0 ? selector.from + <i64>value.length : selector.from;
        const item = itemAt(value, index);
        return item === null ? true : this.step(query, position, item, index, sink);
      }
      case SelectorKind.Slice:
        return this.slice(query, position, selector, value, sink);
      default:
        return this.each(query, position, selector, value, sink);
    }
  }

  /** All items, or those that the filter lets through. */
  private each(query: Query, position: i32, selector: Selector, value: Json, sink: Sink): bool {
    const filter = selector.filter;
    let item: Json | null = value.first;
    let index: i64 = 0;
    while (item !== null) {
      if (filter === null || this.test(filter, item)) {
        if (!this.step(query, position, item, value.isList ? index : -1, sink)) return false;
      }
      item = item.next;
      index++;
    }
    return true;
  }

  /** RFC 9535, 2.3.4.2.2. */
  private slice(query: Query, position: i32, selector: Selector, value: Json, sink: Sink): bool {
    const step = selector.step;
    if (!value.isList || step == 0) return true;
    const length = <i64>value.length;
    const from = selector.hasFrom ? normal(selector.from, length) : step > 0 ? 0 : length - 1;
    const to = selector.hasTo ? normal(selector.to, length) : step > 0 ? length : -length - 1;
    if (step > 0) {
      const last = min(max(to, 0), length);
      let next = min(max(from, 0), length);
      let item: Json | null = value.first;
      for (let index: i64 = 0; item !== null && index < last; index++) {
        if (index == next) {
          if (!this.step(query, position, item, index, sink)) return false;
          next += step;
        }
        item = item.next;
      }
      return true;
    }
    return this.backwards(
      query,
      position,
      value,
      sink,
      min(max(from, -1), length - 1),
      min(max(to, -1), length - 1),
      step,
    );
  }

  private backwards(query: Query, position: i32, list: Json, sink: Sink, from: i64, to: i64, step: i64): bool {
    const items = heap.alloc(max(list.length, 1) * sizeof<usize>());
    let at = items;
    let item: Json | null = list.first;
    while (item !== null) {
      store<usize>(at, changetype<usize>(item));
      at += sizeof<usize>();
      item = item.next;
    }
    let goesOn = true;
    for (let index = from; goesOn && index > to; index += step) {
      const found = changetype<Json>(load<usize>(items + <usize>index * sizeof<usize>()));
      goesOn = this.step(query, position, found, index, sink);
    }
    heap.free(items);
    return goesOn;
  }

  private test(filter: Expression, item: Json): bool {
    switch (filter.kind) {
      case ExpressionKind.Or:
        return this.test(filter.first!, item) || this.test(filter.second!, item);
      case ExpressionKind.And:
        return this.test(filter.first!, item) && this.test(filter.second!, item);
      case ExpressionKind.Not:
        return !this.test(filter.first!, item);
      case ExpressionKind.Compare:
        this.evaluate(filter.first!, item, filter.left);
        this.evaluate(filter.second!, item, filter.right);
        return holds(filter.operator, filter.left, filter.right);
      case ExpressionKind.Call:
        return this.matches(filter, item);
      default:
        return this.count(filter.query!, item, 1).count > 0;
    }
  }

  private count(query: Query, item: Json, most: i32): Counter {
    const counter = new Counter(most);
    this.find(query, query.isRoot ? this.root : item, counter);
    return counter;
  }

  /** What an operand is, for this item. */
  private evaluate(operand: Expression, item: Json, into: Operand): void {
    if (operand.kind == ExpressionKind.Literal) into.set(operand.literal);
    else if (operand.kind == ExpressionKind.Query) into.set(this.single(operand.query!, item));
    else if (operand.operator == Callee.Count)
      into.compute(this.count(operand.first!.query!, item, i32.MAX_VALUE).count);
    else if (operand.operator == Callee.Value) {
      const found = this.count(operand.first!.query!, item, 2);
      into.set(found.count == 1 ? found.last : null);
    } else {
      this.evaluate(operand.first!, item, operand.left);
      const length = lengthOf(operand.left.value);
      if (length < 0) into.nothing();
      else into.compute(length);
    }
  }

  /** What a query of names and indices finds. */
  private single(query: Query, item: Json): Json | null {
    let here: Json | null = query.isRoot ? this.root : item;
    for (let index = 0; index < query.segments.length && here !== null; index++) {
      const selector = query.segments[index].selectors[0];
      if (selector.kind == SelectorKind.Name) here = here.getBytes(selector.start, selector.length);
      else here = itemAt(here, selector.from < 0 ? selector.from + <i64>here.length : selector.from);
    }
    return here;
  }

  private matches(call: Expression, item: Json): bool {
    this.evaluate(call.first!, item, call.left);
    this.evaluate(call.second!, item, call.right);
    const text = call.left.value;
    const wanted = call.right.value;
    if (text === null || wanted === null || !text.isText || !wanted.isText) return false;
    let pattern = call.pattern;
    if (pattern === null || compare(pattern.start, pattern.length, wanted.start, wanted.length) != 0) {
      pattern = new Pattern(wanted.start, wanted.length);
      call.pattern = pattern;
    }
    return pattern.test(text.start, text.length, call.operator == Callee.Search);
  }
}

function normal(index: i64, length: i64): i64 {
  return index >= 0 ? index : length + index;
}

function itemAt(list: Json, index: i64): Json | null {
  return list.isList && index >= 0 && index < <i64>list.length ? list.at(<usize>index) : null;
}

/** Characters of a text, items of a list or an object; -1 for anything else. */
function lengthOf(value: Json | null): i32 {
  if (value === null) return -1;
  if (value.kind >= JsonKind.List) return <i32>value.length;
  if (!value.isText) return -1;
  let count = 0;
  const end = value.start + value.length;
  for (let at = value.start; at < end; at++) if ((load<u8>(at) & 0xc0) != 0x80) count++;
  return count;
}

function isNumber(operand: Operand): bool {
  const value = operand.value;
  return value === null ? !isNaN(operand.number) : value.isNumber;
}

function numberOf(operand: Operand): f64 {
  const value = operand.value;
  return value === null ? operand.number : value.number();
}

/** RFC 9535, 2.3.5.2.2: what is missing equals what is missing, and only numbers and texts have an order. */
function holds(comparison: i32, left: Operand, right: Operand): bool {
  switch (comparison) {
    case Comparison.Equal:
      return isEqual(left, right);
    case Comparison.NotEqual:
      return !isEqual(left, right);
    case Comparison.Less:
      return isLess(left, right);
    case Comparison.LessOrEqual:
      return isLess(left, right) || isEqual(left, right);
    case Comparison.Greater:
      return isLess(right, left);
    default:
      return isLess(right, left) || isEqual(left, right);
  }
}

function isEqual(left: Operand, right: Operand): bool {
  if (left.isNothing || right.isNothing) return left.isNothing && right.isNothing;
  if (isNumber(left) || isNumber(right)) return isNumber(left) && isNumber(right) && numberOf(left) == numberOf(right);
  return isSame(left.value!, right.value!);
}

function isLess(left: Operand, right: Operand): bool {
  if (isNumber(left) && isNumber(right)) return numberOf(left) < numberOf(right);
  const a = left.value;
  const b = right.value;
  return a !== null && b !== null && a.isText && b.isText && compare(a.start, a.length, b.start, b.length) < 0;
}

function isSame(left: Json, right: Json): bool {
  if (left.kind != right.kind) return false;
  if (left.isNumber) return left.number() == right.number();
  if (left.isText) return compare(left.start, left.length, right.start, right.length) == 0;
  if (left.kind < JsonKind.List) return true;
  if (left.length != right.length) return false;
  let item: Json | null = left.first;
  let other: Json | null = right.first;
  while (item !== null) {
    if (left.isObject) other = right.getBytes(item.nameStart, item.nameLength);
    if (other === null || !isSame(item, other)) return false;
    item = item.next;
    other = other.next;
  }
  return true;
}
