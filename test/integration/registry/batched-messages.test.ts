/** Messages of batches in the list of a conversation's messages. */
import { expect } from "chai";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import { batchIdOf, messageIdIn, replyIdIn, type BatchFrame } from "../../../src/domain/batch.ts";
import { replyText } from "../../../src/domain/batch-text.ts";
import type { AgentName, ConversationId, MessageId, Sender, VersionHash } from "../../../src/domain/ids.ts";
import type { MessageRecord, Registry } from "../../../src/registry/stores.ts";
import { aMessage, anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { watchProcessor } from "../../support/processor.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

describe("messages of batches", () => {
  let temporary: TemporaryRegistry;
  let registry: Registry;
  before(async () => {
    temporary = await temporaryRegistry();
    ({ registry } = temporary);
  });
  after(async () => temporary.remove());

  /** A batch of so many, at a second. */
  const addBatch = async (conversationId: ConversationId, size: number, second: number): Promise<MessageId> => {
    const { traceId, spanId, sender, receivers } = aMessage();
    const frame: BatchFrame = {
      performative: "request",
      sender,
      receivers,
      targetCapability: null,
      conversationId,
      protocol: "request-reply",
      language: null,
      ontology: null,
      traceId,
      spanId,
      timestamp: at(second),
    };
    const id = batchIdOf(randomUUID());
    const items = Array.from({ length: size }, (_, index) => ({
      content: { index, text: "“Grüße”" },
      replyWith: null,
    }));
    const conversation = anOpening(aRecord({ conversationId }), [], true).conversation;
    const batch = { id, agent: "Echo" as AgentName, version: "v" as VersionHash, frame, items };
    await registry.batches.open({ conversation, batch, events: [] });
    return id;
  };

  const conclude = async (conversationId: ConversationId, id: MessageId, second: number): Promise<void> => {
    const batch = await registry.batches.find(id);
    await registry.batches.conclude({
      id,
      replies: (batch?.items ?? []).map(({ content }) => replyText({ performative: "inform", content })),
      at: at(second),
      participant: { sender: "agent:Echo" as Sender, versionHash: "v" as VersionHash },
      conversation: { id: conversationId, end: null },
      events: [],
    });
  };

  const addMessage = async (conversationId: ConversationId, second: number): Promise<MessageId> => {
    const record = aRecord({ conversationId, timestamp: at(second) });
    await registry.messages.insert(record);
    return record.message.id;
  };

  const opened = async (): Promise<{ readonly id: ConversationId; readonly first: MessageId }> => {
    const record = aRecord({ timestamp: at(0) });
    await registry.messages.open(anOpening(record, [], true));
    return { id: record.message.conversationId, first: record.message.id };
  };

  const listed = async (id: ConversationId, limit: number): Promise<readonly MessageRecord[]> => {
    const all: MessageRecord[] = [];
    let cursor: string | null = null;
    do {
      const page = await registry.messages.list(id, { limit, cursor });
      expect(page.items.length).to.be.at.most(limit);
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  };

  it("stand where they came, and the replies where they came, in pages of any size", async () => {
    const { id, first } = await opened();
    const batch = await addBatch(id, 5, 2);
    const second = await addMessage(id, 3);
    await conclude(id, batch, 4);
    const third = await addMessage(id, 5);
    const five = [0, 1, 2, 3, 4];
    const expected = [
      first,
      ...five.map((index) => messageIdIn(batch, index)),
      second,
      ...five.map((index) => replyIdIn(batch, index)),
      third,
    ];
    for (const limit of [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 100]) {
      const all = await listed(id, limit);
      expect(
        all.map(({ message }) => message.id),
        `pages of ${limit}`,
      ).to.deep.equal(expected);
    }
    // The same as when each is asked for.
    for (const record of await listed(id, 100)) {
      expect(await registry.messages.find(record.message.id)).to.deep.equal(record);
    }
  });

  it("stand in a conversation that has nothing else", async () => {
    const id = randomUUID() as ConversationId;
    const batch = await addBatch(id, 3, 1);
    const other = await addBatch(id, 2, 2);
    await conclude(id, other, 3);
    expect((await listed(id, 2)).map(({ message }) => message.id)).to.deep.equal([
      ...[0, 1, 2].map((index) => messageIdIn(batch, index)),
      ...[0, 1].map((index) => messageIdIn(other, index)),
      ...[0, 1].map((index) => replyIdIn(other, index)),
    ]);
  });

  it("come behind a cursor when the replies come later", async () => {
    const id = randomUUID() as ConversationId;
    const batch = await addBatch(id, 3, 1);
    const page = await registry.messages.list(id, { limit: 2, cursor: null });
    await conclude(id, batch, 2);
    const { items } = await registry.messages.list(id, { limit: 10, cursor: page.nextCursor });
    expect(items.map(({ answers }) => answers !== null)).to.deep.equal([false, true, true, true]);
  });

  it("make no difference between large pages and small ones, whatever came in which order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        async (sizes, concluded, limit) => {
          const { id } = await opened();
          let second = 0;
          for (const [index, size] of sizes.entries()) {
            // Often several in the same second, as in life.
            second += index % 2;
            if (size === 0) await addMessage(id, second);
            else {
              const batch = await addBatch(id, size, second);
              if (concluded[index] ?? false) await conclude(id, batch, second);
            }
          }
          const whole = await listed(id, 200);
          expect(await listed(id, limit)).to.deep.equal(whole);
          expect(new Set(whole.map(({ message }) => message.id)).size).to.equal(whole.length);
        },
      ),
      { numRuns: 40 },
    );
  }).timeout(120_000);

  it("of a large batch are read a page at a time", async () => {
    const id = randomUUID() as ConversationId;
    await conclude(id, await addBatch(id, 20_000, 1), 2);
    const work = watchProcessor();
    const first = await registry.messages.list(id, { limit: 100, cursor: null });
    const second = await registry.messages.list(id, { limit: 100, cursor: first.nextCursor });
    expect(second.items.map(({ message }) => (message.content as { index: number }).index)[0]).to.equal(100);
    expect(work.usedMs()).to.be.lessThan(2_000);
  }).timeout(120_000);
});
