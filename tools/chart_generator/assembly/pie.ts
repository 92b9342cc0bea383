/** A pie: what each part is of the whole. */
import { numberText } from "../../../sdk/assemblyscript/json";
import { valueText } from "./axis";
import { Frame } from "./frame";
import { Chart } from "./model";
import { colourOf, escaped, fixed, ink, mutedInk, px, shortened } from "./svg";

/** More slices than this nobody can tell apart; the smallest become one. */
const mostSlices = 10;

class Slice {
  constructor(
    readonly label: string,
    public value: f64,
  ) {}
}

function bySize(a: Slice, b: Slice): i32 {
  return a.value > b.value ? -1 : a.value < b.value ? 1 : 0;
}

function slicesOf(chart: Chart): Array<Slice> {
  const slices: Array<Slice> = [];
  const points = chart.series[0].points;
  for (let at = 0; at < points.length; at++) {
    if (points[at].y > 0) slices.push(new Slice(chart.categories[<i32>points[at].x], points[at].y));
  }
  if (slices.length <= mostSlices) return slices;
  slices.sort(bySize);
  const rest = new Slice(`Other (${slices.length - mostSlices + 1})`, 0);
  while (slices.length >= mostSlices) rest.value += slices.pop().value;
  slices.push(rest);
  return slices;
}

/** Says why there can be no pie; empty when there can. */
export function whyNoPie(chart: Chart): string {
  if (chart.least() < 0) return "A pie cannot show values below 0; take bars.";
  return "";
}

export function drawPie(frame: Frame): void {
  const chart = frame.chart;
  const svg = frame.svg;
  frame.titles();
  if (chart.series.length > 1) chart.notes.push("A pie shows one series; the first was taken.");
  const slices = slicesOf(chart);
  let total: f64 = 0;
  for (let index = 0; index < slices.length; index++) total += slices[index].value;
  const keyWidth = Math.min(260, frame.width * 0.42);
  const radius = Math.max(Math.min((frame.width - keyWidth - 24) / 2, frame.height / 2 - 4), 10);
  const cx = frame.left + (frame.width - keyWidth) / 2;
  const cy = (frame.top + frame.bottom) / 2;
  let turned: f64 = 0;
  for (let index = 0; index < slices.length; index++) {
    const slice = slices[index];
    const share = slice.value / total;
    const percent = `${fixed(share * 100, 1, true)} %`;
    const data = ` data-label="${escaped(slice.label)}" data-value="${numberText(slice.value)}"`;
    const title = `<title>${escaped(`${slice.label}: ${valueText(slice.value)} (${percent})`)}</title>`;
    const look = `fill="${colourOf(index)}" stroke="#ffffff" stroke-width="1.5"`;
    if (slices.length == 1) {
      svg.add(`<circle class="slice" cx="${px(cx)}" cy="${px(cy)}" r="${px(radius)}" ${look}${data}>${title}</circle>`);
    } else {
      svg.add(`<path class="slice" d="${arc(cx, cy, radius, turned, turned + share)}" ${look}${data}>${title}</path>`);
    }
    if (share >= 0.05) {
      const angle = (turned + share / 2) * 2 * Math.PI;
      const far = slices.length == 1 ? 0 : radius * 0.68;
      svg.text(
        cx + Math.sin(angle) * far,
        cy - Math.cos(angle) * far + 4,
        `${fixed(share * 100, 0)}%`,
        12,
        "middle",
        "#ffffff",
        ' font-weight="600"',
      );
    }
    turned += share;
  }
  drawKeys(frame, slices, total, frame.right - keyWidth, keyWidth);
}

/** Shares count clockwise from twelve o'clock. */
function arc(cx: f64, cy: f64, radius: f64, from: f64, to: f64): string {
  const start = from * 2 * Math.PI;
  const end = to * 2 * Math.PI;
  const x1 = px(cx + Math.sin(start) * radius);
  const y1 = px(cy - Math.cos(start) * radius);
  const x2 = px(cx + Math.sin(end) * radius);
  const y2 = px(cy - Math.cos(end) * radius);
  return `M${px(cx)} ${px(cy)}L${x1} ${y1}A${px(radius)} ${px(radius)} 0 ${to - from > 0.5 ? 1 : 0} 1 ${x2} ${y2}Z`;
}

function drawKeys(frame: Frame, slices: Array<Slice>, total: f64, x: f64, width: f64): void {
  const svg = frame.svg;
  const step = Math.min(24, frame.height / <f64>max(slices.length, 1));
  let y = (frame.top + frame.bottom) / 2 - (step * <f64>slices.length) / 2;
  for (let index = 0; index < slices.length; index++) {
    const slice = slices[index];
    const value = `${valueText(slice.value)} · ${fixed((slice.value / total) * 100, 1, true)} %`;
    svg.add(`<rect class="key" x="${px(x)}" y="${px(y)}" width="12" height="12" rx="2" fill="${colourOf(index)}"/>`);
    svg.text(x + 18, y + 10, shortened(slice.label, 12, width - 118), 12, "start", ink);
    svg.text(x + width, y + 10, value, 12, "end", mutedInk);
    y += step;
  }
}
