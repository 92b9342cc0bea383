/** Unicode properties of code points. */
import { Category, categoryRuns, categoryRunsCount } from "./unicode-categories";

export { Category } from "./unicode-categories";

/** First code points of the runs and their categories; decoded on first use. */
let starts: StaticArray<u32> = new StaticArray<u32>(0);
let kinds: StaticArray<u8> = new StaticArray<u8>(0);

function unpack(): void {
  starts = new StaticArray<u32>(categoryRunsCount);
  kinds = new StaticArray<u8>(categoryRunsCount);
  let at = categoryRuns;
  let point: u32 = 0;
  for (let run = 0; run < categoryRunsCount; run++) {
    const head = <u32>load<u8>(at++);
    let length = head & 7;
    if (length == 0) {
      let shift: u32 = 0;
      let more: u32;
      do {
        more = <u32>load<u8>(at++);
        length |= (more & 0x7f) << shift;
        shift += 7;
      } while (more & 0x80);
    }
    starts[run] = point;
    kinds[run] = <u8>(head >> 3);
    point += length;
  }
}

/** The general category, as numbered by {@link Category}. */
export function categoryOf(point: u32): u32 {
  if (starts.length == 0) unpack();
  let low = 0;
  let high = categoryRunsCount;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (unchecked(starts[middle]) <= point) low = middle;
    else high = middle;
  }
  return unchecked(kinds[low]);
}

/** The categories denoted by a name such as `L`, `Lu` or `N`, one bit each; 0 for an unknown name. */
export function categoriesNamed(name: string): u32 {
  const names = "CnLuLlLtLmLoMnMcMeNdNlNoPcPdPsPePiPfPoSmScSkSoZsZlZpCcCfCoCs";
  let found: u32 = 0;
  if (name.length != 1 && name.length != 2) return 0;
  for (let index = 0; index < names.length; index += 2) {
    if (names.substr(index, name.length) == name) found |= (<u32>1) << (index >> 1);
  }
  return found;
}

const letters: u32 =
  (1 << Category.Lu) | (1 << Category.Ll) | (1 << Category.Lt) | (1 << Category.Lm) | (1 << Category.Lo);
const marks: u32 = (1 << Category.Mn) | (1 << Category.Mc) | (1 << Category.Me);
const digits: u32 = (1 << Category.Nd) | (1 << Category.Nl) | (1 << Category.No);

function isOneOf(point: u32, set: u32): bool {
  return ((set >> categoryOf(point)) & 1) != 0;
}

export function isLetter(point: u32): bool {
  return point < 0x80 ? (point | 0x20) - 0x61 < 26 : isOneOf(point, letters);
}
/** Combining marks, which belong to the letter before them. */
export function isMark(point: u32): bool {
  return point >= 0x300 && isOneOf(point, marks);
}
export function isDigit(point: u32): bool {
  return point < 0x80 ? point - 0x30 < 10 : isOneOf(point, digits);
}
export function isSpace(point: u32): bool {
  return point < 0x80 ? point == 0x20 || point - 9 < 5 : point == 0x85 || categoryOf(point) - Category.Zs < 3;
}
