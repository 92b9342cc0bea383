/** Days and times without time zones of their own: everything is shown as UTC. */
import { fixed } from "./svg";

const months: string[] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const monthDays: i32[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const dayMs: f64 = 86400000;

/** Days since 1970 of a day of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
export function daysOf(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const era = (y >= 0 ? y : y - 399) / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

export class Day {
  year: i32 = 0;
  month: i32 = 0;
  day: i32 = 0;

  constructor(milliseconds: f64) {
    const z = <i32>Math.floor(milliseconds / dayMs) + 719468;
    const era = (z >= 0 ? z : z - 146096) / 146097;
    const dayOfEra = z - era * 146097;
    const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const shifted = (5 * dayOfYear + 2) / 153;
    this.day = dayOfYear - (153 * shifted + 2) / 5 + 1;
    this.month = shifted < 10 ? shifted + 3 : shifted - 9;
    this.year = yearOfEra + era * 400 + (this.month <= 2 ? 1 : 0);
  }
}

/** The number that `count` digits at `from` say; -1 where they are none. */
function digits(text: string, from: i32, count: i32): i32 {
  if (from + count > text.length) return -1;
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** 2024-05, 2024-05-31, 2024-05-31T12:00[:00[.000]][Z|+02:00] as milliseconds since 1970; NaN for anything else. */
export function parseDate(text: string): f64 {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  if (year < 0 || month < 1 || month > 12 || text.charCodeAt(4) != 0x2d) return NaN;
  if (text.length == 7) return <f64>daysOf(year, month, 1) * dayMs;
  const day = digits(text, 8, 2);
  const isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (text.charCodeAt(7) != 0x2d || day < 1 || day > monthDays[month - 1] + (month == 2 && isLeap ? 1 : 0)) return NaN;
  const date = <f64>daysOf(year, month, day) * dayMs;
  return text.length == 10 ? date : date + parseTime(text);
}

/** What follows the day. */
function parseTime(text: string): f64 {
  const between = text.charCodeAt(10);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  if ((between != 0x54 && between != 0x74 && between != 0x20) || text.charCodeAt(13) != 0x3a) return NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return NaN;
  let time: f64 = <f64>(hour * 60 + minute) * 60000;
  let at = 16;
  if (at < text.length && text.charCodeAt(at) == 0x3a) {
    const second = digits(text, 17, 2);
    if (second < 0 || second > 60) return NaN;
    time += <f64>second * 1000;
    at = 19;
    if (at < text.length && text.charCodeAt(at) == 0x2e) {
      let unit: f64 = 100;
      at++;
      const from = at;
      for (; at < text.length && digits(text, at, 1) >= 0; at++) {
        time += <f64>digits(text, at, 1) * unit;
        unit /= 10;
      }
      if (at == from) return NaN;
    }
  }
  if (at == text.length) return time;
  const sign = text.charCodeAt(at);
  if ((sign == 0x5a || sign == 0x7a) && at + 1 == text.length) return time;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if ((sign != 0x2b && sign != 0x2d) || text.length != at + 6 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
    return NaN;
  const zone = <f64>(hours * 60 + minutes) * 60000;
  return sign == 0x2b ? time - zone : time + zone;
}

/** As wide as needed to tell ticks of this step apart. */
export function dateLabel(milliseconds: f64, step: f64, hasYears: bool): string {
  const day = new Day(milliseconds);
  if (step >= 360 * dayMs) return day.year.toString();
  const month = months[day.month - 1];
  if (step >= 27 * dayMs) return `${month} ${day.year}`;
  const date = hasYears ? `${day.day} ${month} ${day.year}` : `${day.day} ${month}`;
  if (step >= dayMs) return date;
  const time = milliseconds - Math.floor(milliseconds / dayMs) * dayMs;
  const hour = <i32>(time / 3600000);
  const minute = <i32>(time / 60000) % 60;
  const clock = hour.toString().padStart(2, "0") + ":" + minute.toString().padStart(2, "0");
  if (step >= 60000) return time == 0 ? date : clock;
  const second = (time % 60000) / 1000;
  return clock + ":" + fixed(second, step >= 1000 ? 0 : 3).padStart(step >= 1000 ? 2 : 6, "0");
}
