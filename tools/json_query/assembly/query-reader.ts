/** Reads JSONPath queries as the grammar of RFC 9535 has them, filters in filter-reader.ts. */
import { FilterReader } from "./filter-reader";
import { Query, Segment, Selector, SelectorKind } from "./query";
import { Scanner } from "./scanner";

/** The limit of I-JSON (RFC 7493) for integers. */
const greatestInteger: i64 = 9007199254740991;

/** A whole query, from `$` to its end; null, and the scanner has the problem, when it is none. */
export function readQuery(scanner: Scanner): Query | null {
  if (scanner.peek() != 0x24) {
    scanner.fail("A query begins with $");
    return null;
  }
  scanner.skip(1);
  const query = new Query(true);
  readSegments(scanner, query);
  if (scanner.problem === null && !scanner.isAtEnd) scanner.fail("Something follows that is no segment");
  return scanner.problem === null ? query : null;
}

/** Segments as far as there are some. */
export function readSegments(scanner: Scanner, query: Query): void {
  while (scanner.problem === null) {
    const before = scanner.at;
    scanner.skipSpace();
    const next = scanner.peek();
    if (next == 0x5b) query.segments.push(readBrackets(scanner, false));
    else if (next == 0x2e) query.segments.push(readDots(scanner));
    else {
      // The white space belongs to what follows.
      scanner.at = before;
      return;
    }
  }
}

function readDots(scanner: Scanner): Segment {
  scanner.skip(1);
  const isDescendant = scanner.peek() == 0x2e;
  if (isDescendant) scanner.skip(1);
  if (isDescendant && scanner.peek() == 0x5b) return readBrackets(scanner, true);
  const segment = new Segment(isDescendant);
  if (scanner.peek() == 0x2a) {
    scanner.skip(1);
    segment.selectors.push(new Selector(SelectorKind.Wildcard));
    return segment;
  }
  const selector = new Selector(SelectorKind.Name);
  selector.start = scanner.at;
  if (!scanner.skipName()) scanner.fail("A name or * is missing");
  selector.length = scanner.at - selector.start;
  segment.selectors.push(selector);
  return segment;
}

function readBrackets(scanner: Scanner, isDescendant: bool): Segment {
  const segment = new Segment(isDescendant);
  scanner.skip(1);
  while (scanner.problem === null) {
    scanner.skipSpace();
    segment.selectors.push(readSelector(scanner));
    scanner.skipSpace();
    if (scanner.problem !== null) break;
    const next = scanner.peek();
    scanner.skip(1);
    if (next == 0x5d) break;
    if (next != 0x2c) {
      scanner.back();
      scanner.fail("A comma or ] is missing");
    }
  }
  return segment;
}

function readSelector(scanner: Scanner): Selector {
  const next = scanner.peek();
  if (next == 0x2a) {
    scanner.skip(1);
    return new Selector(SelectorKind.Wildcard);
  }
  if (next == 0x22 || next == 0x27) {
    const selector = new Selector(SelectorKind.Name);
    const name = scanner.readText();
    selector.start = name.start;
    selector.length = name.length;
    return selector;
  }
  if (next == 0x3f) {
    scanner.skip(1);
    scanner.skipSpace();
    const selector = new Selector(SelectorKind.Filter);
    selector.filter = new FilterReader(scanner).read();
    return selector;
  }
  return readIndexOrSlice(scanner);
}

function isNumberAhead(scanner: Scanner): bool {
  const next = scanner.peek();
  return next == 0x2d || (next >= 0x30 && next <= 0x39);
}

function readIndexOrSlice(scanner: Scanner): Selector {
  const hasFrom = isNumberAhead(scanner);
  const from = hasFrom ? readInteger(scanner) : 0;
  const before = scanner.at;
  scanner.skipSpace();
  if (scanner.peek() != 0x3a) {
    scanner.at = before;
    if (!hasFrom) scanner.fail("A name in quotes, an index, a slice, * or ? is missing");
    const selector = new Selector(SelectorKind.Index);
    selector.from = from;
    return selector;
  }
  const selector = new Selector(SelectorKind.Slice);
  selector.hasFrom = hasFrom;
  selector.from = from;
  scanner.skip(1);
  scanner.skipSpace();
  if (isNumberAhead(scanner)) {
    selector.hasTo = true;
    selector.to = readInteger(scanner);
  }
  const end = scanner.at;
  scanner.skipSpace();
  if (scanner.peek() != 0x3a) {
    scanner.at = end;
    return selector;
  }
  scanner.skip(1);
  const colon = scanner.at;
  scanner.skipSpace();
  if (isNumberAhead(scanner)) selector.step = readInteger(scanner);
  else scanner.at = colon;
  return selector;
}

/** -0 and leading zeros are none. */
function readInteger(scanner: Scanner): i64 {
  const isNegative = scanner.peek() == 0x2d;
  if (isNegative) scanner.skip(1);
  const first = scanner.peek();
  let value: i64 = 0;
  let digits = 0;
  while (scanner.peek() >= 0x30 && scanner.peek() <= 0x39) {
    value = min(value * 10 + (scanner.peek() - 0x30), greatestInteger + 1);
    scanner.skip(1);
    digits++;
  }
  if (digits == 0 || (first == 0x30 && (digits > 1 || isNegative)) || value > greatestInteger) {
    scanner.fail("The number is no integer as JSONPath has them");
  }
  return isNegative ? -value : value;
}
