import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError } from "../../../src/domain/errors.ts";
import {
  bytes,
  cpuMillis,
  formatByteSize,
  formatDuration,
  kibibytes,
  longestDuration,
  mebibytes,
  milliseconds,
  minutes,
  parseByteSize,
  parseCpuMillis,
  parseDuration,
  parsePercentage,
  percent,
  seconds,
} from "../../../src/domain/quantities.ts";
import { refusal, valueOf } from "./support.ts";

const anyMillis = fc.oneof(
  fc.integer({ min: 0, max: longestDuration }),
  fc.integer({ min: 0, max: 36_500 }).map((count) => count * 86_400_000),
  fc.integer({ min: 0, max: 100_000 }).map((count) => count * 60_000),
);

const anySize = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(4096).map((count) => count * 2 ** 40),
  fc.nat(4096).map((count) => count * 2 ** 20),
  fc.nat(4096).map((count) => count * 1e9),
);

const parsers = { parseDuration, parseCpuMillis, parseByteSize, parsePercentage };

describe("quantities", () => {
  for (const [name, parse] of Object.entries(parsers)) {
    it(`${name} answers anything with a finite number or a sentence, and throws nothing`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.anything(), fc.double(), fc.string()), (input) => {
          const result = parse(input);
          if (result.ok) expect(Number.isFinite(result.value) && result.value >= 0).to.equal(true);
          else
            expect(result.error)
              .to.match(/ is not a .*\.$/s)
              .and.to.have.length.below(300);
        }),
      );
    });

    it(`${name} refuses what is no amount`, () => {
      for (const bad of [
        "",
        " ",
        "-1",
        -1,
        NaN,
        Infinity,
        "1e3",
        "1,5",
        ".5",
        "5.",
        "0x10",
        null,
        undefined,
        true,
        [],
        {},
        5n,
      ]) {
        refusal(parse(bad));
      }
    });
  }

  describe("duration", () => {
    it("reads back what it wrote", () => {
      fc.assert(
        fc.property(anyMillis, (count) => {
          const duration = milliseconds(count);
          expect(valueOf(parseDuration(formatDuration(duration)))).to.equal(count);
          expect(valueOf(parseCpuMillis(formatDuration(duration)))).to.equal(count);
        }),
      );
    });

    it("knows the units of the API", () => {
      const units = ["500ms", "30s", "5m", "2h", "7d", "1.5h", "30 s", " 30s ", "0s"];
      expect(units.map((text) => valueOf(parseDuration(text)))).to.deep.equal([
        500, 30_000, 300_000, 7_200_000, 604_800_000, 5_400_000, 30_000, 30_000, 0,
      ]);
    });

    it("takes a number without a unit as seconds, text or not", () => {
      expect([30, 0.25, "30", "0.25"].map((input) => valueOf(parseDuration(input)))).to.deep.equal([
        30_000, 250, 30_000, 250,
      ]);
    });

    it("refuses other units, months above all, and what would vanish or never end", () => {
      for (const bad of ["5M", "5min", "1w", "1h30m", "30S", "0.0001s", "36501d", 1e12]) refusal(parseDuration(bad));
      expect(refusal(parseDuration("5M"))).to.include("“M” is not a unit of time");
    });

    it("is written in the largest unit without a fraction", () => {
      const written = [0, 1, 1500, 60_000, 90_000, 5_400_000, 86_400_000].map((count) =>
        formatDuration(milliseconds(count)),
      );
      expect(written).to.deep.equal(["0ms", "1ms", "1500ms", "1m", "90s", "90m", "1d"]);
    });
  });

  it("processor time without a unit means milliseconds", () => {
    expect([250, "250", "2s"].map((input) => valueOf(parseCpuMillis(input)))).to.deep.equal([250, 250, 2000]);
  });

  describe("byte size", () => {
    it("reads back what it wrote", () => {
      fc.assert(
        fc.property(anySize, (count) => {
          expect(valueOf(parseByteSize(formatByteSize(bytes(count))))).to.equal(count);
        }),
      );
    });

    it("tells units of 1024 from units of 1000, in any case", () => {
      const texts = ["512B", "64KiB", "10MB", "1kb", "1GiB", "2 TiB", "1024", "1.5KiB", "4.35KB"];
      expect(texts.map((text) => valueOf(parseByteSize(text)))).to.deep.equal([
        512,
        65_536,
        10_000_000,
        1000,
        2 ** 30,
        2 ** 41,
        1024,
        1536,
        4350,
      ]);
    });

    it("refuses ambiguous units, parts of a byte and what no number can hold", () => {
      for (const bad of ["10K", "10M", "1.0001KB", 0.5, "8192TiB", 2 ** 53]) refusal(parseByteSize(bad));
    });
  });

  describe("percentage", () => {
    it("ends at 0 and 100, both included", () => {
      expect([0, -0, 100, "100%", "12.5 %"].map((input) => valueOf(parsePercentage(input)))).to.deep.equal([
        0, 0, 100, 100, 12.5,
      ]);
      for (const bad of [100.0001, "101", "5s"]) refusal(parsePercentage(bad));
    });
  });

  it("constructors make what the code knows to be right, and throw at what is not", () => {
    expect([seconds(1.5), minutes(2), cpuMillis(5), kibibytes(64), mebibytes(1), percent(25)]).to.deep.equal([
      1500, 120_000, 5, 65_536, 1_048_576, 25,
    ]);
    for (const wrong of [
      () => milliseconds(-1),
      () => bytes(0.5),
      () => percent(101),
      () => seconds(NaN),
      () => cpuMillis(-1),
    ]) {
      expect(wrong).to.throw(CaxtonError).with.property("code", "internal.unexpected");
    }
  });
});
