/**
 * Amounts with a unit, as branded numbers. Each `parse…` function takes external input and returns the value or a
 * message that says what is wrong. The constructors (`milliseconds`, `bytes`, …) are for constants in the code; they
 * throw if one is out of range, which is a bug in Caxton.
 */
import type { Brand } from "./brand.ts";
import { CaxtonError } from "./errors.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** 0 to 100, fractions allowed. */
export type Percentage = Brand<number, "Percentage">;
/** Whole bytes, 0 to 2^53 - 1. */
export type ByteSize = Brand<number, "ByteSize">;
/** Whole milliseconds of processor time, 0 to {@link longestDuration}. */
export type CpuMillis = Brand<number, "CpuMillis">;
/** Whole milliseconds, 0 to {@link longestDuration}. */
export type Duration = Brand<number, "Duration">;

/** 36,500 days in milliseconds: any current date plus a duration is still a valid date. */
export const longestDuration = 36_500 * 86_400_000;

const durationUnits = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const sizeUnits = {
  B: 1,
  KB: 1e3,
  KiB: 2 ** 10,
  MB: 1e6,
  MiB: 2 ** 20,
  GB: 1e9,
  GiB: 2 ** 30,
  TB: 1e12,
  TiB: 2 ** 40,
} as const;

const sizeUnitsByLowerCase: ReadonlyMap<string, number> = new Map(
  Object.entries(sizeUnits).map(([unit, factor]) => [unit.toLowerCase(), factor]),
);

interface Amount {
  readonly count: number;
  /** As written; empty if there is no unit. */
  readonly unit: string;
}

/** `64KiB` → 64 and `KiB`; a plain number has no unit, and -0 becomes 0. Null if the input is not an amount. */
const readAmount = (input: unknown): Amount | null => {
  if (typeof input === "number") return Number.isFinite(input) ? { count: input + 0, unit: "" } : null;
  if (typeof input !== "string") return null;
  const match = /^([0-9]{1,17}(?:\.[0-9]{1,17})?) ?([A-Za-z%]{0,3})$/.exec(input.trim());
  return match === null ? null : { count: Number(match[1]), unit: match[2] ?? "" };
};

/** Rounds to a whole number; null if a small positive amount would become 0. */
const whole = (value: number): number | null => {
  const rounded = Math.round(value);
  return rounded === 0 && value > 0 ? null : rounded;
};

const parseTime = (input: unknown, what: string, unitOfPlainNumber: number): Result<number, string> => {
  const rule = "it takes a number and a unit, such as 500ms, 30s, 5m, 2h or 7d";
  const amount = readAmount(input);
  if (amount === null || amount.count < 0) return fail(`${shown(input)} is not ${what}: ${rule}.`);
  const factor =
    amount.unit === ""
      ? unitOfPlainNumber
      : Object.hasOwn(durationUnits, amount.unit)
        ? durationUnits[amount.unit as keyof typeof durationUnits]
        : null;
  if (factor === null) return fail(`${shown(input)} is not ${what}: “${amount.unit}” is not a unit of time; ${rule}.`);
  const millis = whole(amount.count * factor);
  if (millis === null) return fail(`${shown(input)} is not ${what}: it is shorter than a millisecond.`);
  if (millis > longestDuration) return fail(`${shown(input)} is not ${what}: it is longer than 36500d.`);
  return ok(millis);
};

/** `500ms`, `30s`, `5m`, `2h`, `7d`, also fractions (`1.5h`); a number without a unit means seconds. */
export const parseDuration = (input: unknown): Result<Duration, string> =>
  parseTime(input, "a duration", durationUnits.s) as Result<Duration, string>;

/** Like {@link parseDuration}, but a number without a unit means milliseconds. */
export const parseCpuMillis = (input: unknown): Result<CpuMillis, string> =>
  parseTime(input, "a processor time", durationUnits.ms) as Result<CpuMillis, string>;

/** `512B`, `64KiB` (1024 bytes each), `10MB` (a million bytes each), up to TB and TiB; a number means bytes. */
export const parseByteSize = (input: unknown): Result<ByteSize, string> => {
  const rule = "it takes a number and a unit, such as 512B, 64KiB or 10MB";
  const amount = readAmount(input);
  if (amount === null || amount.count < 0) return fail(`${shown(input)} is not a size: ${rule}.`);
  const factor = amount.unit === "" ? 1 : sizeUnitsByLowerCase.get(amount.unit.toLowerCase());
  if (factor === undefined) {
    return fail(`${shown(input)} is not a size: “${amount.unit}” is not a unit of size; ${rule}.`);
  }
  const exact = amount.count * factor;
  const size = Math.round(exact);
  // 4.35KB is 4350 bytes, although floating-point arithmetic gives 4349.999999999999.
  if (Math.abs(exact - size) > exact * 4 * Number.EPSILON) {
    return fail(`${shown(input)} is not a size: it is not a whole number of bytes.`);
  }
  if (!Number.isSafeInteger(size)) return fail(`${shown(input)} is not a size: it is larger than 8191TiB.`);
  return ok(size as ByteSize);
};

/** 0 to 100, as a number or as text with or without `%`. */
export const parsePercentage = (input: unknown): Result<Percentage, string> => {
  const amount = readAmount(input);
  const isPercentage =
    amount !== null && (amount.unit === "" || amount.unit === "%") && amount.count >= 0 && amount.count <= 100;
  return isPercentage
    ? ok(amount.count as Percentage)
    : fail(`${shown(input)} is not a percentage: it takes a number from 0 to 100, such as 25 or 12.5%.`);
};

const known = <Value>(result: Result<Value, string>): Value => {
  if (result.ok) return result.value;
  throw new CaxtonError("internal.unexpected", result.error, {
    hint: "A constant in Caxton's code is out of range. Please report this with the stack trace.",
  });
};

/** A constant duration; throws `internal.unexpected` if it is out of range. */
export const milliseconds = (count: number): Duration => known(parseTime(count, "a duration", 1)) as Duration;
/** As {@link milliseconds}. */
export const seconds = (count: number): Duration => known(parseDuration(count));
/** As {@link milliseconds}. */
export const minutes = (count: number): Duration => milliseconds(count * durationUnits.m);
/** A constant size; throws `internal.unexpected` if it is out of range. */
export const bytes = (count: number): ByteSize => known(parseByteSize(count));
/** Units of 1024 bytes; as {@link bytes}. */
export const kibibytes = (count: number): ByteSize => bytes(count * sizeUnits.KiB);
/** Units of 1024 * 1024 bytes; as {@link bytes}. */
export const mebibytes = (count: number): ByteSize => bytes(count * sizeUnits.MiB);
/** A constant processor time; throws `internal.unexpected` if it is out of range. */
export const cpuMillis = (count: number): CpuMillis => known(parseCpuMillis(count));
/** A constant percentage; throws `internal.unexpected` if it is out of range. */
export const percent = (count: number): Percentage => known(parsePercentage(count));

/** Formats in the largest unit that needs no fraction, so that parsing the result gives the same value. */
const formatExactly = (value: number, units: Readonly<Record<string, number>>, smallest: string): string => {
  const fitting = Object.entries(units).filter(([, factor]) => value >= factor && value % factor === 0);
  const [unit, factor] = fitting.reduce((best, next) => (next[1] > best[1] ? next : best), [smallest, 1]);
  return `${value / factor}${unit}`;
};

/** `90m`, `1500ms`; {@link parseDuration} reads it back exactly. Processor time has the same form. */
export const formatDuration = (duration: Duration | CpuMillis): string => formatExactly(duration, durationUnits, "ms");

/** `64KiB`, `10MB`, `1234B`; {@link parseByteSize} reads it back exactly. */
export const formatByteSize = (size: ByteSize): string => formatExactly(size, sizeUnits, "B");
