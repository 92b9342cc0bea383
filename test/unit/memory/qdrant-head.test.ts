/**
 * Writers of one collection with reordered, late and lost requests and responses, and crashes at any moment: every write is atomic,
 * and confirmed writes are applied exactly once.
 */
import { expect } from "chai";
import fc from "fast-check";
import type { Found, Payload, Point, PointId, QdrantCalls } from "../../../src/memory/qdrant/calls.ts";
import { createHead, type HeadSettings } from "../../../src/memory/qdrant/head.ts";

type Calls = Pick<QdrantCalls, "retrieve" | "scrollAll" | "write">;

/** A collection in which every single step waits for its turn, chosen at random. */
const createWorld = (seed: number) => {
  const points = new Map<PointId, Payload>();
  const steps: (() => void)[] = [];
  let state = seed;
  const chance = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const turn = async (): Promise<void> => new Promise((resolve) => steps.push(resolve));

  const upsert = (
    { id, payload }: Point,
    { gte = -1e9, lt = 1e9, lte = 1e9 }: Readonly<Record<string, number>>,
  ): void => {
    const there = points.get(id);
    const commit = Number(there?.["commit"]);
    if (there === undefined || (commit >= gte && commit < lt && commit <= lte)) points.set(id, payload);
  };

  /** The calls of a client that dies after this many requests: the last one is executed but never answered. */
  const callsOf = (requests: number): Calls => {
    let left = requests;
    const request = async <Value>(work: () => Promise<Value>): Promise<Value> => {
      left -= 1;
      const answer = await work();
      return left < 0 ? new Promise<Value>(() => undefined) : answer;
    };
    const found = (id: PointId): Found => ({ id, payload: points.get(id) ?? {}, vector: {}, score: 0 });
    return {
      retrieve: async (ids) =>
        request(async () => {
          const all: Found[] = [];
          for (const id of ids) {
            await turn();
            if (points.has(id)) all.push(found(id));
          }
          return all;
        }),
      scrollAll: async () =>
        request(async () => {
          await turn();
          return [...points.keys()].filter((id) => points.get(id)?.["kind"] === "journal").map(found);
        }),
      write: async ({ upserts, removed }) =>
        request(async () => {
          for (const each of upserts) {
            await turn();
            const [condition] = each.onlyWhere.must as { range: Record<string, number> }[];
            for (const point of each.points) upsert(point, condition?.range ?? {});
          }
          if (removed.length > 0) await turn();
          for (const id of removed) points.delete(id);
        }),
    };
  };

  /** Until all writers are done or dead. */
  const run = async (): Promise<void> => {
    for (;;) {
      await new Promise((resolve) => void setImmediate(resolve));
      if (steps.length === 0) return;
      const [step] = steps.splice(chance(steps.length), 1);
      step?.();
    }
  };
  return { points, callsOf, run };
};

const [one, other] = ["point one", "point other"];

const textOf = (payload: Payload | undefined): string => String(payload?.["text"] ?? "");

/** Repeatedly adds its own mark to both points; returns the confirmed ones. */
const write = async (calls: Calls, settings: HeadSettings, name: string, times: number, confirmed: string[]) => {
  const head = createHead(calls, settings, () => 0);
  for (let made = 0; made < times; made++) {
    const mark = `<${name}${made}>`;
    const since = await head.current();
    const [there] = await calls.retrieve([one], ["text"]);
    const payload = { kind: "text", text: textOf(there?.payload) + mark };
    const points = [one, other].map((id): Point => ({ id, vector: {}, payload }));
    if (await head.commit(since, points)) confirmed.push(mark);
  }
};

const settled = async (settings: HeadSettings, seed: number, lives: readonly number[]) => {
  const world = createWorld(seed);
  const confirmed: string[] = [];
  const faults: unknown[] = [];
  for (const [index, requests] of lives.entries()) {
    write(world.callsOf(requests), settings, String.fromCodePoint(97 + index), 4, confirmed).catch((thrown: unknown) =>
      faults.push(thrown),
    );
  }
  await world.run();
  const last = createHead(world.callsOf(1e9), settings, () => 0);
  // Undecided parts may be removed once another write was decided.
  const ready = last.latest().then(async (since) => last.commit(since, []));
  await world.run();
  const cleaned = ready.then(async () => last.clean());
  await world.run();
  await cleaned;
  const left = [...world.points.values()].filter(({ kind }) => kind === "journal").length;
  const texts = [one, other].map((id) => textOf(world.points.get(id)));
  return { confirmed, faults, texts, left };
};

const lives = fc.array(fc.oneof(fc.nat({ max: 30 }), fc.constant(1e9)), { minLength: 1, maxLength: 4 });

const check = async (settings: HeadSettings, seed: number, clients: readonly number[]): Promise<void> => {
  const { confirmed, faults, texts, left } = await settled(settings, seed, clients);
  expect(faults).to.deep.equal([]);
  expect(texts[0]).to.equal(texts[1]);
  const marks = texts[0]?.match(/<[^>]+>/g) ?? [];
  expect(new Set(marks).size).to.equal(marks.length);
  expect(marks).to.include.members(confirmed);
  expect(left).to.equal(0);
};

describe("a write of many points in Qdrant", function () {
  this.timeout(120_000);

  it("is atomic and applied exactly once, whenever writers die", async () => {
    const settings = { patienceMs: 0, mostInHead: 1e6, mostInPart: 1e6 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), lives, async (seed, clients) => check(settings, seed, clients)),
      { numRuns: 400 },
    );
  });

  it("is so with a journal in separate parts as well", async () => {
    const settings = { patienceMs: 0, mostInHead: 10, mostInPart: 40 };
    await fc.assert(
      fc.asyncProperty(fc.nat(), lives, async (seed, clients) => check(settings, seed, clients)),
      { numRuns: 400 },
    );
  });
});
