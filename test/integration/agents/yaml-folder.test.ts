/** WASM agents whose folders have an `agent.yaml`, with the real sandbox: loading, following, removing, two files at once. */
import { expect } from "chai";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModuleHost } from "../../../src/agents/modules.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import { guestKindOf } from "../../../src/sandbox/pass-guest.ts";
import { createWasmAgents } from "../../../src/wasm-agents/wasm-agents.ts";
import { simpleComponent } from "../../support/components.ts";
import { guest } from "../../support/guests.ts";
import { someEngines } from "../../support/sandbox.ts";
import { agentWorld, eventually, named, serving, type AgentWorld } from "./support.ts";
import { highCeilings } from "../../support/ceilings.ts";

describe("agents/<folder>/agent.yaml", () => {
  const engines = someEngines();
  let world: AgentWorld;

  const host = (): ModuleHost => ({
    stored: async () => null,
    kindOf: (bytes, features) => guestKindOf(bytes, { features }),
    tryOut: createWasmAgents({
      engine: engines.with({ cores: 1 }),
      modules: { find: async () => null },
      maxModuleBytes: 1_048_576,
      ceilings: highCeilings,
      tracing: noTracing,
    }).tryOut,
  });

  beforeEach(async () => {
    world = await agentWorld({}, host());
    await mkdir(join(world.folder, "echo"));
    await write("echo/echo.wasm", guest());
  });
  afterEach(async () => world.remove());
  after(engines.close);

  const write = async (file: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(world.folder, file), content);
  const settings = (more = ""): string => `name: Echo\nmodule: echo.wasm\ncapabilities: [echo]\n${more}`;
  const versionOf = (name: string): string => world.catalogue.get(named(name)).version.hash;
  const rejections = async (): Promise<readonly string[]> =>
    (await world.events()).filter(({ kind }) => kind === "agent.file_rejected").map(({ data }) => String(data["file"]));

  it("is loaded at start, followed while the server runs, and removed with its agent", async () => {
    await write("echo/agent.yaml", settings());
    await world.watch();
    expect(serving(world)).to.deep.equal(["Echo"]);
    expect(world.catalogue.get(named("Echo")).agent).to.include({ kind: "wasm", file: "echo/agent.yaml" });
    const first = versionOf("Echo");
    await write("echo/agent.yaml", settings("description: New\n"));
    await eventually(() => expect(versionOf("Echo")).to.not.equal(first));
    const second = versionOf("Echo");
    await write("echo/echo.wasm", guest({ handle: "(i32.const 0)" }));
    await eventually(() => expect(versionOf("Echo")).to.not.equal(second));
    await rm(join(world.folder, "echo", "agent.yaml"));
    await eventually(() => expect(serving(world)).to.deep.equal([]));
  });

  it("keeps the last good version when it turns bad, with file, line and column of each mistake", async () => {
    await write("echo/agent.yaml", settings("abi: core\n"));
    const folder = await world.watch();
    const good = versionOf("Echo");
    await write("echo/agent.yaml", settings("abi: component\n"));
    await eventually(() => expect(folder.rejected().size).to.equal(1));
    const [complaint] = folder.rejected().get("echo/agent.yaml") ?? [];
    expect(complaint).to.include({ file: "echo/agent.yaml", line: 4, column: 6 });
    expect(complaint?.message).to.match(/component.*core module/);
    expect(versionOf("Echo")).to.equal(good);
    expect(serving(world)).to.deep.equal(["Echo"]);
    // The module follows what the file says.
    await write("echo/echo.wasm", simpleComponent());
    await eventually(() => expect(folder.rejected().size).to.equal(0));
    expect(world.catalogue.get(named("Echo")).version.definition).to.include({ abi: "component" });
  });

  it("is refused beside an agent.md, whichever was there first, until one of the two goes", async () => {
    await write("echo/agent.yaml", settings());
    const folder = await world.watch();
    const good = versionOf("Echo");
    await write("echo/agent.md", `---\n${settings("description: In Markdown\n")}---\n`);
    await eventually(() => expect(folder.rejected().size).to.equal(2));
    for (const [file, [complaint]] of folder.rejected()) {
      expect(complaint?.file).to.equal(file);
      expect(complaint?.message).to.match(/folder echo has agent\.md and agent\.yaml/);
    }
    expect(versionOf("Echo")).to.equal(good);
    await eventually(async () => expect(await rejections()).to.have.members(["echo/agent.md", "echo/agent.yaml"]));
    await rm(join(world.folder, "echo", "agent.yaml"));
    await eventually(() => expect(versionOf("Echo")).to.not.equal(good));
    expect(folder.rejected().size).to.equal(0);
    expect(world.catalogue.get(named("Echo")).agent.file).to.equal("echo/agent.md");
  });

  it("serves neither of two files that are both there at the start", async () => {
    await write("echo/agent.yaml", settings());
    await write("echo/agent.md", `---\n${settings()}---\n`);
    const folder = await world.watch();
    expect([...folder.rejected().keys()]).to.have.members(["echo/agent.md", "echo/agent.yaml"]);
    expect(serving(world)).to.deep.equal([]);
    await rm(join(world.folder, "echo", "agent.md"));
    await eventually(() => expect(serving(world)).to.deep.equal(["Echo"]));
  });

  it("takes over from an agent.md that is renamed to it, without a moment in which nobody serves", async () => {
    await write("echo/agent.md", `---\n${settings()}---\n`);
    const folder = await world.watch();
    const before = world.catalogue.get(named("Echo")).agent.id;
    await write("echo/new", settings());
    await rm(join(world.folder, "echo", "agent.md"));
    await rename(join(world.folder, "echo", "new"), join(world.folder, "echo", "agent.yaml"));
    await eventually(() => expect(world.catalogue.get(named("Echo")).agent.file).to.equal("echo/agent.yaml"));
    expect(world.catalogue.get(named("Echo")).agent.id).to.equal(before);
    expect(folder.rejected().size).to.equal(0);
  });
});
