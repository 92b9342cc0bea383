/** The memory by MCP, with the tools that the reference memory server has. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "chai";
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
