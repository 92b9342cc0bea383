import { createHash } from "node:crypto";
import { expect } from "chai";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import type { AgentFilter, AgentInput, AgentStore } from "../../../src/registry/stores.ts";
import { aDefinition } from "../../support/agents.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const hashOf = (text: string): VersionHash => createHash("sha256").update(text).digest("hex") as VersionHash;

const anInput = (name: string, parts: Partial<AgentInput> & { readonly capabilities?: readonly string[] } = {}) => ({
  workspace: "default",
  definition: aDefinition({ name, ...(parts.capabilities === undefined ? {} : { capabilities: parts.capabilities }) }),
  hash: hashOf(name),
  source: `I am ${name}.`,
  origin: "file" as const,
  file: `agents/${name}.md`,
  state: "running" as const,
  module: null,
  ...parts,
});

const name = (text: string): AgentName => text as AgentName;

describe("the agent store", () => {
  let temporary: TemporaryRegistry;
  let agents: AgentStore;
  let now = Date.parse("2026-01-01T00:00:00.000Z");
  beforeEach(async () => {
    // Every look at the clock is a second later.
    temporary = await temporaryRegistry({ clock: () => new Date((now += 1000)) });
    ({ agents } = temporary.registry);
  });
  afterEach(async () => temporary.remove());

  const namesIn = async (filter: AgentFilter, limit = 2): Promise<readonly string[]> => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<AgentStore["list"]>> = await agents.list(filter, { limit, cursor });
      expect(page.items.length).to.be.at.most(limit);
      found.push(...page.items.map(({ agent }) => agent.name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  };

  it("stores an agent whole and finds it without case", async () => {
    const input = anInput("Greeter");
    const stored = await agents.put(input);
    expect(stored.agent).to.include({ workspace: "default", name: "Greeter", state: "running", failure: null });
    expect(stored.agent.id).to.match(/^[1-9]\d{0,19}$/);
    expect(stored.version).to.deep.include({ definition: input.definition, source: input.source, hash: input.hash });
    expect(await agents.find("default", name("gREETER"))).to.deep.equal(stored);
    expect(await agents.findVersion(stored.agent.id, input.hash)).to.deep.equal(stored.version);
    expect(await agents.find("elsewhere", name("Greeter"))).to.equal(null);
    expect(await agents.find("default", name("Nobody"))).to.equal(null);
    expect(await agents.findVersion(stored.agent.id, hashOf("another"))).to.equal(null);
  });

  it("changes nothing when the active version is stored again, but follows its file", async () => {
    const stored = await agents.put(anInput("Greeter"));
    const unload = { agentId: stored.agent.id, from: "running", to: "unloaded", failure: null } as const;
    expect(await agents.setState(unload)).to.be.a("string");
    expect(await agents.setState(unload), "it is not running any more").to.equal(null);
    const unloaded = await agents.find("default", name("Greeter"));
    expect(await agents.put(anInput("Greeter"))).to.deep.equal(unloaded);
    const moved = await agents.put(anInput("Greeter", { file: "agents/other.md" }));
    expect(moved.agent).to.deep.equal({ ...unloaded?.agent, file: "agents/other.md" });
    expect(await agents.find("default", name("Greeter"))).to.deep.equal(moved);
  });

  it("moves an agent to another version and back, and keeps every version", async () => {
    const one = await agents.put(anInput("Greeter"));
    await agents.setState({ agentId: one.agent.id, from: "running", to: "failed", failure: "It broke." });
    const two = await agents.put(anInput("GREETER", { hash: hashOf("two"), capabilities: ["singing"] }));
    expect(two.agent).to.include({ id: one.agent.id, createdAt: one.agent.createdAt, name: "GREETER", failure: null });
    expect(two.agent.updatedAt > one.agent.updatedAt).to.equal(true);
    const back = await agents.put(anInput("Greeter"));
    expect(back.version).to.deep.equal(one.version);
    const versions = await agents.versions(one.agent.id, { limit: 10, cursor: null });
    expect(versions.items.map(({ hash }) => hash)).to.deep.equal([two.version.hash, one.version.hash]);
    const [newest] = (await agents.versions(one.agent.id, { limit: 1, cursor: null })).items;
    expect(newest).to.deep.equal(two.version);
  });

  it("lists by name, page by page, with every filter", async () => {
    await agents.putMany([
      anInput("delta", { capabilities: ["report", "chart"] }),
      anInput("Alpha", { capabilities: ["report"] }),
      anInput("charlie", { state: "unloaded", capabilities: ["chart"] }),
      anInput("Bravo", { workspace: "other", capabilities: ["report"] }),
      anInput("alpha", { workspace: "other", capabilities: ["chart"], hash: hashOf("other alpha") }),
    ]);
    expect(await namesIn({})).to.deep.equal(["Alpha", "alpha", "Bravo", "charlie", "delta"]);
    expect(await namesIn({ workspace: "default" })).to.deep.equal(["Alpha", "charlie", "delta"]);
    expect(await namesIn({ capability: "report" })).to.deep.equal(["Alpha", "Bravo", "delta"]);
    expect(await namesIn({ capability: "chart", workspace: "default" })).to.deep.equal(["charlie", "delta"]);
    expect(await namesIn({ state: "unloaded" })).to.deep.equal(["charlie"]);
    expect(await namesIn({ kind: "wasm" })).to.deep.equal([]);
    expect(await namesIn({}, 5)).to.have.length(5);
    const [first] = (await agents.list({}, { limit: 1, cursor: null })).items;
    expect(first).to.deep.equal(await agents.find("default", name("alpha")));
  });

  it("lists by what the active version offers, not by what an older one did", async () => {
    await agents.put(anInput("Greeter", { capabilities: ["old"] }));
    await agents.put(anInput("Greeter", { capabilities: ["new"], hash: hashOf("two") }));
    expect(await namesIn({ capability: "old" })).to.deep.equal([]);
    expect(await namesIn({ capability: "new" })).to.deep.equal(["Greeter"]);
  });

  it("repeats and leaves out nothing when agents come and go between two pages", async () => {
    await agents.putMany(["a", "c", "e", "g"].map((each) => anInput(each)));
    const first = await agents.list({}, { limit: 2, cursor: null });
    await agents.putMany([anInput("b"), anInput("d")]);
    const gone = await agents.find("default", name("c"));
    if (gone !== null) await agents.remove(gone.agent.id);
    const rest = await agents.list({}, { limit: 10, cursor: first.nextCursor });
    expect(rest.items.map(({ agent }) => agent.name)).to.deep.equal(["d", "e", "g"]);
  });

  it("removes an agent with its versions", async () => {
    const { agent, version } = await agents.put(anInput("Greeter"));
    await agents.remove(agent.id);
    expect(await agents.find("default", name("Greeter"))).to.equal(null);
    expect(await agents.findVersion(agent.id, version.hash)).to.equal(null);
    expect(await namesIn({ capability: "greeter" })).to.deep.equal([]);
    expect((await agents.put(anInput("Greeter"))).agent.id).not.to.equal(agent.id);
  });

  it("takes thousands at a start, and gives them back in order", async () => {
    const inputs = Array.from({ length: 2000 }, (_, index) => anInput(`agent-${String(index).padStart(4, "0")}`));
    const stored = await agents.putMany(inputs);
    expect(stored.map(({ agent }) => agent.name)).to.deep.equal(inputs.map(({ definition }) => definition.name));
    expect(await agents.all()).to.deep.equal(stored);
    expect(await agents.putMany(inputs)).to.deep.equal(stored);
  });
});
