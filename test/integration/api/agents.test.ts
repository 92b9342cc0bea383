import { expect } from "chai";
import { createHash } from "node:crypto";
import { greeterFile, sendRaw, startTestServer, type TestServer } from "../../support/api-server.ts";

const haiku = { name: "Haiku", capabilities: [{ name: "poetry", priority: 2 }], systemPrompt: "You write haiku." };

describe("API: agents and capabilities", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.stop());

  const create = async (): Promise<string> => {
    const { headers } = await server.call("POST", "/api/v1/agents", { body: haiku });
    return headers.get("etag") ?? "";
  };

  it("creates an agent from an agent file, and shows it", async () => {
    const created = await server.call("POST", "/api/v1/agents", { body: greeterFile, type: "text/markdown" });
    expect(created.status).to.equal(201);
    expect(created.headers.get("location")).to.equal("/api/v1/agents/Greeter");
    expect(created.body).to.include({ name: "Greeter", state: "running", origin: "api", source: greeterFile });

    const got = await server.call("GET", "/api/v1/agents/greeter");
    expect(got.status).to.equal(200);
    expect(got.headers.get("etag")).to.equal(`"${got.body.activeVersion}"`);
    expect(got.body.definition.systemPrompt).to.contain("You greet people.");
    const etag = got.headers.get("etag") ?? "";
    const raw = `GET /api/v1/agents/greeter HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${server.adminKey}\r\n`;
    expect(await sendRaw(server.port, `${raw}If-None-Match: ${etag}\r\n\r\n`)).to.match(/^HTTP\/1.1 304 /);
  });

  it("answers a repeated request whose answer was lost in a crash, and refuses the same name from another request", async () => {
    const repeat = async (headers: Record<string, string>) =>
      server.call("POST", "/api/v1/agents", { body: haiku, headers });
    const key = { "idempotency-key": "one" };
    expect((await repeat({})).status).to.equal(201);
    expect((await repeat(key)).status, "the name is taken by another request").to.equal(409);
    // The agent exists, but the claim of the request that created it has no answer, as after a crash between the two.
    const { id } = (await server.call("GET", "/api/v1/api-keys")).body.items[0];
    const bodyHash = createHash("sha256").update(JSON.stringify(haiku)).digest("hex");
    await server.registry.idempotency.claim(`${id}:POST /api/v1/agents:one`, bodyHash, new Date().toISOString());
    await server.registry.idempotency.releaseAbandoned();
    const resumed = await repeat(key);
    expect([resumed.status, resumed.body.name]).to.deep.equal([201, "Haiku"]);
    expect(resumed.headers.get("location")).to.equal("/api/v1/agents/Haiku");
    const again = await repeat(key);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(resumed.body);
  });

  it("accepts a definition in JSON, and reports errors with JSON pointers", async () => {
    expect((await server.call("POST", "/api/v1/agents", { body: haiku })).status).to.equal(201);

    const { status, headers, body } = await server.call("POST", "/api/v1/agents", {
      body: { name: "Second", systemPrompt: "Say {{nope}}", llm: { temperature: 7 } },
    });
    expect(status).to.equal(422);
    expect(headers.get("content-type")).to.equal("application/problem+json");
    expect(body.code).to.equal("agent_file.invalid");
    const pointers = body.errors.map((each: { pointer: string }) => each.pointer);
    expect(pointers).to.have.members(["/llm/temperature", "/systemPrompt"]);
  });

  it("refuses an unknown field, and suggests the nearest one", async () => {
    const { status, body } = await server.call("POST", "/api/v1/agents", { body: { ...haiku, capabilites: [] } });
    expect(status).to.equal(422);
    expect(body.errors).to.deep.equal([
      {
        pointer: "/capabilites",
        message: "There is no field “capabilites”.",
        suggestion: "Did you mean capabilities?",
      },
    ]);
  });

  it("reports the line and column of an error in an agent file", async () => {
    const { status, body } = await server.call("POST", "/api/v1/agents", {
      body: "---\nname: Greeter\nllm: {temperature: hot}\n---\nHi\n",
      type: "text/markdown",
    });
    expect(status).to.equal(422);
    expect(body.errors[0]).to.include({ line: 3 });
    expect(body.errors[0].column).to.be.a("number");
  });

  it("refuses JSON that is sent as an agent file", async () => {
    const body = JSON.stringify(haiku);
    const answer = await server.call("POST", "/api/v1/agents", { body, type: "text/markdown" });
    expect([answer.status, answer.body.code]).to.deep.equal([422, "request.invalid"]);
    expect(answer.body.errors[0].suggestion).to.contain("application/json");
  });

  it("refuses a name that is taken", async () => {
    await create();
    const { status, body } = await server.call("POST", "/api/v1/agents", { body: { ...haiku, name: "HAIKU" } });
    expect([status, body.code]).to.deep.equal([409, "agent.already_exists"]);
  });

  it("validates a definition without storing it", async () => {
    const { status, body } = await server.call("POST", "/api/v1/agents/validate", {
      body: "---\nname: Greeter\ncolour: red\n---\nHi\n",
      type: "text/markdown",
    });
    expect(status).to.equal(200);
    expect(body).to.include({ name: "Greeter" });
    expect(body.hash).to.match(/^[0-9a-f]{64}$/);
    expect(body.warnings[0]).to.include({ line: 3 });
    const bad = await server.call("POST", "/api/v1/agents/validate", { body: { name: "x", version: "one" } });
    expect([bad.status, bad.body.code]).to.deep.equal([422, "agent_file.invalid"]);
    expect((await server.call("GET", "/api/v1/agents")).body.items).to.deep.equal([]);
  });

  it("lists agents by name, in pages and with filters", async () => {
    for (const name of ["Cleo", "ada", "Bob"]) {
      await server.call("POST", "/api/v1/agents", {
        body: { ...haiku, name, capabilities: [{ name: `of-${name.toLowerCase()}` }] },
      });
    }
    const first = await server.call("GET", "/api/v1/agents?limit=2");
    const second = await server.call("GET", `/api/v1/agents?limit=2&cursor=${first.body.nextCursor}`);
    const names = [...first.body.items, ...second.body.items].map((each) => each.name);
    expect(names).to.deep.equal(["ada", "Bob", "Cleo"]);
    expect(second.body.nextCursor).to.equal(null);

    const filtered = await server.call("GET", "/api/v1/agents?capability=of-bob&kind=config&state=running");
    expect(filtered.body.items.map((each: { name: string }) => each.name)).to.deep.equal(["Bob"]);
  });

  it("replaces a definition if If-Match names the current version, and keeps the old version", async () => {
    const etag = await create();
    const changed = { ...haiku, description: "New" };
    const put = await server.call("PUT", "/api/v1/agents/Haiku", { body: changed, headers: { "if-match": etag } });
    expect(put.status).to.equal(200);
    expect(put.headers.get("etag")).to.not.equal(etag);

    const late = await server.call("PUT", "/api/v1/agents/Haiku", { body: haiku, headers: { "if-match": etag } });
    expect([late.status, late.body.code]).to.deep.equal([412, "request.precondition_failed"]);
    const star = await server.call("PUT", "/api/v1/agents/Haiku", { body: haiku, headers: { "if-match": "*" } });
    expect(star.status).to.equal(200);

    const { body } = await server.call("GET", "/api/v1/agents/Haiku/versions");
    expect(body.items).to.have.length(2);
    expect(body.items.filter((each: { active: boolean }) => each.active)).to.have.length(1);
  });

  it("refuses to rename an agent", async () => {
    await create();
    const { status, body } = await server.call("PUT", "/api/v1/agents/Haiku", { body: { ...haiku, name: "Other" } });
    expect(status).to.equal(422);
    expect(body.errors[0].pointer).to.equal("/name");
  });

  it("deletes an agent if If-Match names the current version", async () => {
    const etag = await create();
    const stale = await server.call("DELETE", "/api/v1/agents/Haiku", { headers: { "if-match": '"other"' } });
    expect(stale.status).to.equal(412);
    const gone = await server.call("DELETE", "/api/v1/agents/Haiku", { headers: { "if-match": etag } });
    expect([gone.status, gone.body]).to.deep.equal([204, ""]);
    const { status, body } = await server.call("GET", "/api/v1/agents/Haiku");
    expect([status, body.code]).to.deep.equal([404, "agent.not_found"]);
  });

  it("drains, unloads and starts an agent, and refuses a step that its state does not allow", async () => {
    await create();
    const steps = ["drain", "unload", "start"];
    const states = [];
    for (const step of steps) states.push((await server.call("POST", `/api/v1/agents/Haiku/${step}`)).body.state);
    expect(states).to.deep.equal(["draining", "unloaded", "running"]);
    const { status, body } = await server.call("POST", "/api/v1/agents/Haiku/start");
    expect([status, body.code]).to.deep.equal([409, "agent.invalid_state"]);
  });

  it("lists the providers of a capability by score, with the parts of each score", async () => {
    await create();
    await server.call("POST", "/api/v1/agents", {
      body: { ...haiku, name: "Bard", capabilities: [{ name: "poetry", priority: 9 }] },
    });
    const { body } = await server.call("GET", "/api/v1/capabilities/poetry");
    expect(body.providers.map((each: { agent: string }) => each.agent)).to.deep.equal(["Bard", "Haiku"]);
    expect(body.providers[0].score).to.have.all.keys("total", "priority", "health", "load", "latency", "success");

    const list = await server.call("GET", "/api/v1/capabilities");
    expect(list.body.items).to.deep.equal([{ name: "poetry", description: "", providers: ["Bard", "Haiku"] }]);
  });

  it("suggests the nearest capabilities for an unknown one", async () => {
    await create();
    const { status, body } = await server.call("GET", "/api/v1/capabilities/poerty");
    expect([status, body.code]).to.deep.equal([404, "routing.no_capability_providers"]);
    expect(body.facts.nearest).to.deep.equal(["poetry"]);
    expect(body.hint).to.contain("poetry");
  });
});
