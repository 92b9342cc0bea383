/** Walks along relations, merges, validity and erasure over REST. */
import { expect } from "chai";
import { startTestServer, type TestServer } from "../../support/api-server.ts";

describe("API: memory, relations and merges", function () {
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
  const relate = async (from: any, type: string, to: any, more: object = {}): Promise<any> => {
    const { status, body } = await call("POST", "/relations", { from: from.id, to: to.id, type, ...more });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const names = (entities: readonly any[]): readonly string[] => entities.map(({ name }) => name);
  const textsOf = (entity: any): readonly string[] => entity.observations.map(({ text }: any) => text);
  const at = (time: string): string => encodeURIComponent(time);

  it("walks by type, direction, strength, depth and limit", async () => {
    const [ada, acme, bob, eve] = [await store("Ada"), await store("Acme"), await store("Bob"), await store("Eve")];
    await relate(ada, "works_at", acme, { strength: 0.9 });
    await relate(bob, "works_at", acme, { strength: 0.4 });
    await relate(ada, "knows", eve, { strength: 0.2 });
    const graph = async (query: string): Promise<readonly string[]> => {
      const { status, body } = await call("GET", `/graph?entity=${ada.id}&${query}`);
      expect(status, JSON.stringify(body)).to.equal(200);
      return names(body.entities).slice(1).toSorted();
    };
    expect(await graph("type=works_at")).to.deep.equal(["Acme"]);
    expect(await graph("type=works_at&type=knows")).to.deep.equal(["Acme", "Eve"]);
    expect(await graph("type=works_at&depth=2")).to.deep.equal(["Acme", "Bob"]);
    expect(await graph("depth=2&direction=out")).to.deep.equal(["Acme", "Eve"]);
    expect(await graph("depth=2&minStrength=0.5")).to.deep.equal(["Acme"]);
    expect(await graph("depth=2&limit=2")).to.have.length(1);
    const walk = (await call("GET", `/traversal?entity=${ada.id}&depth=2&type=works_at`)).body.items;
    expect(walk.map(({ entity, depth, by }: any) => [entity.name, depth, by?.type ?? null])).to.deep.equal([
      ["Ada", 0, null],
      ["Acme", 1, "works_at"],
      ["Bob", 2, "works_at"],
    ]);
  });

  it("finds the shortest path, in the direction that is asked for", async () => {
    const [ada, acme, bob] = [await store("Ada"), await store("Acme"), await store("Bob")];
    await relate(ada, "works_at", acme);
    const second = await relate(bob, "works_at", acme);
    const path = async (query: string): Promise<any> =>
      (await call("GET", `/path?from=${ada.id}&to=${bob.id}&${query}`)).body;
    const found = await path("");
    expect(found.hops).to.equal(2);
    expect(found.items.map(({ entity }: any) => entity.name)).to.deep.equal(["Ada", "Acme", "Bob"]);
    expect(found.items[2].by).to.deep.equal(second);
    expect(await path("direction=out")).to.deep.equal({ hops: null, items: [] });
    expect((await path("type=knows&type=works_at")).hops).to.equal(2);
    expect((await path("type=knows")).hops).to.equal(null);
    const nobody = ada.id.replace(/^.{8}/, "00000000");
    expect((await call("GET", `/path?from=${ada.id}&to=${nobody}`)).body.code).to.equal("memory.not_found");
    expect((await call("GET", `/path?from=${ada.id}`)).body.errors[0].parameter).to.equal("to");
  });

  it("takes a parameter several times only where it is a list", async () => {
    const { id } = await store("Ada");
    const { body } = await call("GET", `/graph?entity=${id}&depth=1&depth=2`);
    expect(body.errors[0]).to.deep.include({ parameter: "depth" });
    expect((await call("GET", `/graph?entity=${id}&type=${"x".repeat(200)}`)).body.errors[0].parameter).to.equal(
      "type",
    );
    expect(names((await call("GET", "/entities?type=person&type=THING")).body.items)).to.deep.equal(["Ada"]);
    expect((await call("GET", "/entities?type=person")).body.items).to.deep.equal([]);
  });

  it("changes a relation with its ETag, and shows what it was", async () => {
    const [ada, acme] = [await store("Ada"), await store("Acme")];
    const relation = await relate(ada, "works_at", acme, { strength: 0.9 });
    const path = `/relations/${relation.id}`;
    const read = await call("GET", `/relations/${relation.id.toUpperCase()}`);
    expect(read.body).to.deep.equal(relation);
    const headers = { "if-match": read.headers.get("etag") };
    const change = { strength: 0.4, metadata: { note: 1 }, validTo: "2026-01-01T00:00:00Z" };
    const changed = await call("PATCH", path, change, { headers });
    expect(changed.status).to.equal(200);
    expect(changed.body).to.deep.equal({ ...relation, ...change, validTo: "2026-01-01T00:00:00.000Z" });
    expect((await call("GET", path)).headers.get("etag")).to.equal(changed.headers.get("etag"));
    expect((await call("PATCH", path, { strength: 0.1 }, { headers })).status).to.equal(412);
    expect((await call("DELETE", path, undefined, { headers })).status).to.equal(412);
    expect((await call("GET", "/relations")).body.items).to.deep.equal([]);
    expect((await call("GET", `${path}?validAt=${at("2025-06-01T00:00:00Z")}`)).body).to.deep.equal(changed.body);
    const before = (await call("GET", `${path}?asOf=${at(relation.recordedAt)}`)).body;
    expect(before).to.deep.equal({ ...relation, invalidatedAt: before.invalidatedAt });
    await relate(ada, "works_at", acme, { validFrom: "2026-05-01T00:00:00Z" });
    expect((await call("PATCH", path, { validTo: null })).body.code).to.equal("memory.conflict");
    expect((await call("PATCH", path, { strength: 2 })).status).to.equal(422);
    expect((await call("PATCH", path, { type: "owns" })).status).to.equal(422);
    const viewer = await server.keyFor("viewer");
    expect((await call("PATCH", path, { strength: 0.1 }, { key: viewer })).status).to.equal(403);
    expect((await call("DELETE", path, undefined, { headers: { "if-match": "*" } })).status).to.equal(204);
    expect((await call("GET", path)).body.code).to.equal("memory.not_found");
    expect((await call("PATCH", path, { strength: 0.1 })).body.code).to.equal("memory.not_found");
  });

  it("merges entities once, and undoes it", async () => {
    const [robert, bob] = [await store("Robert", ["Likes tea."]), await store("Bob", ["Has a dog."])];
    const body = { into: robert.id, others: [bob.id] };
    const headers = { "idempotency-key": "merge-1" };
    const merged = await call("POST", "/merges", body, { headers });
    expect(merged.status).to.equal(201);
    expect(merged.headers.get("location")).to.equal(`/api/v1/memory/merges/${merged.body.id}`);
    expect(textsOf(merged.body.entity)).to.include.members(["Likes tea.", "Has a dog."]);
    const again = await call("POST", "/merges", body, { headers });
    expect([again.headers.get("idempotency-replayed"), again.body]).to.deep.equal(["true", merged.body]);
    expect((await call("GET", `/entities/${bob.id}`)).status).to.equal(404);
    const { items, nextCursor } = (await call("GET", "/merges")).body;
    expect(items).to.deep.equal([
      {
        ...{ id: merged.body.id, scope: "workspace", agent: null, mergedAt: items[0].mergedAt, undoneAt: null },
        into: { id: robert.id, name: "Robert", type: "thing" },
        others: [{ id: bob.id, name: "Bob", type: "thing" }],
      },
    ]);
    expect(nextCursor).to.equal(null);
    expect((await call("GET", `/merges/${merged.body.id.toUpperCase()}`)).body).to.deep.equal(items[0]);
    const before = (await call("GET", `/entities/${bob.id}?asOf=${at(bob.recordedAt)}`)).body;
    expect(before).to.deep.include({ name: "Bob", mergedInto: robert.id });
    expect(before.invalidatedAt).to.be.a("string");
    expect((await call("DELETE", `/merges/${merged.body.id.toUpperCase()}`)).status).to.equal(204);
    expect((await call("GET", `/entities/${bob.id}`)).body).to.deep.equal(bob);
    expect((await call("GET", `/entities/${robert.id}`)).body).to.deep.equal(robert);
    expect((await call("DELETE", `/merges/${merged.body.id}`)).body.code).to.equal("memory.not_found");
    expect((await call("GET", `/merges/${merged.body.id}`)).body.undoneAt).to.be.a("string");
    expect((await call("POST", "/merges", { into: bob.id, others: [bob.id] })).body.code).to.equal("memory.invalid");
    expect((await call("POST", "/merges", { into: bob.id, others: [] })).status).to.equal(422);
    const viewer = await server.keyFor("viewer");
    expect((await call("POST", "/merges", body, { key: viewer })).status).to.equal(403);
  });

  it("does not merge what the caller may not change", async () => {
    const [secret, other] = [
      await store("Secret", [], { scope: "global" }),
      await store("Other", [], { scope: "global" }),
    ];
    const operator = await server.keyFor("operator");
    const refused = await call("POST", "/merges", { into: secret.id, others: [other.id] }, { key: operator });
    expect(refused.body.code).to.equal("memory.not_found");
    const { body } = await call("POST", "/merges", { into: secret.id, others: [other.id] });
    expect((await call("DELETE", `/merges/${body.id}`, undefined, { key: operator })).status).to.equal(404);
    const list = async (query: string): Promise<readonly string[]> =>
      (await call("GET", `/merges?${query}`, undefined, { key: operator })).body.items.map(({ id }: any) => id);
    expect(await list("scope=workspace")).to.deep.equal([]);
    expect(await list("scope=global&limit=1")).to.deep.equal([body.id]);
    expect((await call("GET", "/merges?agent=ada", undefined, { key: operator })).status).to.equal(403);
  });

  it("adds and takes away observations together, or neither", async () => {
    const ada = await store("Ada", ["keep me"]);
    const path = `/entities/${ada.id}/observations`;
    const refused = await call("POST", path, { remove: ["keep me"], add: [" "] });
    expect([refused.status, refused.body.code]).to.deep.equal([422, "memory.invalid"]);
    expect((await call("GET", `/entities/${ada.id}`)).body).to.deep.equal(ada);
    const headers = {
      "idempotency-key": "change-1",
      "if-match": String((await call("GET", `/entities/${ada.id}`)).headers.get("etag")),
    };
    const body = { remove: ["keep me"], add: ["New."] };
    const changed = await call("POST", path, body, { headers });
    expect(textsOf(changed.body)).to.deep.equal(["New."]);
    expect((await call("POST", path, body, { headers })).headers.get("idempotency-replayed")).to.equal("true");
    const late = await call("POST", path, body, { headers: { "if-match": headers["if-match"] } });
    expect(late.body.code).to.equal("request.precondition_failed");
    expect(changed.headers.get("etag")).to.equal((await call("GET", `/entities/${ada.id}`)).headers.get("etag"));
  });

  it("shows where a relation came from, and since when it no longer counts", async () => {
    const [ada, acme] = [await store("Ada"), await store("Acme")];
    const related = await relate(ada, "works_at", acme);
    expect(related.provenance).to.deep.include({ agent: null, conversationId: null });
    expect(related.provenance.source).to.match(/^key /);
    expect(related).to.deep.include({ invalidatedAt: null });
    expect(ada).to.deep.include({ invalidatedAt: null, mergedInto: null });
    await call("DELETE", `/relations/${related.id}`);
    const before = (await call("GET", `/relations?asOf=${at(related.recordedAt)}`)).body.items[0];
    expect(before.id).to.equal(related.id);
    expect(before.invalidatedAt).to.be.a("string");
  });

  it("says until when something was true, and reads what was true at another time", async () => {
    const [ada, acme, expo] = [
      await store("Ada"),
      await store("Acme"),
      await store("Expo", [], { validFrom: "2020-05-01T00:00:00Z", validTo: "2020-05-04T00:00:00Z" }),
    ];
    const times = { validFrom: "2019-01-01T00:00:00Z", validTo: "2021-01-01T00:00:00Z" };
    await relate(ada, "works_at", acme, times);
    const list = async (query: string): Promise<readonly string[]> =>
      names((await call("GET", `/entities?${query}`)).body.items);
    expect(await list("")).to.deep.equal(["Ada", "Acme"]);
    expect(await list(`validAt=${at("2020-05-02T00:00:00Z")}`)).to.deep.equal(["Ada", "Acme", "Expo"]);
    const during = at("2020-05-02T00:00:00Z");
    expect((await call("GET", "/relations")).body.items).to.have.length(0);
    expect((await call("GET", `/relations?validAt=${during}`)).body.items).to.have.length(1);
    expect((await call("GET", `/path?from=${ada.id}&to=${acme.id}`)).body.hops).to.equal(null);
    expect((await call("GET", `/path?from=${ada.id}&to=${acme.id}&validAt=${during}`)).body.hops).to.equal(1);
    expect(names((await call("GET", `/graph?entity=${ada.id}&validAt=${during}`)).body.entities)).to.have.length(2);
    expect((await call("GET", `/entities/${expo.id}?validAt=${at("2030-01-01T00:00:00Z")}`)).status).to.equal(404);
    const found = async (more: object): Promise<readonly string[]> =>
      names(
        (await call("POST", "/search", { text: "Expo", mode: "keyword", ...more })).body.items.map(
          (each: any) => each.entity,
        ),
      );
    expect(await found({})).to.deep.equal([]);
    expect(await found({ validAt: "2020-05-02T00:00:00Z" })).to.deep.equal(["Expo"]);
    const counts = async (query: string): Promise<any> => (await call("GET", `/stats?${query}`)).body;
    expect(await counts("")).to.deep.include({ entities: 3, relations: 1 });
    expect(await counts(`validAt=${at("2018-01-01T00:00:00Z")}`)).to.deep.include({ entities: 2, relations: 0 });
    expect(await counts(`asOf=${at("2018-01-01T00:00:00Z")}`)).to.deep.include({ entities: 0, relations: 0 });
    const longer = await call("PATCH", `/entities/${expo.id}`, { validTo: null });
    expect(longer.body).to.deep.include({ validFrom: "2020-05-01T00:00:00.000Z", validTo: null });
    expect(await list("")).to.deep.equal(["Ada", "Acme", "Expo"]);
  });

  it("erases one observation or relation, and lists what was erased", async () => {
    const [ada, acme] = [await store("Ada", ["Secret.", "Public."]), await store("Acme")];
    const related = await relate(ada, "works_at", acme);
    const erased = await call("POST", `/entities/${ada.id}/observations/erase`, { texts: ["secret."] });
    expect([erased.status, textsOf(erased.body)]).to.deep.equal([200, ["Public."]]);
    expect(erased.headers.get("etag")).to.match(/^"[0-9a-f]{32}"$/);
    expect(textsOf((await call("GET", `/entities/${ada.id}?asOf=${at(ada.recordedAt)}`)).body)).to.deep.equal([
      "Public.",
    ]);
    const missing = await call("POST", `/entities/${ada.id}/observations/erase`, { texts: ["Never said."] });
    expect(missing.body.code).to.equal("memory.not_found");
    expect((await call("DELETE", `/relations/${related.id}?erase=true`)).status).to.equal(204);
    expect((await call("GET", `/relations?asOf=${at(related.recordedAt)}`)).body.items).to.deep.equal([]);
    expect((await call("DELETE", `/entities/${acme.id}?erase=true`)).status).to.equal(204);
    const first = (await call("GET", "/erasures?limit=2")).body;
    const second = (await call("GET", `/erasures?limit=2&cursor=${first.nextCursor}`)).body;
    const items: readonly any[] = [...first.items, ...second.items];
    expect(items.map(({ erasedAt: _erasedAt, ...each }) => each)).to.have.deep.members([
      { id: acme.id, kind: "entity", entity: null, recordedAt: null },
      { id: related.id, kind: "relation", entity: null, recordedAt: null },
      {
        ...{ kind: "observation", entity: ada.id, recordedAt: ada.observations[0].recordedAt },
        id: items.find(({ kind }) => kind === "observation")?.id,
      },
    ]);
    expect(second.nextCursor).to.equal(null);
    expect((await call("GET", "/erasures", undefined, { key: await server.keyFor("operator") })).status).to.equal(403);
  });

  it("finds probable duplicates", async () => {
    const [one, other] = [
      await store("Ada Lovelace", ["Wrote a program."]),
      await store("Lovelace, Ada", ["Likes tea."]),
    ];
    await store("Charles Babbage");
    const pairs: any[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const { body }: any = await call("GET", `/duplicates?limit=10${cursor === "" ? "" : `&cursor=${cursor}`}`);
      pairs.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(pairs).to.have.length(1);
    expect(pairs[0].entities.map(({ id }: any) => id)).to.have.members([one.id, other.id]);
    expect(pairs[0].sameName).to.equal(true);
  });
});
