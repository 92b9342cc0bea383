import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError, errorCatalogue, isErrorCode, toCaxtonError, type ErrorCode } from "../../../src/domain/errors.ts";

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe("errors", () => {
  it("every code is a category and a name in snake case, and knows its own category", () => {
    for (const code of codes) {
      expect(code).to.match(/^[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*$/);
      const error = new CaxtonError(code, "It went wrong.");
      expect(error.category).to.equal(code.split(".")[0]);
      expect(error.retryable).to.equal(errorCatalogue[code].retryable);
    }
  });

  it("has a code in every category of the specification", () => {
    const categories = new Set(codes.map((code) => code.split(".")[0]));
    const specified = "agent routing conversation deployment resource security configuration memory observability";
    for (const wanted of specified.split(" ")) expect(categories).to.include(wanted);
  });

  it("tells codes from other words", () => {
    expect(codes.every(isErrorCode)).to.equal(true);
    for (const bad of ["", "toString", "__proto__", "agent", "agent.", "Agent.not_found"]) {
      expect(isErrorCode(bad)).to.equal(false);
    }
  });

  it("carries what it was told, and empty details where it was told nothing", () => {
    const cause = new TypeError("deeper");
    const details = { hint: "Try.", errors: [{ message: "Bad." }], facts: { nearest: ["a"] }, retryAfterMs: 5, cause };
    const full = new CaxtonError("llm.rate_limited", "Too fast.", details);
    expect(full).to.deep.include({ ...details, name: "CaxtonError", message: "Too fast.", retryable: true });
    const bare = new CaxtonError("agent.not_found", "No such agent.");
    expect(bare).to.deep.include({ hint: undefined, errors: [], facts: {}, retryAfterMs: undefined });
    expect("cause" in bare).to.equal(false);
  });

  it("leaves a CaxtonError as it is", () => {
    const error = new CaxtonError("agent.not_found", "No such agent.");
    expect(toCaxtonError(error)).to.equal(error);
  });

  it("makes anything that can be thrown into an unexpected error with a message and its cause", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
        const error = toCaxtonError(thrown);
        expect(error).to.include({ code: "internal.unexpected", retryable: false });
        expect(error.message).to.be.a("string");
        expect(Object.is(error.cause, thrown)).to.equal(true);
      }),
    );
    const hostile = {
      toString: () => {
        throw new TypeError("no");
      },
    };
    expect(toCaxtonError(hostile).message).to.equal("A value that is not an error was thrown.");
    expect(toCaxtonError(Symbol("s")).message).to.equal("Symbol(s)");
    expect(toCaxtonError(new TypeError("deeper")).message).to.equal("deeper");
    expect(toCaxtonError(new RangeError()).message).to.equal("RangeError");
  });
});
