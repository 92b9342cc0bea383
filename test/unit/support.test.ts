import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findChromium } from "../support/chromium.ts";
import { findRust } from "../support/rust.ts";

describe("the search for Chromium", () => {
  it("lets a test be skipped on a machine without it, and never in CI", async () => {
    expect(await findChromium({ PATH: "/nonexistent" })).to.equal(null);
    const inCi = await findChromium({ PATH: "/nonexistent", CI: "1" }).catch(String);
    expect(inCi).to.include("There is no Chromium");
  });
});

describe("the search for Rust", () => {
  it("takes the user's if it has the target, then the one made for tests, and is never in vain in CI", async () => {
    const folder = await mkdtemp(join(tmpdir(), "caxton-find-rust-"));
    const rustc = join(folder, "rustc");
    await writeFile(rustc, `#!/bin/sh\necho "${folder}"\n`, { mode: 0o755 });
    const environment = { PATH: folder };
    expect(await findRust(environment)).to.equal(environment);
    await writeFile(rustc, "#!/bin/sh\necho /nonexistent\n");
    expect(await findRust(environment, "/nonexistent")).to.equal(null);
    const inCi = await findRust({ ...environment, CI: "1" }, "/nonexistent").catch(String);
    expect(inCi).to.include("There is no Rust for wasm32-unknown-unknown");
    await writeFile(join(folder, "stamp"), "");
    expect(await findRust({ PATH: "/usr" }, folder)).to.deep.equal({ PATH: `${folder}/bin:/usr` });
    await rm(folder, { recursive: true });
  });
});
