import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { ConversationId, Sender, VersionHash } from "../../../src/domain/ids.ts";
import { agentWorld, configIn, errorOf, fileOf, named, promptIn, serving, type AgentWorld } from "./support.ts";

describe("the agent catalogue", () => {
  let world: AgentWorld;
  beforeEach(async () => {
    world = await agentWorld({ toolExists: (tool) => tool === "known" });
  });
  afterEach(async () => world.remove());

  const kinds = async (): Promise<readonly string[]> => (await world.events()).map(({ kind }) => kind);

  it("creates a running agent, informs routing, and records the event", async () => {
    const made = await world.catalogue.create(fileOf("Greeter", "Hi.", "tools: unknown\n"));
    expect(made.agent).to.deep.include({ name: "Greeter", state: "running", origin: "api", file: null, failure: null });
    expect(made.warnings).to.have.length(1);
    expect(world.routed.get("Greeter")).to.equal(`running ${made.version.hash}`);
    expect(world.catalogue.get(named("gREETER")).agent).to.deep.equal(made.agent);
    const [event] = await world.events();
    expect(event).to.deep.include({ kind: "agent.loaded", agent: "Greeter" });
    expect(event?.data).to.deep.include({ hash: made.version.hash, origin: "api", file: null });
    expect((await world.registry.agents.find("default", named("greeter")))?.version.hash).to.equal(made.version.hash);
  });

  it("accepts JSON as well as an agent file", async () => {
    const made = await world.catalogue.create('{"name":"J","systemPrompt":"Hi"}');
    expect(promptIn(made)).to.equal("Hi");
    expect((await errorOf(async () => world.catalogue.create('{"name":"J 2"}'))).errors).to.have.nested.property(
      "[0].pointer",
      "/name",
    );
  });

  it("refuses an invalid definition with all complaints, and a name that is taken, in upper or lower case", async () => {
    const invalid = await errorOf(async () => world.catalogue.create("---\nname: a b\nmodel: 5\n---\n"));
    expect(invalid).to.deep.include({ code: "agent_file.invalid" });
    expect(invalid.errors).to.have.length(2);
    expect(invalid.message).to.match(/line 2, column 7.*1 more/);
    await world.catalogue.create(fileOf("One"));
    expect(await errorOf(async () => world.catalogue.create(fileOf("ONE")))).to.deep.include({
      code: "agent.already_exists",
    });
    expect(await errorOf(async () => world.catalogue.validate("---\nname: A", "x.md"))).to.deep.include({
      code: "agent_file.invalid",
    });
    expect((await world.catalogue.validate(fileOf("Two"), "x.md")).definition.name).to.equal("Two");
    expect(serving(world)).to.deep.equal(["One"]);
  });

  it("creates one agent from simultaneous requests with the same name", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, async (_, index) => world.catalogue.create(fileOf("Same", `Prompt ${index}`))),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    expect(await kinds()).to.deep.equal(["agent.loaded"]);
  });

  it("replaces a version if the hash matches, keeps the old version, and records nothing if nothing changed", async () => {
    const first = await world.catalogue.create(fileOf("A", "one"));
    const second = await world.catalogue.replace(named("a"), fileOf("A", "two"), first.version.hash);
    expect(second.agent.id).to.equal(first.agent.id);
    expect(world.routed.get("A")).to.equal(`running ${second.version.hash}`);
    expect(await world.catalogue.definition(named("A"), first.version.hash)).to.deep.include({ systemPrompt: "one" });
    expect(await world.catalogue.definition(named("A"), second.version.hash)).to.deep.include({ systemPrompt: "two" });
    const late = await errorOf(async () =>
      world.catalogue.replace(named("A"), fileOf("A", "three"), first.version.hash),
    );
    expect(late).to.deep.include({ code: "request.precondition_failed" });
    await world.catalogue.replace(named("A"), fileOf("A", "two"), null);
    expect(await kinds()).to.deep.equal(["agent.loaded", "agent.updated"]);
    expect((await errorOf(async () => world.catalogue.replace(named("A"), fileOf("B"), null))).message).to.match(
      /for B, not for A/,
    );
    const missing = await errorOf(async () => world.catalogue.replace(named("Aa"), fileOf("Aa"), null));
    expect(missing).to.deep.include({ code: "agent.not_found" });
    expect(missing.hint).to.match(/Did you mean A\?/);
  });

  it("finds old versions after a restart, and reports an unknown version", async () => {
    const first = await world.catalogue.create(fileOf("A", "one"));
    await world.catalogue.replace(named("A"), fileOf("A", "two"), null);
    const again = await world.restart();
    expect(serving(again)).to.deep.equal(["A"]);
    expect(await again.catalogue.definition(named("A"), first.version.hash)).to.deep.include({ systemPrompt: "one" });
    const none = await errorOf(async () => again.catalogue.definition(named("A"), "0".repeat(64) as VersionHash));
    expect(none).to.deep.include({ code: "agent.version_mismatch" });
    expect(
      await errorOf(async () => again.catalogue.definition(named("B"), "0".repeat(64) as VersionHash)),
    ).to.deep.include({ code: "agent.not_found" });
  });

  it("removes an agent, and keeps its definition for running conversations", async () => {
    const made = await world.catalogue.create(fileOf("A"));
    expect(
      await errorOf(async () => world.catalogue.remove(named("A"), "0".repeat(64) as VersionHash)),
    ).to.deep.include({ code: "request.precondition_failed" });
    await world.catalogue.remove(named("a"), made.version.hash);
    expect(world.routed.size).to.equal(0);
    expect(await world.registry.agents.all()).to.deep.equal([]);
    expect(await errorOf(() => world.catalogue.get(named("A")))).to.deep.include({ code: "agent.not_found" });
    expect((await world.catalogue.definition(named("A"), made.version.hash)).name).to.equal("A");
    expect(await kinds()).to.deep.equal(["agent.loaded", "agent.removed"]);
    expect((await world.catalogue.create(fileOf("A"))).agent.id).to.not.equal(made.agent.id);
  });

  it("keeps removed definitions after a restart until the conversations that ran at the removal have ended", async () => {
    const { registry } = world;
    const at = new Date().toISOString();
    const id = randomUUID() as ConversationId;
    const initiator = "user:tester" as Sender;
    const opening = { id, protocol: "query", initiator, staysOpen: true, createdAt: at, expiresAt: null } as const;
    await registry.conversations.ensure(opening);
    const made = await world.catalogue.create(fileOf("A", "one"));
    await world.catalogue.remove(named("A"), null);
    await world.catalogue.create(fileOf("a", "two"));
    const again = await world.restart();
    expect(await again.catalogue.definition(named("A"), made.version.hash)).to.deep.include({ systemPrompt: "one" });
    await again.catalogue.remove(named("a"), null);
    expect(await (await world.restart()).catalogue.definition(named("A"), made.version.hash)).to.include({ name: "A" });

    const hash = made.version.hash;
    expect(await registry.agents.findRemovedVersion("default", named("a"), hash)).to.not.equal(null);
    await registry.conversations.setState({ id, state: "completed", outcome: "cancelled", error: null, at });
    await registry.agents.forgetRemovedVersions();
    expect(await registry.agents.findRemovedVersion("default", named("a"), hash)).to.equal(null);
  });

  it("drains, unloads and starts an agent in this order, and refuses any other order", async () => {
    const { catalogue } = world;
    await catalogue.create(fileOf("A"));
    const a = named("A");
    expect(await errorOf(async () => catalogue.start(a))).to.deep.include({ code: "agent.invalid_state" });
    expect(await errorOf(async () => catalogue.unload(a))).to.deep.include({ code: "agent.invalid_state" });
    expect((await catalogue.drain(a)).state).to.equal("draining");
    expect(serving(world)).to.deep.equal([]);
    expect(await errorOf(async () => catalogue.start(a))).to.deep.include({ code: "agent.invalid_state" });
    expect((await catalogue.unload(a)).state).to.equal("unloaded");
    await catalogue.replace(a, fileOf("A", "while unloaded"), null);
    expect(catalogue.get(a).agent.state).to.equal("unloaded");
    expect((await world.restart()).catalogue.get(a).agent.state).to.equal("unloaded");
    expect((await catalogue.start(a)).state).to.equal("running");
    expect(await kinds()).to.deep.equal([
      "agent.loaded",
      "agent.draining",
      "agent.unloaded",
      "agent.updated",
      "agent.loaded",
      "agent.started",
    ]);
    expect(await errorOf(async () => catalogue.drain(named("Nobody")))).to.deep.include({ code: "agent.not_found" });
  });

  it("marks an agent as failed if its stored version is invalid, and runs it again with a new version", async () => {
    const made = await world.catalogue.create(fileOf("A"));
    const broken = { ...configIn(made), systemPrompt: "{{ broken" };
    await world.registry.agents.put({
      workspace: "default",
      definition: broken,
      hash: "1".repeat(64) as VersionHash,
      source: "",
      module: null,
      origin: "api",
      file: null,
      state: "running",
    });
    const again = await world.restart();
    const { agent } = again.catalogue.get(named("A"));
    expect(agent.state).to.equal("failed");
    expect(agent.failure).to.match(/template/);
    expect((await world.events()).at(-1)).to.deep.include({ kind: "agent.failed", agent: "A" });
    expect(await errorOf(async () => again.catalogue.start(named("A")))).to.deep.include({
      code: "agent.invalid_state",
    });
    expect((await again.catalogue.replace(named("A"), fileOf("A"), null)).agent).to.deep.include({
      state: "running",
      failure: null,
    });
    expect(serving(again)).to.deep.equal(["A"]);
    await world.registry.agents.setState({ agentId: agent.id, from: "running", to: "failed", failure: "by hand" });
    const third = await again.restart();
    expect((await third.catalogue.replace(named("A"), fileOf("A"), null)).agent).to.deep.include({
      state: "running",
      failure: null,
    });
    expect((await world.registry.agents.find("default", named("A")))?.agent.state).to.equal("running");
  });
});
