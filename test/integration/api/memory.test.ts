import { expect } from "chai";
import { startTestServer, type TestServer } from "../../support/api-server.ts";

const rememberer = (name: string, scope: string) => ({
  name,
  capabilities: [{ name: name.toLowerCase() }],
  systemPrompt: "Answer.",
  memory: { enabled: true, scope },
});

describe("API: memory", function () {
  this.timeout(120_000);
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.stop());

  const call = async (method: string, path: string, body?: unknown, more: object = {}): Promise<any> =>
    server.call(method, `/api/v1/memory${path}`, { ...(body === undefined ? {} : { body }), ...more });
  const store = async (name: string, observations: readonly string[] = [], more: object = {}): Promise<any> => {
    const { status, body } = await call("POST", "/entities", { name, type: "thing", observations, ...more });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.entity;
  };

  it("stores, finds, changes, deletes and erases entities", async () => {
    const ada = await store("Ada", ["Ada prefers tea to coffee."]);
    const { body: found } = await call("POST", "/search", { text: "Which drink does she like?", mode: "semantic" });
    expect(found.items[0]).to.deep.include({ entity: ada });
    expect(found.items[0].parts).to.include({ semanticRank: 1, keywordRank: null });
    const changed = await call("POST", `/entities/${ada.id}/observations`, {
      add: ["Ada is in Paris."],
      remove: ["ada prefers tea to coffee."],
    });
    expect(changed.body.observations.map(({ text }: any) => text)).to.deep.equal(["Ada is in Paris."]);
    expect((await call("PATCH", `/entities/${ada.id}`, { pinned: true, name: "Ada Lovelace" })).body).to.include({
      pinned: true,
      name: "Ada Lovelace",
    });
    expect((await call("GET", `/entities/${ada.id.toUpperCase()}`)).body.name).to.equal("Ada Lovelace");
    expect((await call("GET", `/entities/${ada.id}?asOf=${encodeURIComponent(ada.recordedAt)}`)).body.name).to.equal(
      "Ada",
    );
    expect((await call("DELETE", `/entities/${ada.id}`)).status).to.equal(204);
    const gone = await call("GET", `/entities/${ada.id}`);
    expect([gone.status, gone.body.code]).to.deep.equal([404, "memory.not_found"]);
    expect((await call("DELETE", `/entities/${ada.id}?erase=true`)).status).to.equal(204);
    expect((await call("GET", "/entities")).body.items).to.deep.equal([]);
  });

  it("changes and deletes an entity only if If-Match names its current version", async () => {
    const { id } = await store("Ada", ["Ada prefers tea."]);
    const seen = (await call("GET", `/entities/${id}`)).headers.get("etag");
    expect(seen).to.match(/^"[0-9a-f]{32}"$/);
    const now = await call("POST", `/entities/${id}/observations`, { add: ["Ada is in Paris."] });
    expect(now.headers.get("etag")).not.to.equal(seen);
    const bound = (tag: string | null) => ({ headers: { "If-Match": String(tag) } });
    for (const [method, path] of [
      ["PATCH", ""],
      ["DELETE", ""],
      ["DELETE", "?erase=true"],
    ] as const) {
      const lost = await call(
        method,
        `/entities/${id}${path}`,
        method === "PATCH" ? { name: "Eve" } : undefined,
        bound(seen),
      );
      expect([lost.status, lost.body.code]).to.deep.equal([412, "request.precondition_failed"]);
    }
    const changed = await call("PATCH", `/entities/${id}`, { name: "Eve" }, bound(now.headers.get("etag")));
    expect([changed.status, changed.body.name]).to.deep.equal([200, "Eve"]);
    expect((await call("PATCH", `/entities/${id}`, { pinned: true }, bound("*"))).status).to.equal(200);
    const { headers } = await call("GET", `/entities/${id}`);
    const both = `"other", ${headers.get("etag")}`;
    expect((await call("DELETE", `/entities/${id}`, undefined, bound(both))).status).to.equal(204);
  });

  it("creates, walks, lists and deletes relations, and counts entities and relations", async () => {
    const [ada, acme] = [await store("Ada"), await store("Acme")];
    const related = await call("POST", "/relations", { from: ada.id, to: acme.id, type: "works_at", strength: 0.5 });
    expect(related.status).to.equal(201);
    const graph = (await call("GET", `/graph?entity=${ada.id}&direction=out`)).body;
    expect(graph.entities.map(({ name }: any) => name)).to.deep.equal(["Ada", "Acme"]);
    expect(graph.relations).to.deep.equal([related.body]);
    expect((await call("GET", `/relations?from=${ada.id}&type=works_at`)).body.items).to.have.length(1);
    expect((await call("GET", "/stats")).body).to.deep.include({ backend: "embedded", entities: 2, relations: 1 });
    expect((await call("DELETE", `/relations/${related.body.id}`)).status).to.equal(204);
    expect((await call("GET", "/relations")).body.items).to.deep.equal([]);
    expect(
      (await call("POST", "/relations", { from: ada.id, to: ada.id.replace(/^.{8}/, "00000000"), type: "x" })).status,
    ).to.equal(404);
  });

  it("stores an entity once if the request is repeated", async () => {
    const body = { name: "Once", type: "thing", observations: ["One."] };
    const headers = { "idempotency-key": "one" };
    const first = await call("POST", "/entities", body, { headers });
    const again = await call("POST", "/entities", body, { headers });
    expect(again.body).to.deep.equal(first.body);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(first.headers.get("location")).to.equal(`/api/v1/memory/entities/${first.body.entity.id}`);
    expect((await call("POST", "/entities", { ...body, name: "Twice" }, { headers })).status).to.equal(409);
  });

  it("lists entities in pages, filtered by scope, name, type and time", async () => {
    for (let index = 0; index < 5; index++) await store(`E${index}`, [], index === 3 ? { type: "memo" } : {});
    await store("World", [], { scope: "global" });
    const first = (await call("GET", "/entities?limit=4")).body;
    const second = (await call("GET", `/entities?limit=4&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ name }: any) => name)).to.deep.equal([
      "E0",
      "E1",
      "E2",
      "E3",
      "E4",
      "World",
    ]);
    const names = async (query: string): Promise<readonly string[]> =>
      (await call("GET", `/entities?${query}`)).body.items.map(({ name }: any) => name);
    expect(await names("scope=global")).to.deep.equal(["World"]);
    expect(await names("type=MEMO")).to.deep.equal(["E3"]);
    expect(await names("name=e1")).to.deep.equal(["E1"]);
    expect(await names("until=2000-01-01T00:00:00Z")).to.deep.equal([]);
    expect((await call("GET", "/entities?cursor=nonsense")).body.code).to.equal("request.invalid");
  });

  it("lets each role do what it may, and no more", async () => {
    await server.call("POST", "/api/v1/agents", { body: rememberer("Ada", "workspace") });
    await server.call("POST", "/api/v1/agents", { body: rememberer("Loner", "agent-only") });
    await server.call("POST", "/api/v1/agents", { body: { name: "Plain", systemPrompt: "Answer." } });
    const [viewer, operator, ada, loner, plain] = await Promise.all([
      server.keyFor("viewer"),
      server.keyFor("operator"),
      server.keyFor("agent", "Ada"),
      server.keyFor("agent", "Loner"),
      server.keyFor("agent", "Plain"),
    ]);
    const put = async (key: string, more: object = {}) =>
      (await call("POST", "/entities", { name: `Of ${Math.random()}`, type: "t", observations: [], ...more }, { key }))
        .status;
    expect(await put(viewer)).to.equal(403);
    expect(await put(operator)).to.equal(201);
    expect(await put(operator, { scope: "global" })).to.equal(403);
    expect(await put(operator, { scope: "agent-only", agent: "Ada" })).to.equal(403);
    expect(await put(ada)).to.equal(201);
    expect(await put(ada, { scope: "agent-only" })).to.equal(201);
    expect(await put(ada, { scope: "agent-only", agent: "Loner" })).to.equal(403);
    expect(await put(ada, { scope: "global" })).to.equal(403);
    expect(await put(loner)).to.equal(403);
    expect(await put(loner, { scope: "agent-only" })).to.equal(201);
    expect(await put(plain)).to.equal(403);
    expect(await put(server.adminKey, { scope: "agent-only", agent: "Ada" })).to.equal(201);
    const secret = await store("Secret", ["The code is swordfish."], { scope: "agent-only", agent: "Loner" });
    for (const [key, sees] of [
      [viewer, false],
      [operator, false],
      [ada, false],
      [loner, true],
    ] as const) {
      const { body } = await call("POST", "/search", { text: "swordfish" }, { key });
      expect(body.items.some(({ entity }: any) => entity.id === secret.id)).to.equal(sees);
      expect((await call("GET", `/entities/${secret.id}`, undefined, { key })).status).to.equal(sees ? 200 : 404);
    }
    expect((await call("POST", "/search", { text: "swordfish", agent: "Loner" }, { key: operator })).status).to.equal(
      403,
    );
    const asAdmin = (await call("POST", "/search", { text: "swordfish", agent: "Loner" })).body;
    expect(asAdmin.items[0].entity).to.include({ id: secret.id, scope: "agent-only", agent: "loner" });
    expect((await call("GET", "/stats")).body.scopes.map(({ scope }: any) => scope)).to.include("agent-only");
    expect(
      (await call("GET", "/stats", undefined, { key: viewer })).body.scopes.map(({ scope }: any) => scope),
    ).to.deep.equal(["workspace"]);
  });

  it("goes out and comes in as one document and line by line", async () => {
    const [ada, acme] = [await store("Ada", ["One.", "Two."]), await store("Acme", [], { scope: "global" })];
    const { body: relation } = await call("POST", "/relations", { from: ada.id, to: acme.id, type: "works_at" });
    await call("POST", `/entities/${ada.id}/observations`, { remove: ["One."] });
    await call("PATCH", `/relations/${relation.id}`, { strength: 0.5 });
    const text = async (query: string): Promise<string> => {
      const answer = await fetch(`${server.url}/api/v1/memory/export?${query}`, {
        headers: { authorization: `Bearer ${server.adminKey}`, "accept-encoding": "gzip" },
      });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("content-encoding")).to.equal("gzip");
      return answer.text();
    };
    const document = await text("");
    const parsed = JSON.parse(document);
    expect(parsed.version).to.equal("1.0");
    expect(parsed.metadata).to.include({ backend: "embedded", entities: 2, relations: 1 });
    expect(parsed.entities[0].observations.map(({ invalidatedAt }: any) => invalidatedAt === null)).to.deep.equal([
      false,
      true,
    ]);
    const lines = await text("format=jsonl");
    expect(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).kind),
    ).to.deep.equal(["head", "entity", "entity", "relation"]);
    expect(JSON.parse(await text("scope=global")).entities.map(({ name }: any) => name)).to.deep.equal(["Acme"]);
    for (const [body, type] of [
      [document, "application/json"],
      [lines, "application/x-ndjson"],
    ] as const) {
      const other = await startTestServer();
      const send = async (rule: string): Promise<any> =>
        other.call("POST", `/api/v1/memory/import?rule=${rule}`, { body, type });
      expect((await send("fail")).body).to.deep.equal({
        ...{ created: 2, merged: 0, skipped: 0, relations: 1, joined: {}, waiting: {} },
        relationsLeftOut: { count: 0, ids: [] },
      });
      expect((await send("merge")).body).to.deep.include({ created: 0, merged: 0, skipped: 2, relations: 0 });
      expect((await send("fail")).body.code).to.equal("memory.conflict");
      const again = await other.call("GET", "/api/v1/memory/export");
      expect([again.body.entities, again.body.relations]).to.deep.equal([parsed.entities, parsed.relations]);
      await other.stop();
    }
  });

  it("finds what an import would meet, and writes nothing", async () => {
    const ada = await store("Ada", ["One."]);
    const lines = [
      { kind: "entity", id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11", name: "ADA", type: ada.type },
      { kind: "entity", id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12", name: "Grace", type: ada.type },
    ].map((each) => JSON.stringify(each));
    const found = await call("POST", "/import/conflicts", lines.join("\n"), { type: "application/x-ndjson" });
    expect(found.body).to.deep.equal({ ids: ["6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11"] });
    expect((await call("GET", "/entities")).body.items).to.have.length(1);
  });

  it("says where an import is wrong, and takes nothing of it", async () => {
    const send = async (body: string, type: string): Promise<any> =>
      (await call("POST", "/import", body, { type })).body;
    const entity = { id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11", name: "A", type: "t", observations: ["x"] };
    const wrongVersion = await send(JSON.stringify({ version: "2.0", entities: [entity] }), "application/json");
    expect(wrongVersion.code).to.equal("memory.unsupported_version");
    const wrongField = await send(
      JSON.stringify({ version: "1.0", entities: [entity, { ...entity, name: 7 }] }),
      "application/json",
    );
    expect(wrongField.errors[0].pointer).to.equal("/entities/1/name");
    const lines = [
      { kind: "entity", ...entity },
      { kind: "entity", ...entity, id: "no" },
    ].map((each) => JSON.stringify(each));
    const wrongLines = await send(`${lines.join("\n")}\n{broken\n`, "application/x-ndjson");
    expect(wrongLines.errors.map(({ line }: any) => line)).to.deep.equal([2, 3]);
    const sources = [{ source: 7 }, { agent: "no name" }, { conversationId: "no id" }, "notes.txt"];
    const entities = sources.map((provenance) => ({ ...entity, provenance }));
    const wrongSources = await send(JSON.stringify({ version: "1.0", entities }), "application/json");
    expect(wrongSources.errors.map(({ pointer }: any) => pointer)).to.deep.equal([
      "/entities/0/provenance/source",
      "/entities/1/provenance/agent",
      "/entities/2/provenance/conversationId",
      "/entities/3/provenance",
    ]);
    const relation = { id: entity.id, from: entity.id, to: entity.id, type: "t", recordedAt: "2026-01-01T00:00:00Z" };
    const past = [{ recordedAt: relation.recordedAt, supersededAt: "soon", strength: 3 }];
    const relations = [{ ...relation, changedAt: "2026-02-01T00:00:00Z", past }];
    const wrongPast = await send(JSON.stringify({ version: "1.0", relations }), "application/json");
    expect(wrongPast.errors.map(({ pointer }: any) => pointer)).to.deep.equal([
      "/relations/0/past/0/supersededAt",
      "/relations/0/past/0/strength",
    ]);
    const severalFaults = { ...entity, type: "", pinned: "yes", observations: [{ text: 1 }], metadata: [] };
    const all = await send(JSON.stringify({ version: "1.0", entities: [severalFaults] }), "application/json");
    expect(all.errors.map(({ pointer }: any) => pointer)).to.have.members(
      ["type", "pinned", "observations/0/text", "metadata"].map((field) => `/entities/0/${field}`),
    );
    for (const nonsense of [{ foo: 1 }, { version: "1.0" }]) {
      expect((await send(JSON.stringify(nonsense), "application/json")).code).to.equal("memory.invalid");
    }
    expect((await call("GET", "/entities")).body.items).to.deep.equal([]);
    expect((await call("GET", "/export", undefined, { key: await server.keyFor("operator") })).status).to.equal(403);
  });

  it("says what is wrong with a request", async () => {
    const bad = async (body: object) => (await call("POST", "/entities", body)).body;
    expect((await bad({ name: "A", type: "t" })).errors[0].pointer).to.equal("/observations");
    expect((await bad({ name: "A", type: "t", observations: [], scope: "agent-only" })).errors[0].pointer).to.equal(
      "/agent",
    );
    expect((await bad({ name: "A", type: "t", observations: ["x"], validFrom: "yesterday" })).code).to.equal(
      "request.invalid",
    );
    expect((await bad({ name: " ", type: "t", observations: [] })).code).to.equal("memory.invalid");
    expect((await bad({ name: "A", type: "t", observation: [] })).errors[0].suggestion).to.include("observations");
    expect((await call("POST", "/search", { text: "x", mode: "psychic" })).status).to.equal(422);
    expect((await call("GET", "/graph?entity=6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11&depth=99")).status).to.equal(422);
  });
});
