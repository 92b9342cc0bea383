import { expect } from "chai";
import fc from "fast-check";
import {
  agentIdFromBytes,
  agentNameKey,
  agentNamePattern,
  agentSender,
  parseAgentName,
  parseCapability,
  parseConversationId,
  parseMessageId,
  parseSender,
  parseSpanId,
  parseTraceId,
  parseVersion,
  slugCapability,
  uuidFromDigest,
} from "../../../src/domain/ids.ts";
import { refusal, valueOf } from "./support.ts";
import { watchProcessor } from "../../support/processor.ts";

const parsers = {
  parseAgentName,
  parseCapability,
  parseConversationId,
  parseMessageId,
  parseSender,
  parseSpanId,
  parseTraceId,
  parseVersion,
};

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: length, maxLength: length });

describe("ids", () => {
  for (const [name, parse] of Object.entries(parsers)) {
    it(`${name}: what it accepts it accepts again, unchanged`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.uuid(), hex(16), hex(32), hex(64), fc.nat().map(String)), (text) => {
          const first = parse(text);
          if (first.ok) expect(parse(first.value)).to.deep.equal(first);
          else expect(first.error).to.be.a("string").and.to.include("is not a");
        }),
      );
    });

    it(`${name} refuses nothing, blanks and a trailing line break`, () => {
      for (const bad of ["", " ", "\n", `${"a".repeat(16)}\n`, "1\n"]) refusal(parse(bad));
    });

    it(`${name} quotes a huge input briefly`, () => {
      expect(refusal(parse("!".repeat(1_000_000)))).to.have.length.below(400);
    });
  }

  describe("agent id", () => {
    it("is made of any 8 bytes, and differs when they differ", () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
          const id = agentIdFromBytes(bytes);
          const expected = Buffer.from(bytes).readBigUInt64BE();
          expect(BigInt(id)).to.equal(expected === 0n ? 1n : expected);
        }),
      );
      expect(agentIdFromBytes(new Uint8Array(8))).to.equal("1");
      expect(agentIdFromBytes(new Uint8Array(8).fill(255))).to.equal("18446744073709551615");
    });
  });

  it("a digest gives a UUID of version 8 that depends on nothing else", () => {
    fc.assert(
      fc.property(hex(64), (digest) => {
        const uuid = uuidFromDigest(digest);
        expect(uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(valueOf(parseMessageId(uuid))).to.equal(uuid);
        expect(uuidFromDigest(digest)).to.equal(uuid);
      }),
    );
    // Written down, since ids that are stored must stay the same.
    const known = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    expect(uuidFromDigest(known)).to.equal("9f86d081-884c-8d65-9a2f-eaa0c55ad015");
  });

  it("UUIDs are taken in any case and kept in lower case", () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const upper = uuid.toUpperCase();
        expect(valueOf(parseMessageId(upper))).to.equal(uuid);
        expect(valueOf(parseConversationId(upper))).to.equal(uuid);
      }),
    );
    for (const bad of [
      "6f1c2f0e4f0b4c6e9d570f0e3f0f5a11",
      "{6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11}",
      "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a1g",
    ]) {
      refusal(parseMessageId(bad));
    }
  });

  it("agent names: 1 to 64 characters, compared without case, good senders all of them", () => {
    fc.assert(
      fc.property(fc.stringMatching(agentNamePattern), (text) => {
        const name = valueOf(parseAgentName(text));
        expect(valueOf(parseSender(agentSender(name)))).to.equal(`agent:${text}`);
        expect(agentNameKey(name)).to.equal(agentNameKey(valueOf(parseAgentName(text.toUpperCase()))));
      }),
    );
    valueOf(parseAgentName("a".repeat(64)));
    for (const bad of ["a".repeat(65), "two words", "naïve", "a/b", "a.b"]) refusal(parseAgentName(bad));
  });

  describe("capability", () => {
    it("takes words, hierarchy and up to 128 characters", () => {
      const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
      const words = fc.array(fc.tuple(fc.constantFrom("-", "_", "."), word), { maxLength: 10 });
      fc.assert(
        fc.property(word, words, (first, more) => {
          const text = first + more.flat().join("");
          expect(valueOf(parseCapability(text))).to.equal(text);
        }),
      );
      for (const good of ["a", "data-analysis", "report.monthly", "x_y.z-1", "a".repeat(128)]) {
        valueOf(parseCapability(good));
      }
    });

    it("refuses what looks like one and is none", () => {
      for (const bad of ["Data", "a--b", "-a", "a-", "a..b", ".a", "a.", "a b", "a/b", "a".repeat(129), "ä"]) {
        refusal(parseCapability(bad));
      }
    });

    it("answers at once however long the input is", () => {
      const work = watchProcessor();
      refusal(parseCapability(`${"a-".repeat(500_000)}!`));
      expect(work.usedMs()).to.be.below(500);
    });

    it("is slugged from every agent name that has a letter or digit", () => {
      fc.assert(
        fc.property(fc.stringMatching(agentNamePattern), (text) => {
          const slug = slugCapability(text);
          expect(slug.ok).to.equal(/[A-Za-z0-9]/.test(text));
          if (slug.ok) expect(slugCapability(slug.value).ok && slugCapability(slug.value)).to.deep.equal(slug);
        }),
      );
      expect(
        ["DataAnalyzer", "HTTPClient", "greeter_v2", "--Odd--Name--", "R2D2"].map((name) =>
          valueOf(slugCapability(name)),
        ),
      ).to.deep.equal(["data-analyzer", "http-client", "greeter-v2", "odd-name", "r2-d2"]);
    });
  });

  it("versions follow semver.org", () => {
    for (const good of [
      "0.0.0",
      "1.4.0",
      "2.0.0-beta.1",
      "1.0.0-0A.is.legal",
      "1.0.0+build.1-aef",
      "1.2.3----R-S.12.9.1--.12+meta",
    ]) {
      valueOf(parseVersion(good));
    }
    for (const bad of [
      "1",
      "1.2",
      "01.2.3",
      "1.2.3-01",
      "v1.2.3",
      "1.2.3-",
      "1.2.3+",
      "1.2.3-a..b",
      `1.2.3-${"a".repeat(256)}`,
    ]) {
      refusal(parseVersion(bad));
    }
  });

  it("trace ids and span ids are lower-case hexadecimal, and not all zero", () => {
    valueOf(parseTraceId(`${"0".repeat(31)}1`));
    valueOf(parseSpanId(`${"0".repeat(15)}1`));
    refusal(parseTraceId("0".repeat(32)));
    refusal(parseSpanId("0".repeat(16)));
    refusal(parseTraceId("F".repeat(32)));
  });

  it("senders have a known kind and a name", () => {
    for (const good of ["user:ada", "agent:Greeter", "system:scheduler", "service:billing@eu.example"]) {
      valueOf(parseSender(good));
    }
    for (const bad of ["ada", "robot:x", "user:", "user:a b", "User:ada", `user:${"a".repeat(129)}`]) {
      refusal(parseSender(bad));
    }
  });
});
