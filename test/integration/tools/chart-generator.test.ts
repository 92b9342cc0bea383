import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../src/domain/json.ts";
import { startBuiltTools, type BuiltTools } from "../../support/built-tools.ts";
import { elementsOf, type SvgElement } from "../../support/svg.ts";

describe("chart_generator", function () {
  this.timeout(120_000);
  let tools: BuiltTools;
  before(async () => {
    tools = await startBuiltTools();
  });
  after(async () => tools.close());

  const draw = async (args: JsonObject): Promise<any> => tools.call("chart_generator", args);
  const elements = async (args: JsonObject): Promise<readonly SvgElement[]> => elementsOf((await draw(args)).svg);
  const ofClass = (all: readonly SvgElement[], name: string): readonly SvgElement[] =>
    all.filter(({ attributes }) => attributes["class"] === name);
  const texts = (all: readonly SvgElement[]): readonly string[] =>
    all.filter(({ name }) => name === "text").map(({ text }) => text);
  const numberOf = (element: SvgElement | undefined, attribute: string): number =>
    Number(element?.attributes[attribute] ?? Number.NaN);

  it("draws bars as high as their values, from zero up and down", async () => {
    const labels = ["Q1", "Q2", "Q3"];
    const all = await elements({
      type: "bar",
      title: "Sales & costs",
      xLabel: "Quarter",
      yLabel: "€",
      labels,
      series: [
        { name: "North", values: [100, -50, null] },
        { name: "South", values: [50, 25, 12.5] },
      ],
    });
    const bars = ofClass(all, "bar");
    expect(bars.map(({ attributes }) => Number(attributes["data-value"]))).to.deep.equal([100, -50, 50, 25, 12.5]);
    const heights = bars.map((bar) => numberOf(bar, "height") / Math.abs(numberOf(bar, "data-value")));
    for (const height of heights) expect(height).to.be.closeTo(heights[0] ?? 0, 0.01);
    const [up, down] = bars;
    expect(numberOf(up, "y") + numberOf(up, "height")).to.be.closeTo(numberOf(down, "y"), 0.02);
    expect(texts(all)).to.include.members([
      "Sales & costs",
      "North",
      "South",
      "Quarter",
      "€",
      ...labels,
      "0",
      "50",
      "100",
    ]);
  });

  it("gives thirty series colours that can be told apart, in the legend as in the picture, and draws no more", async () => {
    const seriesOf = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `s${index}`, values: [index + 1] }));
    const rgb = (colour: string): readonly number[] =>
      [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    for (const [type, mark] of [
      ["bar", "bar"],
      ["scatter", "point"],
    ] as const) {
      const all = await elements({ type, labels: [1], series: seriesOf(30) });
      const colours = ofClass(all, mark).map(({ attributes }) => attributes["fill"] ?? "");
      expect(new Set(colours).size, type).to.equal(30);
      expect(ofClass(all, "key").map(({ attributes }) => attributes["fill"])).to.deep.equal(colours);
      for (const [index, one] of colours.entries()) {
        for (const other of colours.slice(index + 1)) {
          const distance = Math.hypot(...rgb(one).map((part, at) => part - (rgb(other)[at] ?? 0)));
          expect(distance, `${one} and ${other}`).to.be.above(20);
        }
      }
      expect(await tools.failure("chart_generator", { type, labels: [1], series: seriesOf(31) })).to.include(
        "31 series, and 30 can be told apart",
      );
    }
  });

  it("stacks bars", async () => {
    const stacked = {
      type: "bar",
      stacked: true,
      labels: ["a"],
      series: [{ values: [1] }, { values: [2] }, { values: [-1] }],
    };
    const [first, second, below] = ofClass(await elements(stacked), "bar");
    expect(numberOf(second, "y") + numberOf(second, "height")).to.be.closeTo(numberOf(first, "y"), 0.02);
    expect(numberOf(below, "y")).to.be.closeTo(numberOf(first, "y") + numberOf(first, "height"), 0.02);
  });

  it("draws lines over numbers, dates and categories, with gaps where nothing is", async () => {
    const line = async (points: any[]): Promise<readonly SvgElement[]> =>
      elements({ type: "line", series: [{ points }] });
    const dates = await line([
      ["2024-03-01", 3],
      ["2024-01-01", 1],
      ["2024-02-01", null],
      ["2024-04-01", 4],
    ]);
    const path = ofClass(dates, "line")[0]?.attributes["d"] ?? "";
    expect(path.match(/M/g)).to.have.length(2);
    const xs = [...path.matchAll(/[ML]([\d.]+)/g)].map((match) => Number(match[1]));
    expect(xs).to.deep.equal(xs.toSorted((a, b) => a - b));
    expect(texts(dates)).to.include.members(["Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024"]);
    expect(
      texts(
        await line([
          ["mon", 1],
          ["tue", 2],
        ]),
      ),
    ).to.include.members(["mon", "tue"]);
    expect(
      texts(
        await line([
          [10, 1],
          [20, 2],
        ]),
      ),
    ).to.include.members(["10", "20"]);
  });

  it("cuts a pie by its values", async () => {
    const pie = { type: "pie", labels: ["a", "b", "c"], series: [{ values: [50, 25, 25] }] };
    const all = await elements(pie);
    expect(ofClass(all, "slice")).to.have.length(3);
    expect(texts(all)).to.include.members(["50%", "25%", "a", "b", "c", "50 · 50 %"]);
    const many = Array.from({ length: 40 }, (_, index) => index + 1);
    const grouped = ofClass(await elements({ ...pie, labels: many, series: [{ values: many }] }), "slice");
    expect(grouped).to.have.length(10);
    expect(grouped.reduce((sum, slice) => sum + numberOf(slice, "data-value"), 0)).to.equal(820);
    expect(ofClass(await elements({ ...pie, series: [{ values: [0, 7, 0] }] }), "slice")[0]?.name).to.equal("circle");
    expect(await tools.failure("chart_generator", { ...pie, series: [{ values: [1, -1] }] })).to.include("below 0");
  });

  it("counts every value of a histogram once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 }),
        fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
        async (values, bins) => {
          const bars = ofClass(
            await elements({ type: "histogram", series: [{ values }], ...(bins === null ? {} : { bins }) }),
            "bar",
          );
          expect(bars.reduce((sum, bar) => sum + numberOf(bar, "data-value"), 0)).to.equal(values.length);
          for (const bar of bars) {
            const [from, to] = [numberOf(bar, "data-from"), numberOf(bar, "data-to")];
            const inside = values.filter((value) => value >= from && value < to).length;
            // A value on an edge may fall to either side of it by the last bit of the edge.
            const near = values.filter(
              (value) => Math.min(Math.abs(value - from), Math.abs(value - to)) <= (to - from) * 1e-6,
            );
            expect(Math.abs(inside - numberOf(bar, "data-value"))).to.be.at.most(near.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("draws what csv_parser gave, by the names of columns", async () => {
    const table = await tools.call("csv_parser", { text: "item,price,stock\npen,1.5,10\nink,4,\npaper,2.25,7" });
    const all = await elements({ type: "bar", table, x: "item", y: ["price", "stock"] });
    expect(ofClass(all, "bar").map(({ attributes }) => attributes["data-value"])).to.deep.equal([
      "1.5",
      "4",
      "2.25",
      "10",
      "7",
    ]);
    const objects = await tools.call("csv_parser", { text: "a,b\n1,2\n3,4", rows: "objects" });
    const points = await elements({ type: "scatter", columns: objects.columns, rows: objects.rows, x: "a", y: "b" });
    expect(ofClass(points, "point")).to.have.length(2);
    expect(await tools.failure("chart_generator", { type: "bar", table, x: "item", y: "cost" })).to.include(
      "There is no column “cost”. There are: item, price, stock.",
    );
  });

  it("tells people who cannot see it what it shows, and is the same every time", async () => {
    const args = {
      type: "line",
      title: "Rain",
      series: [
        {
          name: "Oslo",
          points: [
            [1, 2],
            [2, 5],
          ],
        },
      ],
    };
    const [first, second] = [await draw(args), await draw(args)];
    expect(first).to.deep.equal(second);
    const [svg, title, description] = elementsOf(first.svg);
    expect(svg?.attributes).to.deep.include({ role: "img", "aria-label": "Rain", viewBox: "0 0 800 480" });
    expect(title).to.deep.include({ name: "title", text: "Rain" });
    expect(description?.text).to.equal("Line chart; 1 series: Oslo; 2 values from 2 to 5.");
    expect(first.description).to.equal(description?.text);
  });

  it("has an answer to no data, one point, and numbers of any size", async () => {
    for (const type of ["bar", "line", "scatter", "pie", "histogram"]) {
      expect(texts(await elements({ type }))).to.deep.equal(["No data"]);
      expect(texts(await elements({ type, labels: ["a"], series: [{ values: [null] }] }))).to.deep.equal(["No data"]);
      await elements({ type, labels: ["a"], series: [{ values: [5] }] });
    }
    const huge = await draw({ type: "bar", labels: ["a", "b", "c"], series: [{ values: [1e308, 1e18, 2e18] }] });
    expect(huge.notes).to.deep.equal(["Values that are no numbers were left out: 1."]);
    expect(texts(elementsOf(huge.svg))).to.include("2e18");
    expect(texts(await elements({ type: "line", series: [{ values: [1.2e6, 3.4e6] }] }))).to.include("3.0M");
    expect(texts(await elements({ type: "line", series: [{ values: [1e-9, 3e-9] }] }))).to.include("3e-9");
    expect(texts(await elements({ type: "line", series: [{ values: [1e16, 1e16 + 2] }] })).length).to.be.below(60);
  });

  it("is well-formed and inside its picture, whatever it is given", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom("<script>", "\"&'", "]]>", "\u0000\uFFFF", "🙂".repeat(40)),
    );
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -50, max: 50 }),
      fc.constant(null),
    );
    const chart = fc.record({
      type: fc.constantFrom("bar", "line", "scatter", "pie", "histogram"),
      title: text,
      xLabel: text,
      yLabel: text,
      stacked: fc.boolean(),
      width: fc.integer({ min: 200, max: 1_000 }),
      height: fc.integer({ min: 150, max: 800 }),
      labels: fc.array(text, { minLength: 6, maxLength: 6 }),
      series: fc.array(fc.record({ name: text, values: fc.array(value, { maxLength: 6 }) }), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(chart, async (args) => {
        const result = await draw(args as JsonObject).catch((error: { code: string }) => {
          expect(error.code).to.equal("tool.reported_failure");
          return null;
        });
        if (result === null) return;
        expect(result.svg).not.to.match(/NaN|Infinity/);
        for (const { attributes } of elementsOf(result.svg)) {
          for (const key of ["x", "cx", "x1", "x2"]) {
            if (attributes[key] !== undefined) expect(Number(attributes[key]), key).to.be.within(-1, args.width + 1);
          }
          for (const key of ["y", "cy", "y1", "y2"]) {
            if (attributes[key] !== undefined) expect(Number(attributes[key]), key).to.be.within(-1, args.height + 1);
          }
          for (const key of ["width", "height", "r"]) {
            if (attributes[key] !== undefined && attributes[key] !== "100%")
              expect(Number(attributes[key])).to.be.at.least(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
