import { expect } from "chai";
import { bearerOf, hashSecret, isSecret, newSecret, seal, unseal } from "../../../src/api/secrets.ts";

describe("API keys as secrets", () => {
  it("are caxton_ and 43 characters, never the same twice", () => {
    const secrets = new Set(Array.from({ length: 100 }, newSecret));
    expect(secrets.size).to.equal(100);
    for (const secret of secrets) {
      expect(secret).to.match(/^caxton_[A-Za-z0-9_-]{43}$/);
      expect(isSecret(secret)).to.equal(true);
    }
  });

  it("are stored as SHA-256", () => {
    // echo -n abc | sha256sum
    expect(hashSecret("abc")).to.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("are read from the Authorization header", () => {
    expect(bearerOf("Bearer abc")).to.equal("abc");
    expect(bearerOf("bearer  abc")).to.equal("abc");
    for (const header of [undefined, "", "Bearer", "Bearer ", "Basic abc", "Bearer a b"])
      expect(bearerOf(header)).to.equal(null);
  });
});

describe("sealed answers", () => {
  const answer = { status: 201, body: { secret: "the one" } };

  it("show nothing, and open for their owner only", () => {
    const mine = newSecret();
    const sealed = seal(mine, answer);
    expect(JSON.stringify(sealed)).to.not.contain("the one");
    expect(unseal(mine, sealed)).to.deep.equal(answer);
    expect(unseal(newSecret(), sealed)).to.equal(null);
  });

  it("are refused when they were tampered with", () => {
    const mine = newSecret();
    const bytes = Buffer.from(String(seal(mine, answer)["sealed"]), "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(unseal(mine, { sealed: bytes.toString("base64") })).to.equal(null);
    expect(unseal(mine, { sealed: "" })).to.equal(null);
    expect(unseal(mine, {})).to.equal(null);
  });
});
