import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureAdminKey } from "../../../src/api/admin-key.ts";
import { createKeyring } from "../../../src/api/keyring.ts";
import { readDocument } from "../../../src/api/operations.ts";
import { hashSecret, newSecret } from "../../../src/api/secrets.ts";
import type { Role } from "../../../src/registry/stores.ts";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

interface SecuredOperation {
  readonly operationId: string;
  readonly security: readonly { readonly bearer?: readonly string[] }[];
}

const document = JSON.parse(readDocument()) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SecuredOperation>>>>;
};

const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  Object.entries(byMethod).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path: path.replace("{id}", randomUUID()).replace(/\{\w+\}/, "nobody"),
    id: operation.operationId,
    needs: operation.security.flatMap((each) => each.bearer ?? []),
  })),
);

/** What each role may do, written down a second time on purpose. */
const allowed: Record<Role, readonly string[]> = {
  viewer: ["viewer"],
  agent: ["agent"],
  operator: ["viewer", "operator"],
  admin: ["viewer", "agent", "operator", "admin"],
};

describe("API: who may do what", () => {
  let server: TestServer;
  const keys = new Map<Role, string>();

  before(async () => {
    server = await startTestServer();
    for (const role of ["viewer", "operator", "admin"] as const) keys.set(role, await server.keyFor(role));
    keys.set("agent", await server.keyFor("agent", "Greeter"));
  });
  after(() => server.stop());

  const withoutKey = new Set(["getHealth", "getReadiness"]);

  for (const { method, path, id, needs } of operations) {
    if (withoutKey.has(id)) {
      it(`${id} is open to everyone`, async () => {
        expect(needs).to.deep.equal([]);
        expect((await server.call(method, path, { key: null })).status).to.equal(200);
      });
      continue;
    }
    it(`${id} is for ${needs.join(" and ")}`, async () => {
      expect(needs).to.not.deep.equal([]);
      for (const key of [null, newSecret(), "nonsense"]) {
        const { status, headers, body } = await server.call(method, path, { key });
        expect([status, body.code]).to.deep.equal([401, "security.unauthenticated"]);
        expect(headers.get("www-authenticate")).to.equal('Bearer realm="caxton"');
      }
      for (const [role, key] of keys) {
        const { status, body } = await server.call(method, path, { key });
        if (needs.some((each) => allowed[role].includes(each))) {
          expect(status, role).to.not.be.oneOf([401, 403]);
        } else {
          expect([status, body.code], role).to.deep.equal([403, "security.forbidden"]);
          expect(body.detail, role).to.contain(needs.join(" or "));
        }
      }
    });
  }

  it("has the same key open nothing from the moment when it is revoked", async () => {
    const made = await server.call("POST", "/api/v1/api-keys", { body: { name: "soon-gone", role: "viewer" } });
    expect(made.headers.get("cache-control")).to.equal("no-store");
    const key: string = made.body.secret;
    expect((await server.call("GET", "/api/v1/agents", { key })).status).to.equal(200);
    expect((await server.call("DELETE", `/api/v1/api-keys/${made.body.id}`)).status).to.equal(204);
    expect((await server.call("GET", "/api/v1/agents", { key })).status).to.equal(401);
    expect((await server.call("DELETE", `/api/v1/api-keys/${made.body.id}`)).status).to.equal(404);
    const events = await server.call("GET", "/api/v1/events?kind=api_key.revoked");
    expect(events.body.items[0].data).to.deep.equal({ id: made.body.id, by: "user:admin" });
  });

  it("shows a secret once, and stores its hash alone", async () => {
    const { body } = await server.call("POST", "/api/v1/api-keys", {
      body: { name: "ada", role: "agent", agent: "Ada" },
    });
    expect(body.secret).to.match(/^caxton_[A-Za-z0-9_-]{43}$/);
    expect(await server.registry.apiKeys.findByHash(hashSecret(body.secret))).to.include({ id: body.id, agent: "Ada" });
    const list = await server.call("GET", "/api/v1/api-keys?limit=200");
    expect(JSON.stringify(list.body)).to.not.contain(body.secret);
  });

  it("does not let a key revoke itself, so that an admin's key is always left", async () => {
    const { body } = await server.call("GET", "/api/v1/api-keys?limit=200");
    const own = await server.registry.apiKeys.findByHash(hashSecret(server.adminKey));
    expect(body.items.map((each: { id: string }) => each.id)).to.include(own?.id);
    const answer = await server.call("DELETE", `/api/v1/api-keys/${own?.id}`);
    expect([answer.status, answer.body.code]).to.deep.equal([409, "security.own_key"]);
  });

  it("wants an agent for a key of role agent, and for no other", async () => {
    for (const body of [
      { name: "x", role: "agent" },
      { name: "x", role: "viewer", agent: "Ada" },
    ]) {
      const answer = await server.call("POST", "/api/v1/api-keys", { body });
      expect([answer.status, answer.body.errors[0].pointer]).to.deep.equal([422, "/agent"]);
    }
  });
});

describe("the admin key", () => {
  let folder: string;
  let file: string;
  let store: TemporaryRegistry;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-admin-key-"));
    file = join(folder, "data", "admin.key");
    store = await temporaryRegistry();
  });
  afterEach(async () => {
    await store.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const ensure = () => ensureAdminKey({ apiKeys: store.registry.apiKeys, file });

  it("is made once, readable for its owner only", async () => {
    const first = await ensure();
    expect(first.created).to.equal(true);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect((await readFile(file, "utf8")).trim()).to.equal(first.secret);
    const second = await ensure();
    expect([second.created, second.secret]).to.deep.equal([false, first.secret]);
    expect(await store.registry.apiKeys.count()).to.equal(1);
  });

  it("is closed to others again where somebody opened it", async () => {
    await ensure();
    await chmod(file, 0o644);
    await ensure();
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });

  it("is made anew where the file is lost, garbage, or names a key that was revoked", async () => {
    const first = await ensure();
    await rm(file);
    const second = await ensure();
    expect([second.created, second.secret === first.secret]).to.deep.equal([true, false]);
    await writeFile(file, "garbage");
    expect((await ensure()).created).to.equal(true);
    const third = await ensure();
    await store.registry.apiKeys.remove(third.record.id);
    expect((await ensure()).created).to.equal(true);
  });
});

describe("the memory of API keys", () => {
  it("does not remember a key that was revoked while it was looked up", async () => {
    const { registry, remove } = await temporaryRegistry();
    const secret = newSecret();
    const record = {
      id: randomUUID(),
      name: "ada",
      role: "viewer",
      agent: null,
      createdAt: "2026-01-01T00:00:00.000Z",
      lastUsedAt: null,
    } as const;
    await registry.apiKeys.insert(record, hashSecret(secret));
    const keyring = createKeyring({
      apiKeys: {
        touch: registry.apiKeys.touch,
        findByHash: async (hash) => {
          const found = await registry.apiKeys.findByHash(hash);
          await registry.apiKeys.remove(record.id);
          keyring.forget(record.id);
          return found;
        },
      },
      clock: () => new Date(),
      ttlMs: 60_000,
      onFault: (error) => expect.fail(String(error)),
    });
    expect(await keyring.find(secret)).to.include({ id: record.id });
    expect(await keyring.find(secret)).to.equal(null);
    await remove();
  });

  it("asks again when the time is up, and writes the last use once a minute", async () => {
    const { registry, remove } = await temporaryRegistry();
    let now = Date.parse("2026-01-01T00:00:00.000Z");
    let looked = 0;
    const secret = newSecret();
    const record = {
      id: randomUUID(),
      name: "ada",
      role: "viewer",
      agent: null,
      createdAt: "2026-01-01T00:00:00.000Z",
      lastUsedAt: null,
    } as const;
    await registry.apiKeys.insert(record, hashSecret(secret));
    const keyring = createKeyring({
      apiKeys: {
        touch: registry.apiKeys.touch,
        findByHash: async (hash) => {
          looked += 1;
          return registry.apiKeys.findByHash(hash);
        },
      },
      clock: () => new Date(now),
      ttlMs: 5_000,
      onFault: (error) => expect.fail(String(error)),
    });
    const lastUse = async () => (await registry.apiKeys.findByHash(hashSecret(secret)))?.lastUsedAt;
    await keyring.find(secret);
    await keyring.find(secret);
    expect(looked).to.equal(1);
    now += 5_000;
    await keyring.find(secret);
    expect(looked).to.equal(2);
    expect(await lastUse()).to.equal("2026-01-01T00:00:00.000Z");
    now += 60_000;
    await keyring.find(secret);
    expect(await lastUse()).to.equal("2026-01-01T00:01:05.000Z");
    await remove();
  });
});
