/** Reading what is to be drawn, in each of the forms in which it may come. */
import { mostSeries } from "./svg";
import { Json, numberIn, numberText } from "../../../sdk/assemblyscript/json";
import { parseDate } from "./dates";
import { AxisKind, Chart, Point, Series } from "./model";

const mostPoints = 50000;
/** Numbers beyond this cannot be put on an axis without overflowing. */
const greatest: f64 = 1e290;

/** Something that could not be meant; empty when all is well. */
export function readChart(asked: Json, chart: Chart): string {
  chart.type = asked.textOr("type", "");
  chart.title = asked.textOr("title", "");
  chart.subtitle = asked.textOr("subtitle", "");
  chart.xLabel = asked.textOr("xLabel", "");
  chart.yLabel = asked.textOr("yLabel", "");
  chart.width = asked.numberOr("width", 800);
  chart.height = asked.numberOr("height", 480);
  chart.isStacked = asked.flagOr("stacked", false);
  chart.bins = <i32>asked.numberOr("bins", 0);
  const table = asked.get("table");
  const problem = table.isObject()
    ? readTable(asked, table, chart)
    : asked.get("rows").isList()
      ? readTable(asked, asked, chart)
      : readSeries(asked, chart);
  if (problem == "" && chart.type != "pie" && chart.series.length > mostSeries) {
    return `There are ${chart.series.length} series, and ${mostSeries} can be told apart: draw fewer, or add some up.`;
  }
  if (problem == "" && chart.pointCount > mostPoints) {
    return `There are ${chart.pointCount} points, and ${mostPoints} can be drawn: summarise them first.`;
  }
  if (chart.skipped > 0) chart.notes.push(`Values that are no numbers were left out: ${chart.skipped}.`);
  return problem;
}

/** NaN for what is no number; texts that say one count. */
function numberOf(value: Json, chart: Chart): f64 {
  let number: f64 = NaN;
  if (value.isNumber()) number = value.number;
  else if (value.isText()) number = numberIn(value.text.trim());
  if (isNaN(number) || Math.abs(number) > greatest) {
    if (!value.isNull()) chart.skipped++;
    return NaN;
  }
  return number;
}

/** A value as a label. */
function labelOf(value: Json): string {
  if (value.isText()) return value.text;
  if (value.isNumber()) return numberText(value.number);
  return value.isNull() ? "" : value.flag ? "true" : "false";
}

/** Whether every x is a number, or every one a date; otherwise they are categories. Bars and slices always have those. */
function kindOf(xs: Array<Json>, type: string): AxisKind {
  if (type == "bar" || type == "pie" || xs.length == 0) return AxisKind.Category;
  let areNumbers = true;
  let areDates = true;
  for (let index = 0; index < xs.length; index++) {
    const x = xs[index];
    if (!x.isNumber() || Math.abs(x.number) > greatest) areNumbers = false;
    if (!x.isText() || isNaN(parseDate(x.text))) areDates = false;
  }
  return areNumbers ? AxisKind.Number : areDates ? AxisKind.Time : AxisKind.Category;
}

/** Positions of categories, in the order in which they come. */
class Places {
  private readonly known: Map<string, i32> = new Map<string, i32>();
  constructor(private readonly chart: Chart) {}

  of(x: Json): f64 {
    if (this.chart.xKind == AxisKind.Number) return x.number;
    if (this.chart.xKind == AxisKind.Time) return parseDate(x.text);
    const label = labelOf(x);
    if (!this.known.has(label)) {
      this.known.set(label, this.chart.categories.length);
      this.chart.categories.push(label);
    }
    return <f64>this.known.get(label);
  }
}

function addAll(chart: Chart, names: Array<string>, xs: Array<Array<Json>>, ys: Array<Array<Json>>): void {
  const all: Array<Json> = [];
  for (let index = 0; index < xs.length; index++) for (let at = 0; at < xs[index].length; at++) all.push(xs[index][at]);
  chart.xKind = kindOf(all, chart.type);
  const places = new Places(chart);
  for (let index = 0; index < names.length; index++) {
    const series = new Series(names[index]);
    for (let at = 0; at < ys[index].length; at++) {
      series.points.push(new Point(places.of(xs[index][at]), numberOf(ys[index][at], chart)));
    }
    chart.series.push(series);
  }
}

/** `series`, each with `points`, or with `values` that stand at the shared `labels`. */
function readSeries(asked: Json, chart: Chart): string {
  const given = asked.get("series").items;
  const labels = asked.get("labels").items;
  const names: Array<string> = [];
  const xs: Array<Array<Json>> = [];
  const ys: Array<Array<Json>> = [];
  for (let index = 0; index < given.length; index++) {
    const values = given[index].get("values").items;
    const points = given[index].get("points").items;
    const own: Array<Json> = [];
    const heights: Array<Json> = [];
    for (let at = 0; at < points.length; at++) {
      const pair = points[at].items;
      if (pair.length != 2) return `Point ${at + 1} of series ${index + 1} is no pair [x, y].`;
      own.push(pair[0]);
      heights.push(pair[1]);
    }
    for (let at = 0; at < values.length; at++) {
      own.push(at < labels.length ? labels[at] : Json.of(<f64>(at + 1)));
      heights.push(values[at]);
    }
    if (labels.length > 0 && values.length > labels.length) {
      return `Series ${index + 1} has ${values.length} values for ${labels.length} labels.`;
    }
    names.push(given[index].textOr("name", given.length == 1 ? "" : `Series ${index + 1}`));
    xs.push(own);
    ys.push(heights);
  }
  addAll(chart, names, xs, ys);
  return "";
}

function columnNames(table: Json): Array<string> {
  const columns = table.get("columns").items;
  const names: Array<string> = [];
  for (let index = 0; index < columns.length; index++) {
    names.push(columns[index].isText() ? columns[index].text : columns[index].textOr("name", ""));
  }
  return names;
}

function cell(row: Json, names: Array<string>, column: string): Json {
  if (row.isObject()) return row.get(column);
  const index = names.indexOf(column);
  return index >= 0 && index < row.items.length ? row.items[index] : Json.none();
}

/** Rows and columns as csv_parser and database give them; `x` and `y` name columns. */
function readTable(asked: Json, table: Json, chart: Chart): string {
  const names = columnNames(table);
  const rows = table.get("rows").items;
  const y = asked.get("y");
  const wanted: Array<string> = [];
  if (y.isText()) wanted.push(y.text);
  for (let index = 0; index < y.items.length; index++) wanted.push(y.items[index].text);
  if (wanted.length == 0) return "Say in y which column to draw, or which columns.";
  const x = asked.textOr("x", "");
  const all = x == "" ? wanted : wanted.concat([x]);
  for (let index = 0; index < all.length; index++) {
    const isKnown = names.length > 0 ? names.includes(all[index]) : rows.length == 0 || rows[0].has(all[index]);
    if (!isKnown) return `There is no column “${all[index]}”. There are: ${names.join(", ")}.`;
  }
  const xs: Array<Array<Json>> = [];
  const ys: Array<Array<Json>> = [];
  for (let index = 0; index < wanted.length; index++) {
    const own: Array<Json> = [];
    const heights: Array<Json> = [];
    for (let at = 0; at < rows.length; at++) {
      own.push(x == "" ? Json.of(<f64>(at + 1)) : cell(rows[at], names, x));
      heights.push(cell(rows[at], names, wanted[index]));
    }
    xs.push(own);
    ys.push(heights);
  }
  if (chart.xLabel == "" && chart.type != "pie" && chart.type != "histogram") chart.xLabel = x;
  if (chart.yLabel == "" && wanted.length == 1 && chart.type != "pie" && chart.type != "histogram")
    chart.yLabel = wanted[0];
  if (chart.xLabel == "" && chart.type == "histogram" && wanted.length == 1) chart.xLabel = wanted[0];
  addAll(chart, wanted, xs, ys);
  return "";
}
