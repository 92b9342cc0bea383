/** The memory by MCP, with the tools that the reference memory server has. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
import type { JsonObject } from "../../../src/domain/json.ts";
import { createMemoryTools } from "../../../src/mcp/memory-tools.ts";
import type { RelationFilter } from "../../../src/memory/types.ts";
import type { PageRequest } from "../../../src/registry/stores.ts";
import { openTestMemory } from "../../support/memory.ts";
import { startTestServer, type TestServer } from "../../support/api-server.ts";

describe("MCP: memory", function () {
  this.timeout(120_000);
  let server: TestServer;
  let client: Client;
  const connect = async (key: string): Promise<Client> => {
    const made = new Client({ name: "test", version: "1.0.0" });
    const headers = { authorization: `Bearer ${key}` };
    await made.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit: { headers } }));
    return made;
  };
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<any> => {
    const result = await client.callTool({ name, arguments: args });
    return result.isError === true ? { error: JSON.stringify(result.content) } : result.structuredContent;
  };

  before(async () => {
    server = await startTestServer();
    client = await connect(server.adminKey);
  });
  after(async () => {
    await client.close();
    await server.stop();
  });

  it("has the nine tools of the reference server", async () => {
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).to.include.members([
      "create_entities",
      "create_relations",
      "add_observations",
      "delete_entities",
      "delete_observations",
      "delete_relations",
      "read_graph",
      "search_nodes",
      "open_nodes",
    ]);
  });

  it("creates, adds, reads, searches and deletes", async () => {
    const ada = { name: "Ada", entityType: "person", observations: ["Prefers tea."] };
    const acme = { name: "Acme", entityType: "company", observations: [] };
    const works = { from: "Ada", to: "Acme", relationType: "works_at" };
    expect(await call("create_entities", { entities: [ada, acme] })).to.deep.equal({ entities: [ada, acme] });
    expect(await call("create_entities", { entities: [ada] })).to.deep.equal({ entities: [] });
    expect(await call("create_relations", { relations: [works] })).to.deep.equal({ relations: [works] });
    const more = { entityName: "ada", contents: ["prefers tea.", "Lives in Paris."] };
    expect(await call("add_observations", { observations: [more] })).to.deep.equal({
      results: [{ entityName: "Ada", addedObservations: ["Lives in Paris."] }],
    });
    const whole = {
      entities: [{ ...ada, observations: ["Prefers tea.", "Lives in Paris."] }, acme],
      relations: [works],
    };
    expect(await call("read_graph")).to.deep.equal(whole);
    expect(await call("open_nodes", { names: ["Acme", "Ada", "Nobody"] })).to.deep.equal({
      ...whole,
      entities: whole.entities.toReversed(),
    });
    expect((await call("search_nodes", { query: "Who lives in the French capital?" })).entities[0].name).to.equal(
      "Ada",
    );
    await call("delete_observations", { deletions: [{ entityName: "Ada", observations: ["Prefers tea."] }] });
    await call("delete_relations", { relations: [works] });
    await call("delete_entities", { entityNames: ["Acme", "Nobody"] });
    expect(await call("read_graph")).to.deep.equal({
      entities: [{ ...ada, observations: ["Lives in Paris."] }],
      relations: [],
    });
  });

  it("reads what was known at an earlier time", async () => {
    const cat = { name: "Tom", entityType: "cat", observations: ["Sleeps."] };
    const mouse = { name: "Jerry", entityType: "mouse", observations: [] };
    const chases = { from: "Tom", to: "Jerry", relationType: "chases" };
    await call("create_entities", { entities: [cat, mouse] });
    await call("create_relations", { relations: [chases] });
    const { body } = await server.call("GET", "/api/v1/memory/relations?type=chases");
    const asOf = body.items[0].recordedAt;
    await call("add_observations", { observations: [{ entityName: "Tom", contents: ["Runs."] }] });
    await call("delete_entities", { entityNames: ["Jerry"] });
    const then = { entities: [cat, mouse], relations: [chases] };
    const names = ["Tom", "Jerry"];
    expect(await call("open_nodes", { names, asOf })).to.deep.equal(then);
    expect((await call("open_nodes", { names })).entities).to.have.length(1);
    expect((await call("read_graph", { asOf })).relations).to.deep.include(chases);
    expect((await call("read_graph", { validAt: "2999-01-01T00:00:00Z" })).entities).not.to.deep.include(mouse);
    const found = await call("search_nodes", { query: "Tom", asOf });
    expect(found.entities).to.deep.include(cat);
    expect((await call("find_path", { from: "Jerry", to: "Tom", asOf })).relations).to.deep.equal([chases]);
    expect((await call("open_nodes", { names, asOf: "yesterday" })).error).to.include(
      "asOf: “yesterday” is not a time",
    );
  });

  it("reads no relations but those among what was found", async () => {
    const { memory, remove } = await openTestMemory();
    const asked: RelationFilter[] = [];
    const watched = {
      ...memory,
      findRelations: async (filter: RelationFilter, page: PageRequest) => {
        asked.push(filter);
        return memory.findRelations(filter, page);
      },
    };
    const tools = new Map(createMemoryTools(async () => watched).map((each) => [each.name, each]));
    const run = async (name: string, args: JsonObject): Promise<any> => tools.get(name)?.run(args, "test");
    const names = ["Ada", "Acme", "Eve"];
    await run("create_entities", { entities: names.map((name) => ({ name, entityType: "t", observations: [] })) });
    const works = { from: "Ada", to: "Acme", relationType: "works_at" };
    await run("create_relations", { relations: [works, { ...works, to: "Eve" }] });
    expect((await run("open_nodes", { names: ["Ada", "Acme"] })).relations).to.deep.equal([works]);
    expect((await run("search_nodes", { query: "Acme" })).relations).to.deep.include(works);
    expect(asked.map(({ among }) => among?.length)).to.deep.equal([2, 3]);
    await remove();
  });

  it("merges, undoes, and finds the way from one to another", async () => {
    const of = (name: string, ...observations: string[]) => ({ name, entityType: "human", observations });
    await call("create_entities", { entities: [of("Robert", "Likes tea."), of("Bob", "Has a dog."), of("Grace")] });
    const knows = { from: "Grace", to: "Bob", relationType: "knows" };
    await call("create_relations", { relations: [knows] });
    const { merge, entity } = await call("merge_entities", { into: "Robert", others: ["Bob"] });
    expect(entity.observations).to.include.members(["Likes tea.", "Has a dog."]);
    expect(await call("find_path", { from: "Robert", to: "Grace" })).to.deep.equal({
      found: true,
      entities: [entity, of("Grace")],
      relations: [{ ...knows, to: "Robert" }],
    });
    const { merges } = await call("list_merges", {});
    expect(merges).to.deep.equal([
      { merge, into: "Robert", others: ["Bob"], mergedAt: merges[0].mergedAt, undoneAt: null },
    ]);
    expect(await call("undo_merge", { merge })).to.deep.equal({ success: true });
    expect((await call("list_merges", {})).merges[0].undoneAt).to.be.a("string");
    expect((await call("find_path", { from: "Robert", to: "Grace" })).found).to.equal(false);
    expect((await call("undo_merge", { merge })).error).to.include("memory.not_found");
  });

  it("says what is wrong, and lets nobody write who may not", async () => {
    expect((await call("create_entities", { entities: "Ada" })).error).to.include("entities must be a list");
    expect(
      (await call("create_relations", { relations: [{ from: "A", to: "B", relationType: "x" }] })).error,
    ).to.include("memory.not_found");
    const viewer = await connect(await server.keyFor("viewer"));
    const refused = await viewer.callTool({ name: "create_entities", arguments: { entities: [] } });
    expect(JSON.stringify(refused)).to.include("security.forbidden");
    await viewer.close();
  });
});
