import { expect } from "chai";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import type { AgentName, ConversationId } from "../../../src/domain/ids.ts";
import { createEvents, type EventsDependencies } from "../../../src/observability/events.ts";
import type { Followed } from "../../../src/observability/followers.ts";
import type { Events } from "../../../src/observability/types.ts";
import type { EventFilter, EventStore, NewEvent } from "../../../src/registry/stores.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const conversations = [randomUUID(), randomUUID(), randomUUID()] as ConversationId[];
const agents = ["Haiku", "Sonnet"] as AgentName[];
const kinds = ["message.received", "message.replied", "agent.loaded"];

const anEvent = (parts: Partial<NewEvent> = {}): NewEvent => ({
  key: randomUUID(),
  time: "2026-11-23T12:00:00.000Z",
  kind: "message.received",
  agent: null,
  conversationId: null,
  traceId: null,
  data: {},
  ...parts,
});

const someEvent = fc.record({
  kind: fc.constantFrom(...kinds),
  agent: fc.constantFrom(null, ...agents),
  conversationId: fc.constantFrom(null, ...conversations),
  time: fc.integer({ min: 0, max: 3 }).map((second) => `2026-11-23T12:00:0${second}.000Z`),
});

const someFilter: fc.Arbitrary<EventFilter> = fc.record(
  {
    kind: fc.constantFrom(...kinds),
    agent: fc.constantFrom(...agents),
    conversationId: fc.constantFrom(...conversations),
    since: fc.constantFrom("2026-11-23T12:00:01.000Z"),
    until: fc.constantFrom("2026-11-23T12:00:02.000Z"),
  },
  { requiredKeys: [] },
);

/** So many turns of the event loop. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => void setImmediate(resolve));
};

const deferred = () => {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
};

describe("following events", () => {
  let temporary: TemporaryRegistry;
  let store: EventStore;
  const logged: unknown[] = [];

  before(async () => {
    temporary = await temporaryRegistry();
    store = temporary.registry.events;
  });
  after(async () => temporary.remove());
  beforeEach(() => {
    logged.length = 0;
  });

  const eventsWith = (options: Partial<EventsDependencies> = {}): Events =>
    createEvents({
      store,
      logger: { warn: (...args: unknown[]) => void logged.push(args) },
      metrics: { eventsRecorded: () => undefined },
      pollMs: 60_000,
      ...options,
    });

  const newest = async (): Promise<number> => (await store.list({}, { limit: 1, cursor: null })).items[0]?.seq ?? 0;

  /** Reads until `enough` says so; `slowly` waits between one event and the next. */
  const read = async (
    events: Events,
    filter: EventFilter,
    afterSeq: number,
    enough: (seen: readonly Followed[]) => boolean,
    options: { readonly tokens?: boolean; readonly slowly?: () => Promise<unknown> } = {},
  ): Promise<Followed[]> => {
    const { signal } = new AbortController();
    const seen: Followed[] = [];
    if (enough(seen)) return seen;
    for await (const each of events.follow(filter, afterSeq, { signal, tokens: options.tokens ?? false })) {
      seen.push(each);
      if (enough(seen)) break;
      await options.slowly?.();
    }
    return seen;
  };

  const seqs = (seen: readonly Followed[]): number[] =>
    seen.flatMap((each) => (each.type === "event" ? [each.event.seq] : []));

  it("gives each follower every event that concerns it, once and in order, however writes and reads interleave", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(someEvent, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.record({ filter: someFilter, joinAt: fc.nat(11), pauses: fc.nat(3) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(1, 3, 1000),
        fc.constantFrom(1, 2, 200),
        // How long each access to the store takes, before and after, in turns of the event loop.
        fc.infiniteStream(fc.nat(3)),
        async (batches, followers, queueLength, pageSize, delays) => {
          const delay = async (): Promise<void> => turns(delays.next().value ?? 0);
          const slowStore: EventStore = {
            ...store,
            append: async (events) => {
              await delay();
              await store.append(events);
              await delay();
            },
            list: async (...args) => {
              await delay();
              const page = await store.list(...args);
              await delay();
              return page;
            },
            after: async (...args) => {
              await delay();
              const page = await store.after(...args);
              await delay();
              return page;
            },
          };
          const events = eventsWith({ store: slowStore, queueLength, pageSize });
          const start = await newest();
          const end = new AbortController();
          const readers: { readonly filter: EventFilter; readonly seen: number[]; readonly ended: Promise<void> }[] =
            [];
          const join = ({ filter, pauses }: (typeof followers)[number]): void => {
            const seen: number[] = [];
            const collect = async (): Promise<void> => {
              for await (const each of events.follow(filter, start, { signal: end.signal, tokens: false })) {
                if (each.type === "event") seen.push(each.event.seq);
                await turns(pauses);
              }
            };
            readers.push({ filter, seen, ended: collect() });
          };
          const writes: Promise<void>[] = [];
          for (const [index, batch] of batches.entries()) {
            followers.filter(({ joinAt }) => joinAt % batches.length === index).forEach(join);
            // Every other write is not waited for, so that several are under way.
            const written = events.record(batch.map(anEvent));
            writes.push(written);
            if (index % 2 === 0) await written;
          }
          // What is stored only after the followers have gone, none of them can have seen.
          await Promise.all(writes);
          for (const { filter, seen } of readers) {
            const expected = (await store.after(filter, start, 1000)).map((event) => event.seq);
            // By the clock: on a busy machine a read may take more turns than anybody would count.
            const until = performance.now() + 60_000;
            while (seen.length < expected.length && performance.now() < until) await turns(1);
          }
          // Whatever came too often would come now.
          await turns(20);
          end.abort();
          for (const { filter, seen, ended } of readers) {
            await ended;
            expect(seen).to.deep.equal((await store.after(filter, start, 1000)).map((event) => event.seq));
          }
        },
      ),
      { numRuns: 80 },
    );
  }).timeout(120_000);

  it("misses nothing while four writers and five followers are busy", async () => {
    const events = eventsWith({ queueLength: 7, pageSize: 5 });
    const start = await newest();
    const total = 4 * 50;
    const followers = Array.from({ length: 5 }, async () => read(events, {}, start, (seen) => seen.length === total));
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let index = 0; index < 50; index += 1) await events.record([anEvent()]);
      }),
    );
    const expected = (await store.after({}, start, 1000)).map((event) => event.seq);
    for (const seen of await Promise.all(followers)) expect(seqs(seen)).to.deep.equal(expected);
  });

  it("reads each event once for a thousand followers", async () => {
    let reads = 0;
    const counting: EventStore = {
      ...store,
      after: async (...args) => {
        reads += 1;
        return store.after(...args);
      },
    };
    const events = eventsWith({ store: counting });
    const start = await newest();
    const followers = Array.from({ length: 1000 }, async () => read(events, {}, start, (seen) => seen.length === 3));
    while (reads < 1000) await turns(1);
    await turns(20);
    reads = 0;
    for (let index = 0; index < 3; index += 1) await events.record([anEvent()]);
    await Promise.all(followers);
    expect(reads).to.be.at.most(6);
  });

  it("catches up with a reader who was too slow for the queue", async () => {
    const events = eventsWith({ queueLength: 2, pageSize: 3 });
    const start = await newest();
    await events.record([anEvent()]);
    let isFirst = true;
    const seen = await read(events, {}, start, (each) => each.length === 21, {
      slowly: async () => {
        if (!isFirst) return;
        isFirst = false;
        for (let index = 0; index < 20; index += 1) {
          await events.record([anEvent()]);
          await turns(3);
        }
      },
    });
    expect(seqs(seen)).to.deep.equal((await store.after({}, start, 1000)).map((event) => event.seq));
  });

  it("finds what was stored in another transaction once it is announced", async () => {
    const events = eventsWith();
    const start = await newest();
    const following = read(events, {}, start, (seen) => seen.length === 1);
    await turns(20);
    await store.append([anEvent({ kind: "message.replied" })]);
    events.announce();
    expect(await following).to.have.length(1);
  });

  it("finds what another process stored, without being told", async () => {
    const events = eventsWith({ pollMs: 5 });
    const start = await newest();
    const following = read(events, {}, start, (seen) => seen.length === 1);
    await turns(20);
    await store.append([anEvent()]);
    expect(await following).to.have.length(1);
  });

  it("loses nothing for the first follower while a second one is still joining", async () => {
    const gates = { list: deferred(), read: deferred() };
    let lists = 0;
    let holdReads = false;
    const gated: EventStore = {
      ...store,
      list: async (...args) => {
        lists += 1;
        if (lists === 2) await gates.list.promise;
        return store.list(...args);
      },
      after: async (filter, afterSeq, limit) => {
        const page = await store.after(filter, afterSeq, limit);
        // The pump alone reads without a filter here.
        if (holdReads && Object.keys(filter).length === 0) await gates.read.promise;
        return page;
      },
    };
    const events = eventsWith({ store: gated });
    const start = await newest();
    const kind = { kind: "message.received" };
    const first = read(events, kind, start, (seen) => seen.length === 1);
    const second = read(events, kind, start, (seen) => seen.length === 1);
    await turns(20);
    holdReads = true;
    await events.record([anEvent(kind)]);
    await turns(5);
    gates.list.resolve();
    await turns(20);
    gates.read.resolve();
    expect(await second).to.have.length(1);
    expect(await first).to.have.length(1);
  });

  it("goes on after a read that failed", async () => {
    let failures = 0;
    const failing: EventStore = {
      ...store,
      after: async (filter, afterSeq, limit) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error("disk I/O error");
        }
        return store.after(filter, afterSeq, limit);
      },
    };
    const events = eventsWith({ store: failing, pollMs: 5 });
    const start = await newest();
    const following = read(events, {}, start, (seen) => seen.length === 1);
    await turns(20);
    failures = 1;
    await events.record([anEvent()]);
    expect(await following).to.have.length(1);
    expect(logged).to.have.length(1);
  });

  it("passes tokens of its conversation on, and drops them for a reader who does not keep up", async () => {
    const events = eventsWith({ queueLength: 3 });
    const [conversationId, other] = conversations as [ConversationId, ConversationId];
    const start = await newest();
    await events.record([anEvent({ conversationId })]);
    let isFirst = true;
    const notice = (text: string, of = conversationId) => ({ conversationId: of, turnId: "t", agent: "Haiku", text });
    const seen = await read(events, { conversationId }, start, (each) => each.length === 4, {
      tokens: true,
      slowly: async () => {
        if (!isFirst) return;
        isFirst = false;
        events.publishToken(notice("not mine", other));
        for (const text of ["a", "b", "c", "d", "e"]) events.publishToken(notice(text));
      },
    });
    expect(seen.slice(1).map((each) => (each.type === "token" ? each.token.text : ""))).to.deep.equal(["a", "b", "c"]);
  });
  it("gives no tokens to who did not ask for them", async () => {
    const events = eventsWith();
    const [conversationId] = conversations as [ConversationId];
    const start = await newest();
    const following = read(events, { conversationId }, start, (seen) => seen.length === 1);
    await turns(20);
    events.publishToken({ conversationId, turnId: "t", agent: "Haiku", text: "hidden" });
    await events.record([anEvent({ conversationId })]);
    expect((await following)[0]?.type).to.equal("event");
  });

  it("ends when the signal aborts, while it waits and before it began", async () => {
    const events = eventsWith();
    const end = new AbortController();
    const collect = async (): Promise<number> => {
      let count = 0;
      for await (const _ of events.follow({}, await newest(), { signal: end.signal, tokens: true })) count += 1;
      return count;
    };
    const following = collect();
    await turns(20);
    end.abort();
    expect(await following).to.equal(0);
    expect(await collect()).to.equal(0);
  });

  it("keeps a writer's failure for the writer, and a reader's failure for the reader", async () => {
    const broken = eventsWith({ store: { ...store, append: async () => Promise.reject(new Error("disk full")) } });
    const refused = await broken.record([anEvent()]).catch((thrown: Error) => thrown.message);
    expect(refused).to.equal("disk full");
    const unreadable = eventsWith({ store: { ...store, after: async () => Promise.reject(new Error("torn page")) } });
    const ended = await read(unreadable, {}, 0, (seen) => seen.length === 1).catch((thrown: Error) => thrown.message);
    expect(ended).to.equal("torn page");
    await unreadable.record([anEvent()]);
  });
});
