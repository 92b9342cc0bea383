/** Writing SVG: numbers short and the same everywhere, texts escaped, widths of texts estimated (there is no font here). */

/**
 * The colours of Okabe and Ito, which people who cannot tell red from green can tell apart, darkened where a white
 * background needs it; then the same ten lighter, then darker.
 */
const palette: string[] = [
  "#0072b2",
  "#e08e0b",
  "#009e73",
  "#cc4c14",
  "#b65c94",
  "#45a0d6",
  "#7a6a1c",
  "#6a51a3",
  "#5a5a5a",
  "#a50f3c",
  "#80b8d8",
  "#f0c685",
  "#80ceb9",
  "#e6a68a",
  "#daaeca",
  "#a2d0ea",
  "#bcb48e",
  "#b4a8d1",
  "#acacac",
  "#d2879e",
  "#00446b",
  "#865507",
  "#005f45",
  "#7a2e0c",
  "#6d3759",
  "#296080",
  "#494011",
  "#403162",
  "#363636",
  "#630924",
];

/** Series with a colour of their own each. */
export const mostSeries: i32 = palette.length;

/** After so many, colours come again in another lightness. */
const hues = 10;

export const ink: string = "#1f2933";
export const mutedInk: string = "#52606d";
export const gridColour: string = "#e4e7eb";
export const axisColour: string = "#9aa5b1";

export function colourOf(index: i32): string {
  return palette[index % palette.length];
}

/** Lines of the same hue also differ by their dashes. */
export function dashesOf(index: i32): string {
  const round = index / hues;
  return round == 0 ? "" : round == 1 ? ' stroke-dasharray="6 3"' : ' stroke-dasharray="2 3"';
}

/** Two digits after the point are a hundredth of a pixel. */
export function px(value: f64): string {
  return fixed(value, 2, true);
}

/** With so many digits after the point; `isShort` leaves out zeros at the end. */
export function fixed(value: f64, digits: i32, isShort: bool = false): string {
  let factor: f64 = 1;
  for (let digit = 0; digit < digits; digit++) factor *= 10;
  const scaled = Math.round(Math.abs(value) * factor);
  if (!(scaled < 9007199254740992)) return isFinite(value) ? value.toString() : "0";
  const whole = <i64>(scaled / factor);
  let fraction = digits == 0 ? "" : (<i64>(scaled - <f64>whole * factor)).toString().padStart(digits, "0");
  if (isShort) {
    let end = fraction.length;
    while (end > 0 && fraction.charCodeAt(end - 1) == 0x30) end--;
    fraction = fraction.substring(0, end);
  }
  const text = whole.toString() + (fraction.length > 0 ? "." + fraction : "");
  return value < 0 && scaled > 0 ? "-" + text : text;
}

/** For text and for attributes in double quotes. What XML 1.0 cannot hold becomes U+FFFD. */
export function escaped(text: string): string {
  let out = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code < 0xdc00 && at + 1 < text.length) {
      const low = text.charCodeAt(at + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        at++;
        continue;
      }
    }
    let instead = "";
    if (code == 0x26) instead = "&amp;";
    else if (code == 0x3c) instead = "&lt;";
    else if (code == 0x3e) instead = "&gt;";
    else if (code == 0x22) instead = "&quot;";
    else if (code == 9 || code == 10 || code == 13) instead = " ";
    else if (code < 0x20 || code == 0x7f || (code >= 0xd800 && code < 0xe000) || code >= 0xfffe) instead = "\ufffd";
    else continue;
    out += text.substring(from, at) + instead;
    from = at + 1;
  }
  return from == 0 ? text : out + text.substring(from);
}

function widthOfCode(code: i32): f64 {
  if (code >= 0x1100) return 1;
  if (" .,:;'|!ijl".indexOf(String.fromCharCode(code)) >= 0) return 0.28;
  if ("()[]{}/frtI-".indexOf(String.fromCharCode(code)) >= 0) return 0.36;
  if ("mwMW@%".indexOf(String.fromCharCode(code)) >= 0) return 0.87;
  return code >= 0x41 && code <= 0x5a ? 0.67 : 0.56;
}

/** About as wide as a sans-serif font makes it. */
export function textWidth(text: string, size: f64): f64 {
  let width: f64 = 0;
  for (let at = 0; at < text.length; at++) width += widthOfCode(text.charCodeAt(at));
  return width * size;
}

/** As much of the text as fits, with an ellipsis where something is left out. */
export function shortened(text: string, size: f64, room: f64): string {
  let width: f64 = 0;
  let last = 0;
  const ellipsis = size;
  for (let at = 0; at < text.length; at++) {
    width += widthOfCode(text.charCodeAt(at)) * size;
    if (width + ellipsis <= room) last = at + 1;
    if (width > room) {
      const isCut = last > 0 && (text.charCodeAt(last - 1) & 0xfc00) == 0xd800;
      return text.substring(0, isCut ? last - 1 : last) + "…";
    }
  }
  return text;
}

/** The picture as it grows. */
export class Svg {
  private readonly parts: Array<string> = [];

  add(part: string): void {
    this.parts.push(part);
  }

  line(x1: f64, y1: f64, x2: f64, y2: f64, colour: string): void {
    this.add(`<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${colour}"/>`);
  }

  /** `anchor` is start, middle or end; `more` are attributes. */
  text(x: f64, y: f64, text: string, size: f64, anchor: string, colour: string = ink, more: string = ""): void {
    this.add(
      `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" text-anchor="${anchor}" fill="${colour}"${more}>${escaped(text)}</text>`,
    );
  }

  toString(): string {
    return this.parts.join("");
  }
}
