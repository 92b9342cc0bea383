/** What a chart shows, whatever form it was given in. */

export enum AxisKind {
  Category,
  Number,
  Time,
}

export class Point {
  /** A number, milliseconds since 1970, or the position of a category. */
  constructor(
    public x: f64,
    /** NaN where there is nothing. */
    public y: f64,
  ) {}
}

export class Series {
  readonly points: Array<Point> = [];
  constructor(readonly name: string) {}
}

export class Chart {
  type: string = "";
  title: string = "";
  subtitle: string = "";
  xLabel: string = "";
  yLabel: string = "";
  width: f64 = 800;
  height: f64 = 480;
  isStacked: bool = false;
  /** For histograms; 0 is to be found out. */
  bins: i32 = 0;
  xKind: AxisKind = AxisKind.Category;
  readonly categories: Array<string> = [];
  readonly series: Array<Series> = [];
  /** What could not be shown, in sentences. */
  readonly notes: Array<string> = [];
  /** Cells that were no numbers. */
  skipped: i32 = 0;

  get pointCount(): i32 {
    let count = 0;
    for (let index = 0; index < this.series.length; index++) count += this.series[index].points.length;
    return count;
  }

  /** Whether there is a number to show. */
  get hasData(): bool {
    for (let index = 0; index < this.series.length; index++) {
      const points = this.series[index].points;
      for (let at = 0; at < points.length; at++) if (!isNaN(points[at].y)) return true;
    }
    return false;
  }

  least(): f64 {
    let least = Infinity;
    for (let index = 0; index < this.series.length; index++) {
      const points = this.series[index].points;
      for (let at = 0; at < points.length; at++) if (points[at].y < least) least = points[at].y;
    }
    return least;
  }

  most(): f64 {
    let most = -Infinity;
    for (let index = 0; index < this.series.length; index++) {
      const points = this.series[index].points;
      for (let at = 0; at < points.length; at++) if (points[at].y > most) most = points[at].y;
    }
    return most;
  }
}
