/** Reading what guests answer with. */
import { expect } from "chai";
import fc from "fast-check";
import { createMemberReader } from "../../../src/sandbox/worker/members.ts";
import { bytesOf } from "../../support/guests.ts";

describe("sandbox: members of an answer", () => {
  const members = ["performative", "content"];
  const read = createMemberReader();
  const textOf = (output: Uint8Array): string => {
    const kept = read(output, members);
    return "code" in kept ? kept.message : Buffer.from(kept.bytes.subarray(0, kept.length)).toString("utf8");
  };

  it("are kept as JSON in the requested order, with null for a missing one", () => {
    expect(textOf(bytesOf('{"content": [1, "“Grüße”"], "more": {}, "performative": "inform"}'))).to.equal(
      '{"performative":"inform","content":[1,"“Grüße”"]}',
    );
    expect(textOf(bytesOf("{}"))).to.equal('{"performative":null,"content":null}');
    expect(textOf(bytesOf('{"__proto__":{"content":1}}'))).to.equal('{"performative":null,"content":null}');
  });

  it("have the same values as in the answer, for any JSON of any length", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(40_000), (value, length) => {
        const content = JSON.parse(JSON.stringify([value, "ü".repeat(length)])) as unknown;
        expect(JSON.parse(textOf(bytesOf(JSON.stringify({ content }))))).to.deep.equal({ performative: null, content });
      }),
    );
  });

  it("cannot be read from an answer that is not an object, not JSON, not UTF-8 or nested too deeply; the next answer is read normally", () => {
    for (const [output, why] of [
      ["[1]", "JSON that is not an object"],
      ["null", "JSON that is not an object"],
      ["{", "not JSON in UTF-8"],
      ["", "not JSON in UTF-8"],
      [`{"content":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, "too deep"],
    ] as const) {
      expect(textOf(bytesOf(output))).to.include(why);
      expect(read(bytesOf(output), members)).to.have.property("code", "sandbox.abi_violation");
    }
    expect(textOf(Uint8Array.of(0x7b, 0xff, 0x7d))).to.include("not JSON in UTF-8");
    expect(textOf(bytesOf('{"content":1}'))).to.equal('{"performative":null,"content":1}');
  });
});
