import { expect } from "chai";
import type { AgentName } from "../../../src/domain/ids.ts";
import type { ApiKeyRecord, EventFilter, Registry } from "../../../src/registry/stores.ts";
import { anEvent, newConversationId } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

describe("the event store", () => {
  let temporary: TemporaryRegistry;
  let registry: Registry;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
    ({ registry } = temporary);
  });
  afterEach(async () => temporary.remove());

  const greeter = "Greeter" as AgentName;
  const conversationId = newConversationId();
  const four = [
    anEvent({ key: "1", time: at(1), kind: "agent.loaded", agent: greeter }),
    anEvent({ key: "2", time: at(2), conversationId, data: { nested: [1, { a: null }] } }),
    anEvent({ key: "3", time: at(3), agent: greeter, conversationId, traceId: "f".repeat(32) }),
    anEvent({ key: "4", time: at(4), kind: "agent.loaded" }),
  ];

  const keysAfter = async (filter: EventFilter, after = 0, limit = 10) =>
    (await registry.events.after(filter, after, limit)).map(({ key }) => key).join("");
  const keysListed = async (filter: EventFilter) => {
    let keys = "";
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Registry["events"]["list"]>> = await registry.events.list(filter, {
        limit: 1,
        cursor,
      });
      keys += page.items.map(({ key }) => key).join("");
      cursor = page.nextCursor;
    } while (cursor !== null);
    return keys;
  };

  it("gives events back as they were, each with a number that grows", async () => {
    await registry.events.append(four);
    const stored = await registry.events.after({}, 0, 10);
    expect(stored.map(({ seq: _seq, ...event }) => event)).to.deep.equal(four);
    const numbers = stored.map(({ seq }) => seq);
    expect(numbers).to.deep.equal(numbers.toSorted((a, b) => a - b));
    expect(await keysAfter({}, numbers[1])).to.equal("34");
    expect(await keysAfter({}, 0, 2)).to.equal("12");
    expect((await registry.events.list({}, { limit: 10, cursor: null })).items).to.deep.equal(stored.toReversed());
  });

  it("keeps the first event of a key", async () => {
    await registry.events.append(four);
    await registry.events.append([anEvent({ key: "2", kind: "another" }), anEvent({ key: "5" })]);
    await registry.events.append([]);
    expect(await keysAfter({})).to.equal("12345");
    expect(await keysAfter({ kind: "another" })).to.equal("");
  });

  it("filters the same way forwards and backwards", async () => {
    await registry.events.append(four);
    const cases: readonly (readonly [EventFilter, string])[] = [
      [{}, "1234"],
      [{ agent: greeter }, "13"],
      [{ kind: "agent.loaded" }, "14"],
      [{ conversationId }, "23"],
      [{ since: at(2), until: at(4) }, "23"],
      [{ agent: greeter, kind: "agent.loaded", since: at(1) }, "1"],
      [{ agent: "Nobody" as AgentName }, ""],
    ];
    for (const [filter, keys] of cases) {
      expect(await keysAfter(filter), JSON.stringify(filter)).to.equal(keys);
      expect(await keysListed(filter), JSON.stringify(filter)).to.equal([...keys].toReversed().join(""));
    }
  });
});

describe("the store of API keys", () => {
  let temporary: TemporaryRegistry;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
  });
  afterEach(async () => temporary.remove());

  const aKey = (id: string, second: number): ApiKeyRecord => ({
    id,
    name: `key ${id}`,
    role: "operator",
    agent: null,
    createdAt: at(second),
    lastUsedAt: null,
  });

  it("finds a key by its hash, notes its use and forgets it", async () => {
    const { apiKeys } = temporary.registry;
    expect(await apiKeys.count()).to.equal(0);
    await apiKeys.insert(aKey("a", 1), "hash of a");
    expect(await apiKeys.count()).to.equal(1);
    await apiKeys.touch("a", at(5));
    expect(await apiKeys.findByHash("hash of a")).to.deep.equal({ ...aKey("a", 1), lastUsedAt: at(5) });
    expect(await apiKeys.findByHash("hash of b")).to.equal(null);
    expect(await apiKeys.remove("a")).to.equal(true);
    expect(await apiKeys.remove("a")).to.equal(false);
    expect(await apiKeys.findByHash("hash of a")).to.equal(null);
  });

  it("lists the oldest first, page by page", async () => {
    const { apiKeys } = temporary.registry;
    for (const key of [aKey("c", 1), aKey("b", 2), aKey("a", 2), aKey("d", 3)]) await apiKeys.insert(key, key.id);
    const first = await apiKeys.list({ limit: 2, cursor: null });
    const rest = await apiKeys.list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ id }) => id)).to.deep.equal(["c", "a", "b", "d"]);
    expect(first.items[0]).to.deep.equal(aKey("c", 1));
    expect(rest.nextCursor).to.equal(null);
  });
});

describe("the store of idempotent answers", () => {
  let temporary: TemporaryRegistry;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
  });
  afterEach(async () => temporary.remove());

  it("lets one request claim a key, and gives its answer to the others", async () => {
    const { idempotency } = temporary.registry;
    const claim = async (body = "body") => idempotency.claim("key", body, at(1));
    const [first, ...others] = await Promise.all([claim(), claim(), claim("other")]);
    expect(first.kind).to.equal("claimed");
    expect(others).to.deep.equal([{ kind: "in-progress" }, { kind: "different" }]);
    await idempotency.complete("key", { status: 201 });
    expect(await claim()).to.deep.equal({ kind: "answered", answer: { status: 201 } });
    expect(await claim("other")).to.deep.equal({ kind: "different" });
    await idempotency.release("key");
    expect((await claim()).kind, "an answer is not released").to.equal("answered");
  });

  it("gives whoever resumes a request the id that it had", async () => {
    const { idempotency } = temporary.registry;
    const claim = async () => idempotency.claim("key", "body", at(1));
    const first = await claim();
    await idempotency.abandon("key");
    const second = await claim();
    expect(second).to.deep.equal({ ...first, kind: "resumed" });
    await idempotency.complete("key", {});
    await idempotency.abandon("key");
    expect((await claim()).kind, "an answer is not abandoned").to.equal("answered");
  });

  it("lets a key be claimed again after a failure, resumed after a crash, and claimed anew when it is old", async () => {
    const { idempotency } = temporary.registry;
    const claim = async (key: string, second = 1) => (await idempotency.claim(key, "body", at(second))).kind;
    expect(await claim("failed")).to.equal("claimed");
    await idempotency.release("failed");
    expect(await claim("failed")).to.equal("claimed");

    expect(await claim("done")).to.equal("claimed");
    await idempotency.complete("done", {});
    expect(await idempotency.releaseAbandoned()).to.equal(1);
    expect(await idempotency.releaseAbandoned()).to.equal(0);
    expect((await idempotency.claim("failed", "other body", at(9))).kind).to.equal("different");
    expect(await claim("failed", 9)).to.equal("resumed");
    expect(await claim("failed", 9)).to.equal("in-progress");
    expect(await claim("done")).to.equal("answered");

    await idempotency.sweep(at(5));
    expect(await claim("done")).to.equal("claimed");
    expect(await claim("failed")).to.equal("in-progress");
  });
});
