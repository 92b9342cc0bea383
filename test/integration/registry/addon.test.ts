import { expect } from "chai";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
// @ts-expect-error -- a script of the build, without types
import { isDangerous } from "../../../scripts/better-sqlite3.mjs";

/** Makes statements that nobody keeps, and gives the collector time to come while no JavaScript runs. */
const litter = `
import BetterSqlite3 from "better-sqlite3";
const connection = new BetterSqlite3(":memory:");
for (let round = 0; round < 250; round++) {
  for (let index = 0; index < 20; index++) connection.prepare("SELECT 1").get();
  const junk = Array.from({ length: 200 * (round % 60) }, (_, index) => ({ index, list: [index] }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  junk.length = 0;
}
console.log("alive");
`;

describe("the addon that speaks to SQLite", function () {
  this.timeout(120_000);

  it("outlives the collection of its objects at any moment, on this Node.js", async () => {
    const cwd = fileURLToPath(new URL("../../..", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", litter], { cwd });
    expect(stdout).to.equal("alive\n");
  });

  it("is compiled again only where the headers of Node.js have the fault", () => {
    expect(["20.19.0", "22.23.3", "24.18.1", "26.0.0"].map((version) => isDangerous(version))).to.deep.equal(
      Array.from({ length: 4 }, () => false),
    );
    expect(isDangerous(), "the build has seen to it").to.equal(false);
  });
});
