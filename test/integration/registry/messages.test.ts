import { expect } from "chai";
import type { AgentName, Capability, ConversationId, MessageId, Sender } from "../../../src/domain/ids.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { MessageRecord, MessageStore, Registry } from "../../../src/registry/stores.ts";
import { aRecord, anEvent, anOpening, newConversationId } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const idsOf = (records: readonly MessageRecord[]): readonly string[] => records.map(({ message }) => message.id);

describe("the message store", () => {
  let temporary: TemporaryRegistry;
  let registry: Registry;
  let messages: MessageStore;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
    ({ registry } = temporary);
    ({ messages } = registry);
  });
  afterEach(async () => temporary.remove());

  /** A conversation that stays open, with one message. */
  const opened = async (): Promise<{ readonly id: ConversationId; readonly first: MessageRecord }> => {
    const first = aRecord();
    expect(await messages.open(anOpening(first, [], true))).to.equal(true);
    return { id: first.message.conversationId, first };
  };

  const eventCount = async (): Promise<number> => (await registry.events.after({}, 0, 100)).length;

  it("gives back every parameter as it was", async () => {
    const full = aRecord(
      {
        performative: "query-ref",
        receivers: ["Greeter", "Analyst"] as unknown as readonly AgentName[],
        targetCapability: "data-analysis" as Capability,
        replyTo: "service:billing" as Sender,
        content: { text: "Grüße, \u{1F600}\u0000", list: [1, null, true, { deep: [] }] },
        language: "en",
        encoding: "utf-8",
        ontology: "money",
        replyWith: "q1",
        inReplyTo: "q0",
        replyBy: "2026-02-01T00:00:00.000Z",
      },
      { status: "accepted" },
    );
    await messages.open(anOpening(full));
    expect(await messages.find(full.message.id)).to.deep.equal(full);
    for (const content of ["text", 7, null, false, [], "", { a: { b: {} } }] as const) {
      const record = aRecord({ conversationId: full.message.conversationId, content });
      await messages.insert(record);
      expect(await messages.find(record.message.id)).to.deep.equal(record);
    }
    expect(await messages.find("nobody" as MessageId)).to.equal(null);
  });

  it("opens a conversation with its first message and its event at once", async () => {
    const record = aRecord();
    expect(await messages.open(anOpening(record, [anEvent()]))).to.equal(true);
    expect(await registry.conversations.find(record.message.conversationId)).to.deep.include({
      state: "in-progress",
      staysOpen: false,
      participants: [{ participant: "user:ada", versionHash: null }],
    });
    expect(await eventCount()).to.equal(1);
  });

  it("begins a conversation that was opened by its name before", async () => {
    const record = aRecord({ timestamp: "2026-01-01T00:00:05.000Z" });
    const { conversation } = anOpening(record, [], true);
    await registry.conversations.ensure({ ...conversation, createdAt: "2026-01-01T00:00:00.000Z" });
    await messages.open({ conversation, record, events: [] });
    expect(await registry.conversations.find(conversation.id)).to.deep.include({
      state: "in-progress",
      createdAt: "2026-01-01T00:00:00.000Z",
      updatedAt: "2026-01-01T00:00:05.000Z",
    });
  });

  it("changes nothing when the id is taken", async () => {
    const { id, first } = await opened();
    const again = aRecord({
      id: first.message.id,
      conversationId: id,
      content: "another",
      sender: "user:eve" as Sender,
    });
    expect(await messages.insert(again, [anEvent()])).to.equal(false);
    const elsewhere = newConversationId();
    expect(
      await messages.open(anOpening(aRecord({ id: first.message.id, conversationId: elsewhere }), [anEvent()])),
    ).to.equal(false);
    expect(await messages.find(first.message.id)).to.deep.equal(first);
    expect(await registry.conversations.find(elsewhere)).to.equal(null);
    expect((await registry.conversations.find(id))?.participants).to.have.length(1);
    expect(await eventCount()).to.equal(0);
  });

  it("takes no message for a conversation that is not there", async () => {
    const thrown = await messages.insert(aRecord(), [anEvent()]).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(CaxtonError).with.property("code", "conversation.not_found");
    expect(await eventCount()).to.equal(0);
  });

  it("never takes a status back", async () => {
    const { first } = await opened();
    const { id } = first.message;
    const after = async (status: MessageRecord["status"]) => {
      await messages.setStatus(id, status);
      return (await messages.find(id))?.status;
    };
    expect(await after("accepted")).to.equal("accepted");
    expect(await after("stored")).to.equal("accepted");
    expect(await after("settled")).to.equal("settled");
    expect(await after("accepted")).to.equal("settled");
  });

  it("discards only what was not accepted, with the conversation that it alone opened", async () => {
    const alone = aRecord();
    await messages.open(anOpening(alone));
    await messages.discard(alone.message.id);
    expect(await messages.find(alone.message.id)).to.equal(null);
    expect(await registry.conversations.find(alone.message.conversationId)).to.equal(null);

    const { id, first } = await opened();
    await messages.discard(first.message.id);
    expect(await messages.find(first.message.id)).to.equal(null);
    expect(await registry.conversations.find(id), "it was opened by its name").not.to.equal(null);

    const accepted = aRecord();
    await messages.open(anOpening(accepted));
    await messages.setStatus(accepted.message.id, "accepted");
    await messages.discard(accepted.message.id);
    expect(idsOf([(await messages.find(accepted.message.id)) ?? first])).to.deep.equal([accepted.message.id]);
  });

  it("lists in the order in which they were stored, page by page, also while more are stored", async () => {
    const { id, first } = await opened();
    const more = Array.from({ length: 4 }, () => aRecord({ conversationId: id }));
    for (const record of more) await messages.insert(record);
    await opened();
    const all = idsOf([first, ...more]);
    const one = await messages.list(id, { limit: 2, cursor: null });
    const late = aRecord({ conversationId: id });
    await messages.insert(late);
    const two = await messages.list(id, { limit: 2, cursor: one.nextCursor });
    const three = await messages.list(id, { limit: 2, cursor: two.nextCursor });
    expect(idsOf([...one.items, ...two.items, ...three.items])).to.deep.equal([...all, late.message.id]);
    expect(three.nextCursor).to.equal(null);
    expect(idsOf(await messages.recent(id, 3))).to.deep.equal([...all.slice(-2), late.message.id]);
    expect(await messages.recent(newConversationId(), 3)).to.deep.equal([]);
  });

  it("finds the answers to a message and what was never accepted", async () => {
    const { id, first } = await opened();
    const answers = [1, 2].map(() => aRecord({ conversationId: id }, { answers: first.message.id, status: "settled" }));
    for (const answer of answers) await messages.insert(answer);
    expect(await messages.answersTo(first.message.id)).to.deep.equal(answers);
    const second = await opened();
    expect(idsOf(await messages.unaccepted(10))).to.deep.equal(idsOf([first, second.first]));
    expect(idsOf(await messages.unaccepted(1))).to.deep.equal(idsOf([first]));
    await messages.setStatus(first.message.id, "accepted");
    expect(idsOf(await messages.unaccepted(10))).to.deep.equal(idsOf([second.first]));
  });
});
