/** Draws data as SVG: bars, lines, scattered points, pies and histograms. The same data gives the same picture, byte by byte. */
import { fail, Input, succeed } from "../../../sdk/assemblyscript/guest";
import { Json } from "../../../sdk/assemblyscript/json";
import { valueText } from "./axis";
import { drawBars, drawHistogram } from "./bars";
import { Frame } from "./frame";
import { drawPoints } from "./lines";
import { Chart } from "./model";
import { drawPie, whyNoPie } from "./pie";
import { readChart } from "./read";
import { escaped, mutedInk, px, Svg } from "./svg";

export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

const font: string = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** What somebody who cannot see the picture is told. */
function describeChart(chart: Chart): string {
  const kinds = new Map<string, string>();
  kinds.set("bar", "Bar chart").set("line", "Line chart").set("scatter", "Scatter plot").set("pie", "Pie chart");
  kinds.set("histogram", "Histogram");
  let text = kinds.get(chart.type);
  if (!chart.hasData) return text + " without data.";
  if (chart.yLabel != "") text += ` of ${chart.yLabel}`;
  if (chart.xLabel != "") text += ` by ${chart.xLabel}`;
  const names: Array<string> = [];
  for (let index = 0; index < chart.series.length && index < 8; index++) {
    if (chart.series[index].name != "") names.push(chart.series[index].name);
  }
  if (names.length > 0) text += `; ${chart.series.length} series: ${names.join(", ")}`;
  return `${text}; ${chart.pointCount} values from ${valueText(chart.least())} to ${valueText(chart.most())}.`;
}

function draw(frame: Frame): void {
  const chart = frame.chart;
  if (!chart.hasData || (chart.type == "pie" && !(chart.most() > 0))) {
    frame.titles();
    frame.svg.text(chart.width / 2, (frame.top + frame.bottom) / 2, "No data", 16, "middle", mutedInk);
  } else if (chart.type == "bar") drawBars(frame);
  else if (chart.type == "pie") drawPie(frame);
  else if (chart.type == "histogram") drawHistogram(frame);
  else drawPoints(frame);
}

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const chart = new Chart();
  const problem = readChart(input.value, chart);
  if (problem != "") return fail(problem);
  if (!["bar", "line", "scatter", "pie", "histogram"].includes(chart.type)) {
    return fail(`There is no chart “${chart.type}”: there are line, bar, scatter, pie and histogram.`);
  }
  const noPie = chart.type == "pie" ? whyNoPie(chart) : "";
  if (noPie != "") return fail(noPie);
  const svg = new Svg();
  const description = describeChart(chart);
  const title = chart.title == "" ? description : chart.title;
  const size = `width="${px(chart.width)}" height="${px(chart.height)}" viewBox="0 0 ${px(chart.width)} ${px(chart.height)}"`;
  svg.add(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(title)}" font-family="${font}">`,
  );
  svg.add(`<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`);
  svg.add(`<rect width="100%" height="100%" fill="#ffffff"/>`);
  draw(new Frame(chart, svg));
  svg.add("</svg>");
  const notes = Json.list([]);
  for (let index = 0; index < chart.notes.length; index++) notes.items.push(Json.string(chart.notes[index]));
  return succeed(
    Json.object()
      .set("svg", Json.string(svg.toString()))
      .set("width", Json.of(chart.width))
      .set("height", Json.of(chart.height))
      .set("description", Json.string(description))
      .set("notes", notes),
  );
}
