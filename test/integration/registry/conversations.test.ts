import { expect } from "chai";
import type { Sender, VersionHash } from "../../../src/domain/ids.ts";
import type { ConversationFilter, ConversationStore, Registry } from "../../../src/registry/stores.ts";
import { aRecord, anOpening, newConversationId } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const ada = "user:ada" as Sender;

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

const anOpeningAt = (second: number, id = newConversationId()) => ({
  id,
  protocol: "request-reply" as const,
  initiator: ada,
  staysOpen: true,
  createdAt: at(second),
  expiresAt: at(second + 60),
});

describe("the conversation store", () => {
  let temporary: TemporaryRegistry;
  let registry: Registry;
  let conversations: ConversationStore;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
    ({ registry } = temporary);
    ({ conversations } = registry);
  });
  afterEach(async () => temporary.remove());

  const idsIn = async (filter: ConversationFilter, limit = 2): Promise<readonly string[]> => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ConversationStore["list"]>> = await conversations.list(filter, { limit, cursor });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  };

  it("writes a conversation once, with who began it", async () => {
    const opening = anOpeningAt(0);
    await conversations.ensure(opening);
    await conversations.ensure({ ...opening, protocol: "inform", initiator: "user:eve" as Sender });
    expect(await conversations.find(opening.id)).to.deep.equal({
      id: opening.id,
      protocol: "request-reply",
      state: "initiated",
      outcome: null,
      error: null,
      initiator: ada,
      staysOpen: true,
      createdAt: at(0),
      updatedAt: at(0),
      expiresAt: at(60),
      participants: [{ participant: ada, versionHash: null }],
    });
    expect(await conversations.find(newConversationId())).to.equal(null);
  });

  it("keeps the state in which a conversation finished", async () => {
    const { id } = anOpeningAt(0);
    await conversations.ensure(anOpeningAt(0, id));
    const error = { code: "llm.timeout", message: "It took too long." };
    await conversations.setState({ id, state: "failed", outcome: null, error, at: at(1) });
    await conversations.setState({ id, state: "completed", outcome: "answered", error: null, at: at(2) });
    expect(await conversations.find(id)).to.deep.include({ state: "failed", outcome: null, error, updatedAt: at(1) });
    await registry.messages.insert(aRecord({ conversationId: id, timestamp: at(3) }));
    expect(await conversations.find(id)).to.deep.include({ state: "failed", updatedAt: at(1) });
  });

  it("lists the newest first, page by page, with every filter", async () => {
    const openings = [1, 2, 2, 2, 3].map((second) => anOpeningAt(second));
    for (const opening of openings) await conversations.ensure(opening);
    const all = openings
      .toSorted((a, b) => (`${a.createdAt}${a.id}` < `${b.createdAt}${b.id}` ? 1 : -1))
      .map(({ id }) => id);
    expect(await idsIn({})).to.deep.equal(all);
    expect(await idsIn({}, 1)).to.deep.equal(all);

    const [first, second] = openings;
    if (first === undefined || second === undefined) throw new TypeError("There are five.");
    await conversations.setState({ id: first.id, state: "expired", outcome: null, error: null, at: at(9) });
    expect(await idsIn({ state: "expired" })).to.deep.equal([first.id]);
    expect(await idsIn({ state: "initiated" })).to.deep.equal(all.filter((id) => id !== first.id));
    expect(await idsIn({ protocol: "inform" })).to.deep.equal([]);
    await registry.messages.insert(aRecord({ conversationId: second.id, sender: "user:eve" as Sender }));
    expect(await idsIn({ participant: "user:eve" as Sender })).to.deep.equal([second.id]);
    expect(await idsIn({ participant: ada, state: "expired", protocol: "request-reply" })).to.deep.equal([first.id]);
    const { items } = await conversations.list({}, { limit: 10, cursor: null });
    expect(items.at(-1)).to.deep.equal(await conversations.find(first.id));
  });

  it("repeats and leaves out nothing when conversations begin between two pages", async () => {
    const openings = [1, 2, 3, 4].map((second) => anOpeningAt(second));
    for (const opening of openings) await conversations.ensure(opening);
    const first = await conversations.list({}, { limit: 2, cursor: null });
    await conversations.ensure(anOpeningAt(9));
    const rest = await conversations.list({}, { limit: 10, cursor: first.nextCursor });
    expect(rest.items.map(({ createdAt }) => createdAt)).to.deep.equal([at(2), at(1)]);
  });

  it("keeps the version that an agent first had in it", async () => {
    const record = aRecord();
    await registry.messages.open(anOpening(record, [], true));
    const id = record.message.conversationId;
    const greeter = "agent:Greeter" as Sender;
    for (const hash of ["1", "2"]) {
      await registry.journal.conclude({
        turn: null,
        modelCall: null,
        reply: aRecord({ conversationId: id, sender: greeter }, { answers: record.message.id, status: "settled" }),
        participant: { sender: greeter, versionHash: hash.repeat(64) as VersionHash },
        settled: null,
        conversation: null,
        events: [],
      });
    }
    expect((await conversations.find(id))?.participants).to.deep.equal([
      { participant: ada, versionHash: null },
      { participant: greeter, versionHash: "1".repeat(64) },
    ]);
  });
});
