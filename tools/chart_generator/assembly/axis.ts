/** Axes: where a value stands, and which values are worth a tick. */
import { dateLabel, Day, dayMs, daysOf } from "./dates";
import { fixed } from "./svg";

/** Ticks of one axis at most, whatever the numbers. */
const mostTicks = 40;

export class Axis {
  readonly ticks: Array<f64> = [];
  readonly labels: Array<string> = [];
  constructor(
    public low: f64,
    public high: f64,
  ) {}

  /** Where the value stands between `from` and `to`. */
  at(value: f64, from: f64, to: f64): f64 {
    return from + ((value - this.low) / (this.high - this.low)) * (to - from);
  }
}

/** 1, 2 or 5 times a power of ten, at least as large. */
export function niceStep(rough: f64): f64 {
  if (!(rough > 1e-300)) return 1e-300;
  let power = Math.pow(10, Math.floor(Math.log10(rough)));
  // Logarithms of exact powers may fall a little short.
  if (rough / power >= 10) power *= 10;
  const share = rough / power;
  return power * (share <= 1.0000001 ? 1 : share <= 2.0000001 ? 2 : share <= 5.0000001 ? 5 : 10);
}

/** A numeric axis for values from `low` to `high`, widened to ticks that people like. */
export function numberAxis(low: f64, high: f64, wanted: i32, isWhole: bool = false): Axis {
  let from = low;
  let to = high;
  // What differs by less than this cannot be told apart on an axis.
  if (!(to - from > Math.max(Math.abs(from), Math.abs(to)) * 1e-9)) {
    const pad = from == 0 ? 1 : Math.abs(from) * 0.1;
    from -= pad;
    to += pad;
  }
  let step = niceStep((to - from) / <f64>max(wanted, 1));
  if (isWhole && step < 1) step = 1;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const axis = new Axis(first * step, last * step);
  const count = <i32>Math.min(last - first, mostTicks);
  const format = new NumberFormat(step, Math.max(Math.abs(axis.low), Math.abs(axis.high)));
  for (let index = 0; index <= count; index++) {
    const tick = (first + <f64>index) * step;
    axis.ticks.push(tick);
    axis.labels.push(format.of(tick));
  }
  return axis;
}

/** How the ticks of one axis are written: all with the same digits and the same unit. */
export class NumberFormat {
  private unit: f64 = 1;
  private suffix: string = "";
  private digits: i32 = 0;
  private isScientific: bool = false;

  constructor(step: f64, greatest: f64) {
    this.isScientific = greatest >= 1e15 || (greatest > 0 && greatest < 1e-4);
    if (greatest >= 1e12) this.scale(1e12, "T");
    else if (greatest >= 1e9) this.scale(1e9, "B");
    else if (greatest >= 1e6) this.scale(1e6, "M");
    let shown = step / this.unit;
    while (!this.isScientific && this.digits < 9 && Math.abs(shown - Math.round(shown)) > 1e-6 * shown) {
      shown *= 10;
      this.digits++;
    }
  }

  private scale(unit: f64, suffix: string): void {
    this.unit = unit;
    this.suffix = suffix;
  }

  of(value: f64): string {
    if (value == 0) return "0";
    if (this.isScientific) return scientific(value);
    return grouped(fixed(value / this.unit, this.digits)) + this.suffix;
  }
}

function scientific(value: f64): string {
  let exponent = <i32>Math.floor(Math.log10(Math.abs(value)));
  let mantissa = value / Math.pow(10, <f64>exponent);
  if (Math.abs(mantissa) >= 9.995) {
    mantissa /= 10;
    exponent++;
  }
  return fixed(mantissa, 2, true) + "e" + exponent.toString();
}

/** 12345.5 as 12,345.5. */
function grouped(text: string): string {
  const start = text.startsWith("-") ? 1 : 0;
  const point = text.indexOf(".");
  let out = point < 0 ? "" : text.substring(point);
  let end = point < 0 ? text.length : point;
  while (end - start > 3) {
    out = "," + text.substring(end - 3, end) + out;
    end -= 3;
  }
  return text.substring(0, end) + out;
}

/** A value for people to read, by itself. */
export function valueText(value: f64): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return scientific(value);
  return grouped(fixed(value, size >= 1000 ? 2 : 4, true));
}

const second: f64 = 1000;
const minute: f64 = 60000;
const hour: f64 = 3600000;
const timeSteps: f64[] = [
  1,
  10,
  100,
  second,
  5 * second,
  15 * second,
  30 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  dayMs,
  2 * dayMs,
  7 * dayMs,
];
const monthSteps: i32[] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000];

/** An axis of time from `low` to `high`, in milliseconds since 1970. */
export function timeAxis(low: f64, high: f64, wanted: i32): Axis {
  const isPoint = !(high > low);
  const axis = new Axis(isPoint ? low - dayMs : low, isPoint ? high + dayMs : high);
  const rough = (axis.high - axis.low) / <f64>max(wanted, 1);
  const hasYears = new Day(axis.low).year != new Day(axis.high).year;
  for (let index = 0; index < timeSteps.length; index++) {
    const step = timeSteps[index];
    if (step < rough) continue;
    // Weeks begin on Mondays, and 1970 began on a Thursday.
    const start = step == 7 * dayMs ? 4 * dayMs : 0;
    let tick = Math.ceil((axis.low - start) / step) * step + start;
    for (; tick <= axis.high && axis.ticks.length < mostTicks; tick += step) addTime(axis, tick, step, hasYears);
    return axis;
  }
  let months = monthSteps[monthSteps.length - 1];
  for (let index = monthSteps.length - 1; index >= 0; index--) {
    if (<f64>monthSteps[index] * 30 * dayMs >= rough) months = monthSteps[index];
  }
  const first = new Day(axis.low);
  let month = ((first.year * 12 + first.month - 1) / months) * months;
  while (axis.ticks.length < mostTicks) {
    const tick = <f64>daysOf(month / 12, (month % 12) + 1, 1) * dayMs;
    if (tick > axis.high) break;
    if (tick >= axis.low) addTime(axis, tick, <f64>months * 30 * dayMs, hasYears);
    month += months;
  }
  return axis;
}

function addTime(axis: Axis, tick: f64, step: f64, hasYears: bool): void {
  axis.ticks.push(tick);
  axis.labels.push(dateLabel(tick, step, hasYears));
}
