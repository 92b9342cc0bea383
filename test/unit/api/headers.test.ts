import { expect } from "chai";
import { callersTrace } from "../../../src/api/context.ts";
import { etagOf, expectedVersion, waitOf } from "../../../src/api/headers.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { VersionHash } from "../../../src/domain/ids.ts";

const active = "a".repeat(64) as VersionHash;
const other = "b".repeat(64) as VersionHash;

describe("Prefer: wait", () => {
  const cases: readonly (readonly [string | undefined, number | null])[] = [
    [undefined, null],
    ["wait=10", 10_000],
    ["WAIT = 3", 3_000],
    ['respond-async, wait="2"; foo=bar', 2_000],
    ["wait=0", 0],
    ["wait=3600", 60_000],
    ["wait=-1", null],
    ["wait=soon", null],
    ["wait", null],
    ["return=minimal", null],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${String(header)} as ${expected === null ? "no wish to wait" : `${expected} ms`}`, () => {
      expect(waitOf(header, 60_000)).to.equal(expected);
    });
  }
});

describe("If-Match", () => {
  it("binds to nothing where it is missing or a star", () => {
    expect(expectedVersion(undefined, active)).to.equal(null);
    expect(expectedVersion(" * ", active)).to.equal(null);
  });

  it("binds to the active version where it names it, alone or among others", () => {
    expect(expectedVersion(etagOf(active), active)).to.equal(active);
    expect(expectedVersion(`"x", ${etagOf(active)}`, active)).to.equal(active);
  });

  for (const header of [etagOf(other), `W/${etagOf(active)}`, active, ""]) {
    it(`refuses ${header === "" ? "an empty header" : header.slice(0, 12)}`, () => {
      expect(() => expectedVersion(header, active))
        .to.throw(CaxtonError)
        .with.property("code", "request.precondition_failed");
    });
  }
});

describe("traceparent", () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const cases: readonly (readonly [string | undefined, string | null])[] = [
    [`00-${trace}-00f067aa0ba902b7-01`, trace],
    [`cc-${trace}-00f067aa0ba902b7-01-what-comes-later`, trace],
    [undefined, null],
    ["", null],
    [`00-${trace}-00f067aa0ba902b7-01-more`, null],
    [`ff-${trace}-00f067aa0ba902b7-01`, null],
    [`00-${"0".repeat(32)}-00f067aa0ba902b7-01`, null],
    [`00-${trace}-0000000000000000-01`, null],
    [`00-${trace.toUpperCase()}-00f067aa0ba902b7-01`, null],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${String(header)} as ${expected ?? "none"}`, () => {
      expect(callersTrace(header)?.traceId ?? null).to.equal(expected);
    });
  }
});
