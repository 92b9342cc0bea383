/** Lines and scattered points. */
import { numberText } from "../../../sdk/assemblyscript/json";
import { Axis, numberAxis, timeAxis, valueText } from "./axis";
import { dateLabel } from "./dates";
import { Frame } from "./frame";
import { AxisKind, Chart, Point, Series } from "./model";
import { colourOf, dashesOf, escaped, px } from "./svg";

/** Points of a line are marked one by one where there are not too many of them. */
const mostMarks = 60;

function limit(chart: Chart, isHigh: bool): f64 {
  let found = isHigh ? -Infinity : Infinity;
  for (let index = 0; index < chart.series.length; index++) {
    const points = chart.series[index].points;
    for (let at = 0; at < points.length; at++) {
      if (isNaN(points[at].y)) continue;
      found = isHigh ? Math.max(found, points[at].x) : Math.min(found, points[at].x);
    }
  }
  return found;
}

/** The axis begins at 0 where the values do not lie far from it. */
function verticalAxis(frame: Frame): Axis {
  let low = frame.chart.least();
  let high = frame.chart.most();
  if (low > 0 && low < high * 0.5) low = 0;
  if (high < 0 && high > low * 0.5) high = 0;
  return numberAxis(low, high, <i32>(frame.height / 55));
}

export function drawPoints(frame: Frame): void {
  const chart = frame.chart;
  frame.titles();
  frame.legend(chart.series.map<string>((series) => series.name));
  const y = verticalAxis(frame);
  const hasBands = chart.xKind == AxisKind.Category;
  frame.makeRoom(y, chart.categories, hasBands);
  frame.vertical(y);
  const ticks = <i32>(frame.width / 90);
  let x = new Axis(-0.5, <f64>chart.categories.length - 0.5);
  if (chart.xKind == AxisKind.Time) x = timeAxis(limit(chart, false), limit(chart, true), ticks);
  if (chart.xKind == AxisKind.Number) x = numberAxis(limit(chart, false), limit(chart, true), ticks);
  frame.baseline(y.low < 0 && y.high > 0 ? y.at(0, frame.bottom, frame.top) : frame.bottom);
  if (hasBands) frame.categories(chart.categories);
  else frame.horizontal(x);
  for (let index = 0; index < chart.series.length; index++) {
    const series = chart.series[index];
    if (chart.type == "scatter") drawMarks(frame, series, index, x, y, 3.5);
    else drawLine(frame, series, index, x, y);
  }
}

function byX(a: Point, b: Point): i32 {
  return a.x < b.x ? -1 : a.x > b.x ? 1 : 0;
}

function drawLine(frame: Frame, series: Series, index: i32, x: Axis, y: Axis): void {
  const points = series.points.slice(0).sort(byX);
  let path = "";
  let isDown = false;
  let lonely = 0;
  const parts: Array<string> = [];
  for (let at = 0; at < points.length; at++) {
    const point = points[at];
    if (isNaN(point.y)) {
      isDown = false;
      continue;
    }
    const isAlone = !isDown && (at + 1 == points.length || isNaN(points[at + 1].y));
    if (isAlone) lonely++;
    parts.push(
      `${isDown ? "L" : "M"}${px(x.at(point.x, frame.left, frame.right))} ${px(y.at(point.y, frame.bottom, frame.top))}`,
    );
    isDown = true;
  }
  path = parts.join("");
  if (path == "") return;
  frame.svg.add(
    `<path class="line" data-series="${escaped(series.name)}" d="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"${dashesOf(index)}/>`,
  );
  if (points.length <= mostMarks || lonely > 0) drawMarks(frame, series, index, x, y, 3);
}

function drawMarks(frame: Frame, series: Series, index: i32, x: Axis, y: Axis, radius: f64): void {
  const chart = frame.chart;
  const isCrowded = chart.pointCount > 500;
  const opacity = chart.type == "scatter" ? ` fill-opacity="${isCrowded ? "0.4" : "0.75"}"` : "";
  for (let at = 0; at < series.points.length; at++) {
    const point = series.points[at];
    if (isNaN(point.y)) continue;
    const cx = px(x.at(point.x, frame.left, frame.right));
    const cy = px(y.at(point.y, frame.bottom, frame.top));
    const circle = `<circle class="point" cx="${cx}" cy="${cy}" r="${px(isCrowded ? radius * 0.7 : radius)}" fill="${colourOf(index)}"${opacity}`;
    if (isCrowded) {
      frame.svg.add(circle + "/>");
      continue;
    }
    const label = placeText(chart, point.x);
    const name = series.name == "" ? label : `${series.name}, ${label}`;
    frame.svg.add(
      `${circle} data-value="${numberText(point.y)}"><title>${escaped(`${name}: ${valueText(point.y)}`)}</title></circle>`,
    );
  }
}

function placeText(chart: Chart, x: f64): string {
  if (chart.xKind == AxisKind.Category) return chart.categories[<i32>x];
  return chart.xKind == AxisKind.Time ? dateLabel(x, 86400000, true) : valueText(x);
}
