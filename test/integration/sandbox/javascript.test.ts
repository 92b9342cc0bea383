/** Agents in JavaScript, from `caxton agent new` and from examples/, built by public tools and run in the sandbox. */
import { expect } from "chai";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SandboxEngine } from "../../../src/sandbox/types.ts";
import { buildProject } from "../../support/npm-project.ts";
import { aPolicy, bytesOf, someLimits, textOf } from "../../support/guests.ts";
import { agentOf, codeOf, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";
import { caxton } from "../cli/run-caxton.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const policy = {
  features: ["bulk-memory"] as const,
  maxModuleBytes: 33_554_432,
  maxMemoryBytes: 67_108_864,
  imports: ["log", "now_ms", "random"] as const,
};

describe("sandbox: JavaScript", function () {
  this.timeout(300_000);
  const engines = someEngines();
  let engine: SandboxEngine;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-javascript-"));
    engine = engines.with({ cores: 1 });
  });
  after(async () => {
    await engines.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("builds and runs the project that caxton agent new writes", async () => {
    const { code, err } = await caxton(["agent", "new", "say-back", "--wasm", "--language", "javascript"], {
      cwd: folder,
    });
    expect(code, err).to.equal(0);
    await buildProject(join(folder, "say-back"));
    const bytes = await readFile(join(folder, "say-back/say-back.wasm"));
    const agent = await agentOf(engine, bytes, { fuel: 100_000_000 }, policy);
    const [first, second] = await agent.callBatch(
      ["Hello", "again"].map((content) => bytesOf(JSON.stringify({ sender: "user:Ada", content }))),
    );
    expect(JSON.parse(outputOf(first) ?? "")).to.deep.equal({ performative: "inform", content: { heard: "Hello" } });
    expect(JSON.parse(outputOf(second) ?? "").content.heard).to.equal("again");
    expect(first?.logs).to.deep.equal([{ level: "debug", text: "user:Ada asked" }]);
    const broken = await agent.call(bytesOf("{"));
    expect(codeOf(broken)).to.be.oneOf(["sandbox.guest_error", "sandbox.trapped"]);
    const dry = await agentOf(engine, bytes, { fuel: 100_000 }, policy);
    expect(errorOf(await dry.call(bytesOf("{}"))).code).to.equal("sandbox.cpu_limit_exceeded");
    await agent.close();
    await dry.close();
  });

  it("builds and runs the example", async () => {
    const project = join(folder, "examples/json-diff");
    await cp(join(root, "examples/json-diff"), project, {
      recursive: true,
      filter: (path) => !/node_modules|\.wasm$/.test(path),
    });
    await cp(join(root, "sdk/wit"), join(folder, "sdk/wit"), { recursive: true });
    await buildProject(project);
    const module = await engine.load(await readFile(join(project, "json-diff.wasm")), aPolicy(policy));
    expect(module.kind).to.equal("component");
    expect(module.imports).to.include("log");
    const agent = await engine.start(module, someLimits({ fuel: 100_000_000 }));
    const changes = async (before: unknown, after: unknown): Promise<unknown> => {
      const result = await agent.call(bytesOf(JSON.stringify({ content: { before, after } })));
      if (!result.ok) throw result.error;
      return JSON.parse(textOf(result.output) ?? "").content;
    };
    expect(await changes({ a: [1, 2, 3], "b/c": 1 }, { a: [1, 5], d: null })).to.deep.equal([
      { op: "replace", path: "/a/1", value: 5 },
      { op: "remove", path: "/a/2" },
      { op: "remove", path: "/b~1c" },
      { op: "add", path: "/d", value: null },
    ]);
    expect(await changes("same", "same")).to.deep.equal([]);
    await agent.close();
  });
});
