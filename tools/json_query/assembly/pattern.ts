/**
 * I-Regexp (RFC 9485), which RFC 9535 wants for `match` and `search`: compiled to a small program that is run over all
 * its states at once (Thompson, "Regular expression search algorithm", 1968), so no pattern takes more than
 * its length times the text's.
 */
import { categoriesNamed, categoryOf } from "../../../sdk/assemblyscript/lean/unicode";
import { codePointAt, knownLength } from "../../../sdk/assemblyscript/lean/utf8";

namespace Op {
  export const Ranges: i32 = 0;
  export const Split: i32 = 1;
  export const Jump: i32 = 2;
  export const Match: i32 = 3;
  /** Of the text: its beginning and its end. RFC 9485 maps to engines that read ^ and $ so, and its test suite wants it. */
  export const Begin: i32 = 4;
  export const End: i32 = 5;
}

/** Steps of a program: counts such as `{1,1000}` are written out. */
const mostSteps = 20000;
const mostDepth = 100;

class Step {
  /** For Split and Jump, where it goes on. */
  to: i32 = 0;
  other: i32 = 0;
  constructor(
    readonly op: i32,
    readonly set: CharacterSet | null,
  ) {}
}

/** Code points by ranges and by categories. */
class CharacterSet {
  isNegated: bool = false;
  private readonly from: Array<u32> = [];
  private readonly to: Array<u32> = [];
  private categories: u32 = 0;
  private otherCategories: Array<u32> = [];

  add(from: u32, to: u32): void {
    this.from.push(from);
    this.to.push(to);
  }
  addCategories(set: u32, isNegated: bool): void {
    if (isNegated) this.otherCategories.push(~set);
    else this.categories |= set;
  }
  has(point: u32): bool {
    return this.holds(point) != this.isNegated;
  }
  private holds(point: u32): bool {
    for (let index = 0; index < this.from.length; index++) {
      if (point >= this.from[index] && point <= this.to[index]) return true;
    }
    if (this.categories == 0 && this.otherCategories.length == 0) return false;
    const bit = (<u32>1) << categoryOf(point);
    if (this.categories & bit) return true;
    for (let index = 0; index < this.otherCategories.length; index++)
      if (this.otherCategories[index] & bit) return true;
    return false;
  }
}

export class Pattern {
  /** Whether it is no I-Regexp, or too large: then it matches nothing. */
  isBroken: bool = false;
  private readonly steps: Array<Step> = [];
  private depth: i32 = 0;
  private at: usize;
  private readonly end: usize;
  private current: Array<i32> = [];
  private following: Array<i32> = [];
  private marks: StaticArray<i32> = new StaticArray<i32>(0);
  private mark: i32 = 0;
  private isAtBegin: bool = false;
  private isAtEnd: bool = false;

  constructor(
    readonly start: usize,
    readonly length: usize,
  ) {
    this.at = start;
    this.end = start + length;
    this.alternatives();
    if (this.at < this.end) this.isBroken = true;
    this.push(Op.Match, null);
    this.marks = new StaticArray<i32>(this.steps.length);
  }

  private push(op: i32, set: CharacterSet | null): i32 {
    if (this.steps.length >= mostSteps) this.isBroken = true;
    else this.steps.push(new Step(op, set));
    return this.steps.length - 1;
  }

  /** The next code point, or -1 at the end. */
  private peek(): i32 {
    return this.at < this.end ? <i32>codePointAt(this.at, knownLength(this.at)) : -1;
  }
  private take(): i32 {
    const point = this.peek();
    if (point >= 0) this.at += knownLength(this.at);
    return point;
  }
  private takeIf(point: i32): bool {
    if (this.peek() != point) return false;
    this.at++;
    return true;
  }

  private alternatives(): void {
    this.depth++;
    if (this.depth > mostDepth) this.isBroken = true;
    const jumps: Array<i32> = [];
    while (!this.isBroken) {
      const split = this.push(Op.Split, null);
      this.branch();
      if (this.isBroken) break;
      if (!this.takeIf(0x7c)) {
        // The last has nothing to choose from.
        this.steps[split].to = split + 1;
        this.steps[split].other = split + 1;
        break;
      }
      jumps.push(this.push(Op.Jump, null));
      this.steps[split].to = split + 1;
      this.steps[split].other = this.steps.length;
    }
    for (let index = 0; index < jumps.length; index++) this.steps[jumps[index]].to = this.steps.length;
    this.depth--;
  }

  private branch(): void {
    while (!this.isBroken) {
      const next = this.peek();
      if (next < 0 || next == 0x7c || next == 0x29) return;
      this.piece();
    }
  }

  private piece(): void {
    const atomAt = this.at;
    const first = this.steps.length;
    this.atom();
    if (this.isBroken) return;
    const after = this.peek();
    if (after == 0x2a) this.repeat(first, atomAt, 0, -1, true);
    else if (after == 0x2b) this.repeat(first, atomAt, 1, -1, true);
    else if (after == 0x3f) this.repeat(first, atomAt, 0, 1, true);
    else if (after == 0x7b) this.counted(first, atomAt);
  }

  private number(): i32 {
    let value = 0;
    let digits = 0;
    while (this.peek() >= 0x30 && this.peek() <= 0x39) {
      value = min(value * 10 + (this.take() - 0x30), mostSteps);
      digits++;
    }
    return digits == 0 ? -1 : value;
  }

  private counted(first: i32, atomAt: usize): void {
    this.at++;
    const least = this.number();
    let most = least;
    if (this.takeIf(0x2c)) most = this.number();
    if (least < 0 || !this.takeIf(0x7d) || (most >= 0 && most < least)) this.isBroken = true;
    else this.repeat(first, atomAt, least, most, false);
  }

  /** Writes the atom that begins at `first` out again as often as it is wanted; `most` -1 is without end. */
  private repeat(first: i32, atomAt: usize, least: i32, most: i32, hasSign: bool): void {
    if (hasSign) this.at++;
    const after = this.at;
    this.steps.length = first;
    for (let count = 0; count < least && !this.isBroken; count++) this.again(atomAt);
    if (most < 0) {
      const split = this.push(Op.Split, null);
      this.again(atomAt);
      const jump = this.push(Op.Jump, null);
      if (this.isBroken) return;
      this.steps[jump].to = split;
      this.steps[split].to = split + 1;
      this.steps[split].other = this.steps.length;
    } else {
      const splits: Array<i32> = [];
      for (let count = least; count < most && !this.isBroken; count++) {
        splits.push(this.push(Op.Split, null));
        this.again(atomAt);
      }
      if (this.isBroken) return;
      for (let index = 0; index < splits.length; index++) {
        this.steps[splits[index]].to = splits[index] + 1;
        this.steps[splits[index]].other = this.steps.length;
      }
    }
    this.at = after;
  }

  private again(atomAt: usize): void {
    this.at = atomAt;
    this.atom();
  }

  private atom(): void {
    const point = this.take();
    if (point == 0x28) {
      this.alternatives();
      if (!this.takeIf(0x29)) this.isBroken = true;
      return;
    }
    if (point == 0x5e || point == 0x24) {
      this.push(point == 0x5e ? Op.Begin : Op.End, null);
      return;
    }
    const set = new CharacterSet();
    if (point == 0x2e) {
      set.isNegated = true;
      set.add(10, 10);
      set.add(13, 13);
    } else if (point == 0x5b) this.characterClass(set);
    else if (point == 0x5c) this.escape(set);
    // * + ? { } ) ] |
    else if ((point >= 0x28 && point <= 0x2b) || point == 0x3f || point == 0x5d || (point >= 0x7b && point <= 0x7d)) {
      this.isBroken = true;
    } else set.add(point, point);
    this.push(Op.Ranges, set);
  }

  /** What follows a backslash; -1 for a category. */
  private escape(set: CharacterSet): i32 {
    const point = this.take();
    if (point == 0x70 || point == 0x50) {
      this.category(set, point == 0x50);
      return -1;
    }
    const plain = point == 0x6e ? 10 : point == 0x72 ? 13 : point == 0x74 ? 9 : point;
    const isKnown =
      plain != point ||
      (point >= 0x28 && point <= 0x2b) ||
      (point >= 0x2d && point <= 0x2e) ||
      point == 0x3f ||
      (point >= 0x5b && point <= 0x5e) ||
      (point >= 0x7b && point <= 0x7d);
    if (!isKnown) this.isBroken = true;
    set.add(plain, plain);
    return plain;
  }

  private category(set: CharacterSet, isNegated: bool): void {
    if (!this.takeIf(0x7b)) this.isBroken = true;
    let name = "";
    while (!this.isBroken && this.peek() >= 0 && this.peek() != 0x7d && name.length < 3) {
      name += String.fromCodePoint(this.take());
    }
    const categories = categoriesNamed(name);
    if (!this.takeIf(0x7d) || categories == 0) this.isBroken = true;
    set.addCategories(categories, isNegated);
  }

  private characterClass(set: CharacterSet): void {
    set.isNegated = this.takeIf(0x5e);
    let isFirst = true;
    while (!this.isBroken) {
      const point = this.take();
      if (point < 0) this.isBroken = true;
      else if (point == 0x5d) {
        if (isFirst) this.isBroken = true;
        return;
      } else if (point == 0x2d) {
        // A minus stands for itself at the beginning and at the end only.
        if (!isFirst && this.peek() != 0x5d) this.isBroken = true;
        set.add(point, point);
      } else if (point == 0x5b) this.isBroken = true;
      else this.range(set, point);
      isFirst = false;
    }
  }

  private range(set: CharacterSet, point: i32): void {
    let from = point;
    if (point == 0x5c) from = this.escape(set);
    if (from < 0) return;
    const before = this.at;
    if (!this.takeIf(0x2d) || this.peek() == 0x5d) {
      this.at = before;
      set.add(from, from);
      return;
    }
    let to = this.take();
    if (to == 0x5c) to = this.escape(new CharacterSet());
    else if (to == 0x5b || to == 0x2d) this.isBroken = true;
    if (to < from) this.isBroken = true;
    set.add(from, to);
  }

  /** Whether the whole text matches, or for `search` a part of it. */
  test(start: usize, length: usize, isSearch: bool): bool {
    if (this.isBroken) return false;
    const end = start + length;
    let at = start;
    this.current.length = 0;
    this.mark++;
    this.isAtBegin = true;
    this.isAtEnd = length == 0;
    this.enter(this.current, 0);
    this.isAtBegin = false;
    while (true) {
      if (isSearch && this.isDone(this.current)) return true;
      if (at >= end) return this.isDone(this.current);
      if (this.current.length == 0 && !isSearch) return false;
      const step = knownLength(at);
      this.isAtEnd = at + step >= end;
      this.advance(codePointAt(at, step), isSearch);
      at += step;
    }
  }

  private isDone(states: Array<i32>): bool {
    for (let index = 0; index < states.length; index++) if (this.steps[states[index]].op == Op.Match) return true;
    return false;
  }

  private advance(point: u32, isSearch: bool): void {
    this.following.length = 0;
    this.mark++;
    for (let index = 0; index < this.current.length; index++) {
      const state = unchecked(this.current[index]);
      const step = unchecked(this.steps[state]);
      if (step.op == Op.Ranges && step.set!.has(point)) this.enter(this.following, state + 1);
    }
    if (isSearch) this.enter(this.following, 0);
    const before = this.current;
    this.current = this.following;
    this.following = before;
  }

  private readonly waiting: Array<i32> = [];

  /** Adds a state, and whatever it leads to without a character. */
  private enter(states: Array<i32>, first: i32): void {
    const waiting = this.waiting;
    waiting.length = 0;
    waiting.push(first);
    while (waiting.length > 0) {
      const state = waiting.pop();
      if (this.marks[state] == this.mark) continue;
      this.marks[state] = this.mark;
      const step = this.steps[state];
      if (step.op == Op.Split) {
        waiting.push(step.other);
        waiting.push(step.to);
      } else if (step.op == Op.Jump) {
        waiting.push(step.to);
      } else if (step.op == Op.Begin || step.op == Op.End) {
        if (step.op == Op.Begin ? this.isAtBegin : this.isAtEnd) waiting.push(state + 1);
      } else states.push(state);
    }
  }
}
