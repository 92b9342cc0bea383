/** What stands around the data: title, legend, axes, grid. */
import { Axis } from "./axis";
import { Chart } from "./model";
import { axisColour, colourOf, gridColour, ink, mutedInk, px, shortened, Svg, textWidth } from "./svg";

const tickSize: f64 = 12;
const gap: f64 = 16;
/** A label of the horizontal axis is never longer than this. */
const longestLabel: f64 = 130;

/** The rectangle that is left for the data, in pixels from the upper left corner. */
export class Frame {
  left: f64 = gap;
  top: f64 = gap;
  right: f64;
  bottom: f64;

  constructor(
    readonly chart: Chart,
    readonly svg: Svg,
  ) {
    this.right = chart.width - gap;
    this.bottom = chart.height - gap;
  }

  get width(): f64 {
    return this.right - this.left;
  }
  get height(): f64 {
    return this.bottom - this.top;
  }

  titles(): void {
    const chart = this.chart;
    const room = chart.width - 2 * gap;
    if (chart.title != "") {
      this.svg.text(gap, this.top + 18, shortened(chart.title, 18, room), 18, "start", ink, ' font-weight="600"');
      this.top += 28;
    }
    if (chart.subtitle != "") {
      this.svg.text(gap, this.top + 13, shortened(chart.subtitle, 13, room), 13, "start", mutedInk);
      this.top += 22;
    }
    if (chart.title != "" || chart.subtitle != "") this.top += 4;
  }

  /** A row, or some, of names with their colours; none for a single series. */
  legend(names: Array<string>): void {
    if (names.length < 2) return;
    let x = gap;
    this.top += 4;
    for (let index = 0; index < names.length; index++) {
      const name = shortened(names[index], tickSize, 180);
      const width = textWidth(name, tickSize) + 34;
      if (x > gap && x + width > this.chart.width - gap) {
        x = gap;
        this.top += 20;
      }
      // A legend that would leave no room for the data ends.
      if (this.top > this.chart.height * 0.4) {
        this.svg.text(x, this.top + 10, "…", tickSize, "start", mutedInk);
        break;
      }
      this.svg.add(
        `<rect class="key" x="${px(x)}" y="${px(this.top)}" width="12" height="12" rx="2" fill="${colourOf(index)}"/>`,
      );
      this.svg.text(x + 18, this.top + 10, name, tickSize, "start", ink);
      x += width;
    }
    this.top += 24;
  }

  /** Makes room for the vertical axis, to be called before `horizontal`. */
  makeRoom(y: Axis, x: Array<string>, bands: bool): void {
    const chart = this.chart;
    let widest: f64 = 0;
    for (let index = 0; index < y.labels.length; index++)
      widest = Math.max(widest, textWidth(y.labels[index], tickSize));
    if (chart.yLabel != "") this.left += 22;
    this.left += widest + 8;
    this.top += 8;
    this.bottom -= chart.xLabel == "" ? 0 : 24;
    this.bottom -= this.isTilted(x, bands) ? Math.min(chart.height * 0.3, this.tiltedHeight(x)) : 20;
  }

  private widest(labels: Array<string>): f64 {
    let widest: f64 = 0;
    for (let index = 0; index < labels.length; index++) widest = Math.max(widest, textWidth(labels[index], tickSize));
    return widest;
  }

  private isTilted(labels: Array<string>, bands: bool): bool {
    if (!bands || labels.length == 0) return false;
    return this.widest(labels) + 8 > this.width / <f64>labels.length;
  }

  private tiltedHeight(labels: Array<string>): f64 {
    return Math.min(this.widest(labels), longestLabel) * 0.64 + 22;
  }

  /** The vertical axis with its grid. */
  vertical(y: Axis): void {
    const svg = this.svg;
    for (let index = 0; index < y.ticks.length; index++) {
      const at = y.at(y.ticks[index], this.bottom, this.top);
      svg.line(this.left, at, this.right, at, gridColour);
      svg.text(this.left - 8, at + 4, y.labels[index], tickSize, "end", mutedInk);
    }
    if (this.chart.yLabel == "") return;
    const middle = (this.top + this.bottom) / 2;
    const label = shortened(this.chart.yLabel, 13, this.height + 40);
    svg.text(gap + 8, middle, label, 13, "middle", ink, ` transform="rotate(-90 ${px(gap + 8)} ${px(middle)})"`);
  }

  /** The horizontal line where the data stands on, and the label under the axis. */
  baseline(at: f64): void {
    const svg = this.svg;
    svg.line(this.left, at, this.right, at, axisColour);
    const label = this.chart.xLabel;
    if (label == "") return;
    const middle = (this.left + this.right) / 2;
    svg.text(middle, this.chart.height - gap + 2, shortened(label, 13, this.width), 13, "middle", ink);
  }

  /** Ticks of a horizontal axis of numbers or time; one that would touch the one before it is left out. */
  horizontal(x: Axis): void {
    let free = -Infinity;
    for (let index = 0; index < x.ticks.length; index++) {
      const at = x.at(x.ticks[index], this.left, this.right);
      const half = textWidth(x.labels[index], tickSize) / 2;
      this.svg.line(at, this.bottom, at, this.bottom + 4, axisColour);
      const middle = Math.min(at, this.chart.width - 4 - half);
      if (middle - half < free) continue;
      this.svg.text(middle, this.bottom + 17, x.labels[index], tickSize, "middle", mutedInk);
      free = middle + half + 8;
    }
  }

  /** Names under their bands; tilted where they are long, and only some where there are too many. */
  categories(labels: Array<string>): void {
    const band = this.width / <f64>labels.length;
    const isTilted = this.isTilted(labels, true);
    const every = <i32>Math.max(1, Math.ceil(22 / band));
    const room = Math.min(longestLabel, (this.chart.height * 0.3) / 0.64 - 22);
    for (let index = 0; index < labels.length; index += every) {
      const at = this.left + (<f64>index + 0.5) * band;
      if (!isTilted) this.svg.text(at, this.bottom + 17, labels[index], tickSize, "middle", mutedInk);
      else {
        const label = shortened(labels[index], tickSize, Math.min(room, (at - 4) / 0.88));
        const turn = ` transform="rotate(-40 ${px(Math.round(at))} ${px(Math.round(this.bottom + 14))})"`;
        this.svg.text(Math.round(at), Math.round(this.bottom + 14), label, tickSize, "end", mutedInk, turn);
      }
    }
  }
}
