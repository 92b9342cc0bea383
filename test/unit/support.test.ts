import { expect } from "chai";
import { findChromium } from "../support/chromium.ts";

describe("the search for Chromium", () => {
  it("lets a test be skipped on a machine without it, and never in CI", async () => {
    expect(await findChromium({ PATH: "/nonexistent" })).to.equal(null);
    const inCi = await findChromium({ PATH: "/nonexistent", CI: "1" }).catch(String);
    expect(inCi).to.include("There is no Chromium");
  });
});
