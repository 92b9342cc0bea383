import { expect } from "chai";
import fc from "fast-check";
import { parseCron } from "../../../src/agents/cron.ts";
import { refusal, valueOf } from "../domain/support.ts";

describe("cron expressions", () => {
  it("take five fields with lists, ranges, steps and names", () => {
    for (const good of [
      "* * * * *",
      "0 9 * * mon-fri",
      "*/15 0-6,22 1 JAN,jul 7",
      "5 4 31 12 SUN",
      "10-50/20 * * * 0",
    ]) {
      expect(valueOf(parseCron(good))).to.equal(good);
    }
    expect(valueOf(parseCron("  0   9 * *\t1 "))).to.equal("0 9 * * 1");
  });

  it("refuse what no clock shows, and say which field", () => {
    const wrong: Record<string, RegExp> = {
      "": /1 fields|0 fields|five/,
      "* * * *": /4 fields/,
      "0 0 9 * * *": /6 fields/,
      "60 * * * *": /minute/,
      "0 24 * * *": /hour/,
      "0 0 0 * *": /day of the month/,
      "0 0 * 13 *": /month/,
      "0 0 * foo *": /month/,
      "0 0 * * 8": /day of the week/,
      "5-1 * * * *": /minute/,
      "*/0 * * * *": /minute/,
      "1/2/3 * * * *": /minute/,
      ", * * * *": /minute/,
      "@daily": /1 fields/,
    };
    for (const [text, message] of Object.entries(wrong)) expect(refusal(parseCron(text)), text).to.match(message);
  });

  it("never throw", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseCron(text)));
  });
});
