/** Bars: beside one another, or stacked; and histograms, whose bars stand on an axis of numbers. */
import { numberText } from "../../../sdk/assemblyscript/json";
import { niceStep, numberAxis, valueText } from "./axis";
import { Frame } from "./frame";
import { Chart, Point, Series } from "./model";
import { colourOf, escaped, px, Svg } from "./svg";

function bar(svg: Svg, x: f64, width: f64, from: f64, to: f64, colour: string, data: string, title: string): void {
  const y = Math.min(from, to);
  svg.add(
    `<rect class="bar" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(Math.abs(to - from))}" fill="${colour}"${data}><title>${escaped(title)}</title></rect>`,
  );
}

function namesOf(chart: Chart): Array<string> {
  return chart.series.map<string>((series) => series.name);
}

/** Heights that stacks reach: above 0 and below it. */
function stackLimit(chart: Chart, isAbove: bool): f64 {
  const sums = new Float64Array(chart.categories.length);
  let limit: f64 = 0;
  for (let index = 0; index < chart.series.length; index++) {
    const points = chart.series[index].points;
    for (let at = 0; at < points.length; at++) {
      const y = points[at].y;
      if (isNaN(y) || y > 0 != isAbove) continue;
      const place = <i32>points[at].x;
      sums[place] += y;
      limit = isAbove ? Math.max(limit, sums[place]) : Math.min(limit, sums[place]);
    }
  }
  return limit;
}

export function drawBars(frame: Frame): void {
  const chart = frame.chart;
  frame.titles();
  frame.legend(namesOf(chart));
  const isStacked = chart.isStacked && chart.series.length > 1;
  const low = isStacked ? stackLimit(chart, false) : Math.min(0, chart.least());
  const high = isStacked ? stackLimit(chart, true) : Math.max(0, chart.most());
  const axis = numberAxis(low, low == 0 && high == 0 ? 1 : high, <i32>(frame.height / 55));
  frame.makeRoom(axis, chart.categories, true);
  frame.vertical(axis);
  const zero = axis.at(0, frame.bottom, frame.top);
  const band = frame.width / <f64>chart.categories.length;
  const group = band * 0.76;
  const width = isStacked ? group : group / <f64>chart.series.length;
  const tops = new Float64Array(chart.categories.length);
  const floors = new Float64Array(chart.categories.length);
  for (let index = 0; index < chart.series.length; index++) {
    const series = chart.series[index];
    for (let at = 0; at < series.points.length; at++) {
      const point = series.points[at];
      if (isNaN(point.y)) continue;
      const place = <i32>point.x;
      const sums = point.y > 0 ? tops : floors;
      const from = isStacked ? axis.at(sums[place], frame.bottom, frame.top) : zero;
      if (isStacked) sums[place] += point.y;
      const to = axis.at(isStacked ? sums[place] : point.y, frame.bottom, frame.top);
      const x = frame.left + point.x * band + (band - group) / 2 + (isStacked ? 0 : <f64>index * width);
      const label = chart.categories[place];
      const name = series.name == "" ? label : `${series.name}, ${label}`;
      const data = ` data-series="${escaped(series.name)}" data-label="${escaped(label)}" data-value="${numberText(point.y)}"`;
      bar(
        frame.svg,
        x,
        Math.max(width - (width > 8 ? 1 : 0), 0.5),
        from,
        to,
        colourOf(index),
        data,
        `${name}: ${valueText(point.y)}`,
      );
    }
  }
  frame.baseline(zero);
  frame.categories(chart.categories);
}

/** All numbers of all series, sorted. */
function numbersOf(chart: Chart): Float64Array {
  const found: Array<f64> = [];
  for (let index = 0; index < chart.series.length; index++) {
    const points = chart.series[index].points;
    for (let at = 0; at < points.length; at++) if (!isNaN(points[at].y)) found.push(points[at].y);
  }
  const numbers = new Float64Array(found.length);
  for (let index = 0; index < found.length; index++) numbers[index] = found[index];
  return numbers.sort();
}

/** The rule of Freedman and Diaconis (1981) where it says something, that of Sturges (1926) where it does not. */
function binWidth(numbers: Float64Array, wanted: i32): f64 {
  const count = numbers.length;
  const range = numbers[count - 1] - numbers[0];
  if (!(range > Math.abs(numbers[0]) * 1e-9)) return niceStep(Math.max(Math.abs(numbers[0]) * 0.1, 1e-9));
  if (wanted > 0) return niceStep(range / <f64>wanted);
  const quartiles = numbers[(count * 3) / 4] - numbers[count / 4];
  const byQuartiles = (2 * quartiles) / Math.pow(<f64>count, 1.0 / 3.0);
  const bySize = range / (Math.log2(<f64>count) + 1);
  const width = byQuartiles > 0 ? Math.min(byQuartiles, bySize) : bySize;
  return niceStep(Math.max(width, range / 60));
}

export function drawHistogram(frame: Frame): void {
  const chart = frame.chart;
  const numbers = numbersOf(chart);
  const width = binWidth(numbers, chart.bins);
  const first = Math.floor(numbers[0] / width + 1e-9);
  const last = Math.max(first + 1, Math.floor(numbers[numbers.length - 1] / width + 1e-9) + 1);
  const bins = <i32>Math.min(last - first, 500);
  const counts = new Series("");
  let most: f64 = 0;
  for (let bin = 0; bin < bins; bin++) counts.points.push(new Point((first + <f64>bin) * width, 0));
  for (let index = 0; index < numbers.length; index++) {
    const bin = min(max(<i32>(Math.floor(numbers[index] / width + 1e-9) - first), 0), bins - 1);
    counts.points[bin].y += 1;
    most = Math.max(most, counts.points[bin].y);
  }
  frame.titles();
  if (chart.yLabel == "") chart.yLabel = "Count";
  const y = numberAxis(0, most, <i32>(frame.height / 55), true);
  frame.makeRoom(y, [], false);
  frame.vertical(y);
  const x = numberAxis(first * width, last * width, <i32>(frame.width / 90));
  for (let bin = 0; bin < bins; bin++) {
    const from = counts.points[bin].x;
    const to = (first + <f64>(bin + 1)) * width;
    const left = x.at(from, frame.left, frame.right);
    const right = x.at(to, frame.left, frame.right);
    const count = counts.points[bin].y;
    const data = ` data-from="${numberText(from)}" data-to="${numberText(to)}" data-value="${numberText(count)}"`;
    const title = `${valueText(from)} to ${valueText(to)}: ${<i64>count}`;
    const top = y.at(count, frame.bottom, frame.top);
    bar(frame.svg, left, Math.max(right - left - 1, 0.5), frame.bottom, top, colourOf(0), data, title);
  }
  frame.baseline(frame.bottom);
  frame.horizontal(x);
}
