import { expect } from "chai";
import { createHash } from "node:crypto";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { startTestServer, type Reply, type TestServer } from "../../support/api-server.ts";
import { guest } from "../../support/guests.ts";
import { eventually } from "../../support/server-process.ts";

const away = async (): Promise<never> => {
  throw new CaxtonError("database.unavailable", "The disk is full.");
};

describe("API: Idempotency-Key after failures", () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.stop());

  const headers = { "idempotency-key": "one" };
  const key = { name: "ada", role: "viewer" };

  const post = async (path: string, body: unknown): Promise<Reply> =>
    server.call("POST", `/api/v1/${path}`, { body, headers });

  const keysCalled = async (name: string): Promise<readonly { readonly id: string }[]> =>
    (await server.call("GET", "/api/v1/api-keys")).body.items.filter((each: { name: string }) => each.name === name);

  /** Creates the state after a first request with this body that ended before its answer was stored. */
  const brokenOff = async (path: string, bodyHash: string): Promise<string> => {
    const [admin] = await keysCalled("admin");
    const { idempotency } = server.registry;
    const claim = await idempotency.claim(`${admin?.id}:POST /api/v1/${path}:one`, bodyHash, new Date().toISOString());
    await idempotency.releaseAbandoned();
    return claim.kind === "claimed" ? claim.claimId : expect.fail(claim.kind);
  };

  const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

  it("replaces the API key whose secret was lost with one that works when the request is repeated", async () => {
    const id = await brokenOff("api-keys", hashOf(JSON.stringify(key)));
    const record = {
      id,
      ...key,
      role: "viewer",
      agent: null,
      createdAt: new Date(0).toISOString(),
      lastUsedAt: null,
    } as const;
    await server.registry.apiKeys.insert(record, "hash of a secret that died with the server");
    const repeated = await post("api-keys", key);
    expect([repeated.status, repeated.body.id]).to.deep.equal([201, id]);
    expect(await keysCalled("ada")).to.have.length(1);
    expect(await server.registry.apiKeys.findByHash("hash of a secret that died with the server")).to.equal(null);
    expect((await server.call("GET", "/api/v1/agents", { key: repeated.body.secret })).status).to.equal(200);
    const third = await post("api-keys", key);
    expect(third.headers.get("idempotency-replayed")).to.equal("true");
    expect(third.body).to.deep.equal(repeated.body);
  });

  it("answers a repeated upload with the tool that exists, and refuses another tool with the same name", async () => {
    const module = guest();
    const manifest = { name: "mirror", description: "Gives its arguments back", input_schema: { type: "object" } };
    const upload = async (more: object, idempotencyKey: Record<string, string>): Promise<Reply> => {
      const form = new FormData();
      form.set("manifest", JSON.stringify({ ...manifest, ...more }));
      form.set("module", new Blob([Buffer.from(module)]), "module.wasm");
      const response = await fetch(`${server.url}/api/v1/tools`, {
        method: "POST",
        body: form,
        headers: { authorization: `Bearer ${server.adminKey}`, ...idempotencyKey },
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    const bodyHash = createHash("sha256").update(JSON.stringify(manifest)).update("\0").update(module).digest("hex");
    expect((await upload({}, {})).status).to.equal(201);
    await brokenOff("tools", bodyHash);
    const repeated = await upload({}, headers);
    expect([repeated.status, repeated.body.name]).to.deep.equal([201, "mirror"]);
    expect(repeated.headers.get("location")).to.equal("/api/v1/tools/mirror");
    // A form with another boundary between its parts has the same body.
    expect((await upload({}, headers)).headers.get("idempotency-replayed")).to.equal("true");
    const other = await upload({ description: "Another" }, { "idempotency-key": "two" });
    expect([other.status, other.body.code]).to.deep.equal([409, "tool.already_exists"]);
  });

  it("repeats an answer from memory while it cannot be stored, and stores it when that is possible again", async () => {
    const { idempotency } = server.registry;
    const { complete } = idempotency;
    Object.assign(idempotency, { complete: away });
    const first = await post("api-keys", key);
    expect(first.status).to.equal(201);
    const second = await post("api-keys", key);
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await post("api-keys", { ...key, name: "bob" })).body.code).to.equal("request.idempotency_conflict");
    let kept = 0;
    Object.assign(idempotency, {
      complete: async (...args: Parameters<typeof complete>) => {
        await complete(...args);
        kept += 1;
      },
    });
    await eventually(async () => (kept > 0 ? true : null));
    expect((await post("api-keys", key)).body).to.deep.equal(first.body);
    expect(kept).to.equal(1);
    expect(await keysCalled("ada")).to.have.length(1);
  });

  it("allows a failed request to be repeated at once, even if its failure could not be stored", async () => {
    const { apiKeys, idempotency } = server.registry;
    const { insert } = apiKeys;
    const { abandon } = idempotency;
    Object.assign(apiKeys, { insert: away });
    Object.assign(idempotency, { abandon: away });
    expect((await post("api-keys", key)).status).to.equal(503);
    expect((await post("api-keys", key)).status, "still away").to.equal(503);
    Object.assign(apiKeys, { insert });
    Object.assign(idempotency, { abandon });
    expect((await post("api-keys", key)).status).to.equal(201);
    expect(await keysCalled("ada")).to.have.length(1);
  });
});
