import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { MessageId, Sender } from "../../../src/domain/ids.ts";
import { openRegistry } from "../../../src/registry/open-registry.ts";
import type { Registry } from "../../../src/registry/stores.ts";
import { aRecord, anEvent, anOpening } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const writer = fileURLToPath(new URL("../../support/registry-writer.ts", import.meta.url));

interface Writer {
  readonly child: ChildProcess;
  /** The replies that it has said to be stored. */
  readonly replies: () => readonly MessageId[];
  readonly ended: Promise<unknown>;
}

const startWriter = (file: string, name: string, count: number | null = null): Writer => {
  const args = ["--import", "tsx", writer, file, name, ...(count === null ? [] : [String(count)])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { child, replies: () => said.split("\n").slice(0, -1) as MessageId[], ended: once(child, "close") };
};

/** Resolves when a writer has said that many replies. */
const hasWritten = async ({ child, replies }: Writer, count: number): Promise<void> => {
  while (replies().length < count) {
    if (child.exitCode !== null) throw new CaxtonError("internal.unexpected", "The writer ended too early.");
    await once(child.stdout ?? child, "data");
  }
};

/** Every finished conversation is whole, and every other has nothing of a conclusion. Answers with the finished ones. */
const checkWhole = async (registry: Registry): Promise<number> => {
  let finished = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Registry["conversations"]["list"]>> = await registry.conversations.list(
      {},
      { limit: 200, cursor },
    );
    for (const { id, state, participants } of page.items) {
      const [asked, ...replies] = (await registry.messages.list(id, { limit: 10, cursor: null })).items;
      const agent = participants.find(({ participant }) => participant.startsWith("agent:"))?.participant.slice(6);
      const turn = `${asked?.message.id}/${asked?.message.sender.slice(5)}`;
      const done = state === "completed";
      const calls = await registry.journal.modelCalls(turn);
      const events = await registry.events.after({ conversationId: id }, 0, 10);
      expect({
        replies: replies.length,
        status: asked?.status,
        agent: agent !== undefined,
        turn: (await registry.journal.findTurn(turn)) !== null,
        calls: calls.length,
        events: events.length,
      }).to.deep.equal(
        done
          ? { replies: 1, status: "settled", agent: true, turn: true, calls: 1, events: 3 }
          : { replies: 0, status: "stored", agent: false, turn: false, calls: 0, events: 1 },
      );
      if (done) finished += 1;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return finished;
};

describe("the registry under crashes and crowds", () => {
  let temporary: TemporaryRegistry;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
  });
  afterEach(async () => temporary.remove());

  it("loses nothing of a hundred writers at once, while others list", async () => {
    const { registry } = temporary;
    const conversation = aRecord();
    await registry.messages.open(anOpening(conversation, [], true));
    const { conversationId } = conversation.message;
    const results = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const record = aRecord({ conversationId, sender: `user:${index}` as Sender });
        await registry.conversations.list({}, { limit: 10, cursor: null });
        const stored = await registry.messages.insert(record, [anEvent({ conversationId })]);
        await registry.events.list({ conversationId }, { limit: 10, cursor: null });
        await registry.messages.setStatus(record.message.id, "accepted");
        return stored;
      }),
    );
    expect(results.every(Boolean)).to.equal(true);
    expect((await registry.messages.list(conversationId, { limit: 200, cursor: null })).items).to.have.length(101);
    expect(await registry.events.after({ conversationId }, 0, 200)).to.have.length(100);
    expect((await registry.conversations.find(conversationId))?.participants).to.have.length(101);
    expect(await registry.messages.unaccepted(200)).to.have.length(1);
  });

  it("loses nothing of two processes that write at once", async () => {
    const writers = ["One", "Two"].map((name) => startWriter(temporary.file, name, 300));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ child }) => child.exitCode)).to.deep.equal([0, 0]);
    expect(await checkWhole(temporary.registry)).to.equal(600);
  }).timeout(120_000);

  it("leaves no half conclusion when the process is killed, and loses none that it had said", async () => {
    const said: MessageId[] = [];
    for (const after of [1, 7, 40, 150, 333]) {
      const running = startWriter(temporary.file, "Doomed");
      await hasWritten(running, after);
      running.child.kill("SIGKILL");
      await running.ended;
      said.push(...running.replies());
    }
    expect(await checkWhole(temporary.registry)).to.be.at.least(said.length);
    for (const id of said) expect(await temporary.registry.messages.find(id), id).not.to.equal(null);
  }).timeout(120_000);

  it("opens for two processes at once where there was nothing", async () => {
    const file = `${temporary.file}.new`;
    const writers = ["One", "Two", "Three"].map((name) => startWriter(file, name, 5));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ child }) => child.exitCode)).to.deep.equal([0, 0, 0]);
    const registry = await openRegistry({ file });
    expect(await checkWhole(registry)).to.equal(15);
    await registry.close();
  }).timeout(120_000);
});
