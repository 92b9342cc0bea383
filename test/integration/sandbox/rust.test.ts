/** Agents in Rust, from `caxton agent new`, built by public tools and run in the sandbox. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { SandboxEngine, SandboxInstance } from "../../../src/sandbox/types.ts";
import { aPolicy, bytesOf } from "../../support/guests.ts";
import { buildProject, installProject } from "../../support/npm-project.ts";
import { findRust } from "../../support/rust.ts";
import { agentOf, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";
import { caxton } from "../cli/run-caxton.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The default policy of agents. */
const policy = { imports: ["log", "now_ms", "random"] as const };

const newProject = async (parent: string, name: string): Promise<string> => {
  const { code, err } = await caxton(["agent", "new", name, "--wasm", "--language", "rust"], { cwd: parent });
  expect(code, err).to.equal(0);
  return join(parent, name);
};

describe("sandbox: Rust", function () {
  this.timeout(600_000);
  const engines = someEngines();
  let engine: SandboxEngine;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(async function () {
    const rust = await findRust();
    if (rust === null) this.skip();
    folder = await mkdtemp(join(tmpdir(), "caxton-rust-"));
    // One folder for all projects, so that each crate is compiled once.
    env = { ...rust, CARGO_TARGET_DIR: join(folder, "target") };
    engine = engines.with({ cores: 1 });
  });
  after(async () => {
    await engines.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it("builds the project that caxton agent new writes, for the default policy by lowering only", async () => {
    const project = await newProject(folder, "say-back");
    await buildProject(project, env);
    const asked = (content: unknown): Uint8Array => bytesOf(JSON.stringify({ sender: "user:Ada", content }));
    const agent = await agentOf(engine, await readFile(join(project, "say-back.wasm")), {}, policy);
    const replies = await agent.callBatch(["Hello", { request: "again" }].map(asked));
    expect(replies.map((reply) => JSON.parse(outputOf(reply) ?? ""))).to.deep.equal([
      { performative: "inform", content: { heard: "Hello" } },
      { performative: "inform", content: { heard: "again" } },
    ]);
    await agent.close();

    const compiled = await readFile(join(folder, "target/wasm32-unknown-unknown/release/agent_say_back.wasm"));
    const refused: CaxtonError = await engine.load(compiled, aPolicy(policy)).then(
      () => expect.fail("It was accepted."),
      (error) => error,
    );
    expect([refused.code, refused.facts["feature"]]).to.deep.equal(["sandbox.feature_refused", "bulk-memory"]);
    const bulk = await agentOf(engine, compiled, {}, { ...policy, features: ["bulk-memory"] });
    expect(outputOf(await bulk.call(asked("Hello")))).to.include("Hello");
    await bulk.close();

    const { stdout } = await run("cargo", ["test"], { cwd: project, env });
    expect(stdout).to.include("1 passed");
  });

  describe("an agent that uses the whole kit", () => {
    let agent: SandboxInstance;
    before(async () => {
      // Neither Cargo nor npm accepts every folder's name as a package's.
      const project = await newProject(folder, "2-Checks");
      await copyFile(join(root, "sdk/checks/agent.rs"), join(project, "src/lib.rs"));
      await buildProject(project, env);
      agent = await agentOf(engine, await readFile(join(project, "2-checks.wasm")), { fuel: 50_000_000 }, policy);
    });
    after(async () => agent?.close());

    const ask = async (content: unknown) => agent.call(bytesOf(JSON.stringify({ content })));
    const replyOf = async (content: unknown) => JSON.parse(outputOf(await ask(content)) ?? "null");

    it("gives back what came in, however large", async () => {
      for (const value of [null, "", "ä€😀\u0000", { a: [1, -2.5e300, true] }, "x".repeat(100_000)]) {
        expect(await replyOf({ do: "echo", value })).to.deep.equal({ performative: "inform", content: value });
      }
    });

    it("converts numbers as Rust does", async () => {
      for (const [value, integer] of [
        [-1.9, -1],
        [1e300, 2_147_483_647],
        [null, 0],
      ]) {
        expect((await replyOf({ do: "truncate", value })).content).to.equal(integer);
      }
    });

    it("asks the host", async () => {
      const result = await ask({ do: "ask the host" });
      const { now, random } = JSON.parse(outputOf(result) ?? "").content;
      expect(now).to.be.within(Date.now() - 60_000, Date.now());
      expect(random).to.have.length(13);
      expect(random.some((byte: number) => byte !== 0)).to.equal(true);
      expect(result.logs).to.deep.equal([{ level: "warn", text: "asked" }]);
    });

    it("refuses, sends nothing, and fails with its reason", async () => {
      expect(await replyOf({ do: "refuse" })).to.deep.equal({ performative: "refuse", content: "not today" });
      expect(await replyOf({ do: "say nothing" })).to.equal(null);
      const failed = errorOf(await ask({ do: "wonders" }));
      expect(failed.code).to.equal("sandbox.guest_error");
      expect(failed.message).to.include('2: cannot do "wonders"');
      const broken = errorOf(await agent.call(bytesOf("{")));
      expect(broken.message).to.include("The message is not JSON");
    });

    it("logs why it panicked", async () => {
      const result = await ask({ do: "panic" });
      expect(errorOf(result).code).to.equal("sandbox.trapped");
      expect(result.logs).to.have.length(1);
      expect(result.logs[0]?.level).to.equal("error");
      expect(result.logs[0]?.text).to.match(/^panicked at src\/lib\.rs:\d+:\d+:\nfor a reason$/);
      expect((await replyOf({ do: "echo", value: "next" })).content).to.equal("next");
    });
  });
});

describe("the build of an agent in Rust", function () {
  this.timeout(300_000);
  let folder: string;
  let project: string;
  before(async function () {
    if (process.platform === "win32") this.skip();
    folder = await mkdtemp(join(tmpdir(), "caxton-rust-build-"));
    project = await newProject(folder, "say-back");
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** What the build prints on a machine whose programs are only these shell scripts. */
  const complaint = async (name: string, programs: Readonly<Record<string, string>>): Promise<string> => {
    const bin = join(folder, name);
    await mkdir(bin);
    for (const [program, script] of Object.entries(programs)) {
      await writeFile(join(bin, program), `#!/bin/sh\n${script}\n`);
      await chmod(join(bin, program), 0o755);
    }
    const args = [join(project, "sdk/build.mjs"), "out.wasm"];
    const failed = await run(process.execPath, args, { cwd: project, env: { PATH: bin } }).then(
      ({ stdout }) => expect.fail(`It succeeded: ${stdout}`),
      (error: { readonly code: number; readonly stderr: string }) => error,
    );
    expect(failed.code).to.equal(1);
    return failed.stderr;
  };
  const cargo = 'echo "cargo 1.96.0"';
  const rustc = `echo ${dirname(fileURLToPath(import.meta.url))}`;

  it("says what is missing, and how to install it", async () => {
    expect(await complaint("empty", {})).to.match(/^There is no cargo\. Install Rust: \S+\n$/);
    expect(await complaint("no-target", { cargo, rustc: "echo /nowhere" })).to.include(
      "Install it: rustup target add wasm32-unknown-unknown\n",
    );
    const install = "Install it: npm install --save-dev binaryen\n";
    expect(await complaint("no-wasm-opt", { cargo, rustc })).to.equal(`There is no wasm-opt. ${install}`);
    const old = { cargo, rustc, "wasm-opt": 'echo "wasm-opt version 108"' };
    expect(await complaint("old-wasm-opt", old)).to.match(
      /^wasm-opt is too old: .*108; version 121 or newer is needed\. Install it/,
    );
  });

  it("takes the wasm-opt that npm installed, and fails with the compiler and where there is no module", async () => {
    await installProject(project);
    const old = { rustc, "wasm-opt": 'echo "wasm-opt version 108"' };
    const failing = 'case "$1" in build) echo "error: no" >&2; exit 101;; esac';
    expect(await complaint("failing", { ...old, cargo: failing })).to.equal(
      "error: no\ncargo failed; nothing was written.\n",
    );
    const artifact = JSON.stringify({ reason: "compiler-artifact", filenames: ["/libagent.rlib"] });
    expect(await complaint("no-module", { ...old, cargo: `echo '${artifact}'` })).to.include('crate-type = ["cdylib"]');
  });
});
