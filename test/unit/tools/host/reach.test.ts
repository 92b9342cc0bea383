import { expect } from "chai";
import fc from "fast-check";
import { matchesHost } from "../../../../src/tools/host/addresses.ts";
import { reachOf } from "../../../../src/tools/host/reach.ts";

const dotted = (bytes: readonly number[]): string => bytes.join(".");
const hex = (bytes: readonly number[]): string =>
  [0, 2].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16)).join(":");
const anyIpv4 = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });

/** As the kernel would take it, by a rule of its own: what is not listed at IANA as special (RFC 6890) is public. */
const isSpecial = ([a = 0, b = 0, c = 0]: readonly number[]): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && b === 168) ||
  (a === 198 && (b === 18 || b === 19)) ||
  (a === 192 && b === 0 && (c === 0 || c === 2)) ||
  (a === 198 && b === 51 && c === 100) ||
  (a === 203 && b === 0 && c === 113);

describe("the reach of addresses", () => {
  it("is never public for a special address, in any notation", () => {
    fc.assert(
      fc.property(anyIpv4, (bytes) => {
        const address = dotted(bytes);
        if (isSpecial(bytes)) expect(reachOf(address), address).to.not.equal("public");
        for (const form of [
          `::ffff:${address}`,
          `::ffff:${hex(bytes)}`,
          `64:ff9b::${address}`,
          `64:ff9b::${hex(bytes)}`,
        ]) {
          expect(reachOf(form), form).to.equal(reachOf(address));
        }
        for (const form of [
          `::${address}`,
          `2002:${hex(bytes)}::`,
          `64:ff9b:1::${hex(bytes)}`,
          `fe80::5efe:${hex(bytes)}`,
        ]) {
          expect(reachOf(form), form).to.not.equal("public");
        }
        if (isSpecial(bytes)) expect(reachOf(`2600:1f18::5efe:${hex(bytes)}`)).to.not.equal("public");
      }),
      { numRuns: 2_000 },
    );
  });

  it("is public for addresses of the internet", () => {
    for (const address of [
      "93.184.216.34",
      "8.8.8.8",
      "1.1.1.1",
      "2606:4700:4700::1111",
      "2001:4860:4860::8888",
      "64:ff9b::8.8.8.8",
    ]) {
      expect(reachOf(address), address).to.equal("public");
    }
    expect(reachOf("169.254.169.254")).to.equal("guarded");
    expect(reachOf("::ffff:168.63.129.16")).to.equal("guarded");
    for (const text of ["", "localhost", "1.2.3", "0x7f.1", "127.0.0.1 ", "[::1]", "1.2.3.4.5"]) {
      expect(reachOf(text), text).to.equal("never");
    }
  });

  it("of host names is matched at dots", () => {
    const cases: readonly [string, string, boolean][] = [
      ["*", "anything.test", true],
      ["a.test", "a.test", true],
      ["a.test", "A.test.", true],
      ["a.test", "b.a.test", false],
      ["*.a.test", "b.a.test", true],
      ["*.a.test", "c.b.a.test", true],
      ["*.a.test", "a.test", false],
      ["*.a.test", "xa.test", false],
      ["a.test", "a.test.evil.test", false],
    ];
    for (const [pattern, host, expected] of cases)
      expect(matchesHost(pattern, host), `${pattern} ${host}`).to.equal(expected);
  });
});
