/** What the files beside the sources promise. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const read = async (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

describe("the repository", () => {
  it("gives a reason for every dependency, and for none that it has not", async () => {
    const { dependencies, devDependencies } = JSON.parse(await read("package.json")) as Manifest;
    const page = await read("docs/dependencies.md");
    const [runtime = "", development = ""] = page.split("## For development").map((part) => part.split("## From")[0]);
    const named = (part: string): readonly string[] =>
      part
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""))
        .toSorted();
    expect(named(runtime)).to.deep.equal(Object.keys(dependencies).toSorted());
    expect(named(development)).to.deep.equal(Object.keys(devDependencies).toSorted());
  });

  it("has exact versions and a lockfile that works with any registry", async () => {
    const { dependencies, devDependencies } = JSON.parse(await read("package.json")) as Manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).to.match(/^\d+\.\d+\.\d+/);
    }
    expect(await read("package-lock.json")).not.to.include('"resolved"');
  });

  it("tells authors the flags by which the kit for Rust lowers a module", async () => {
    const flags = (await read("sdk/rust/build.mjs"))
      .match(/"--(?:enable|llvm)-[a-z-]+"/g)
      ?.map((flag) => flag.slice(1, -1));
    expect(flags).to.have.length(3);
    const command = `wasm-opt in.wasm -o out.wasm -O3 ${flags?.join(" ")}`;
    for (const path of ["docs/wasm-guests.md", "docs/sandbox.md", "src/sandbox/pass/refusals.ts"]) {
      expect(await read(path), path).to.include(command);
    }
  });
});
