import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createPatience } from "../../../src/registry/patience.ts";
import { anEvent, anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const holder = fileURLToPath(new URL("../../support/lock-holder.ts", import.meta.url));

/** The longest time in which the event loop did nothing else, in milliseconds, until `stop` is called. */
const watchEventLoop = (): { readonly stop: () => number } => {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return longest;
    },
  };
};

describe("a database that another process holds", function () {
  this.timeout(120_000);
  let temporary: TemporaryRegistry;

  beforeEach(async () => {
    temporary = await temporaryRegistry();
  });
  afterEach(async () => temporary.remove());

  const hold = async (heldMs: number): Promise<{ readonly child: ChildProcess; readonly gone: Promise<unknown> }> => {
    const child = spawn(process.execPath, ["--import", "tsx", holder, temporary.file, String(heldMs)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    if (child.stdout !== null) await once(child.stdout, "data");
    return { child, gone };
  };

  it("keeps writes waiting and nothing else: reads answer, and no call holds the thread", async () => {
    const { registry } = temporary;
    const first = aRecord();
    await registry.messages.open(anOpening(first));
    const { child, gone } = await hold(60_000);
    const loop = watchEventLoop();
    const started = performance.now();
    const order: number[] = [];
    const writes = Array.from({ length: 300 }, async (_, index) => {
      // One statement, and a transaction.
      if (index % 3 === 0) await registry.messages.setStatus(first.message.id, "accepted");
      else await registry.events.append([anEvent({ key: `${index}` })]).then(() => order.push(index));
    });
    let reads = 0;
    while (performance.now() - started < 1_000 || reads < 20) {
      expect((await registry.messages.find(first.message.id))?.status).to.equal("stored");
      reads += 1;
      await sleep(5);
    }
    expect(order).to.deep.equal([]);
    child.kill("SIGKILL");
    await Promise.all(writes);
    const tookMs = performance.now() - started;
    const longest = loop.stop();
    await gone;
    expect(order).to.deep.equal(order.toSorted((left, right) => left - right));
    expect((await registry.events.after({}, 0, 1_000)).length).to.equal(200);
    console.log(
      `      300 writes waited ${Math.round(tookMs)} ms; the longest block of the event loop was ${longest.toFixed(1)} ms`,
    );
    // Who waits on the thread waits a second; what a busy machine adds by itself is left room for.
    expect(longest).to.be.lessThan(700);
  });

  it("is given up after five seconds, with an error that says why, and takes writes again afterwards", async () => {
    const { registry } = temporary;
    const { child, gone } = await hold(60_000);
    const loop = watchEventLoop();
    const started = performance.now();
    const thrown: unknown = await registry.events.append([anEvent()]).catch((error: unknown) => error);
    expect(performance.now() - started).to.be.within(4_900, 30_000);
    // Who waits on the thread waits for five seconds.
    expect(loop.stop()).to.be.lessThan(2_000);
    expect(thrown).to.be.instanceOf(CaxtonError);
    expect((thrown as CaxtonError).code).to.equal("database.unavailable");
    expect((thrown as CaxtonError).hint).to.match(/Another process has been writing/);
    child.kill("SIGKILL");
    await gone;
    await registry.events.append([anEvent()]);
    expect(await registry.events.after({}, 0, 10)).to.have.length(1);
  });
});

describe("patience with a lock", () => {
  class Busy extends Error {}
  const isBusy = (thrown: unknown): boolean => thrown instanceof Busy;

  it("does what waits in its order, passes on what fails by itself, and does each once", async () => {
    let locked = true;
    const done: string[] = [];
    const { now, inOrder } = createPatience({ patienceMs: 10_000, isBusy });
    const work = (name: string) => (): string => {
      if (locked) throw new Busy();
      done.push(name);
      if (name.startsWith("bad")) throw new TypeError(name);
      return name;
    };
    const results = Promise.allSettled([inOrder(work("a")), inOrder(work("bad")), now(work("b")), inOrder(work("c"))]);
    await sleep(30);
    locked = false;
    // What comes now must not overtake what waits.
    const last = inOrder(work("d"));
    expect((await results).map((each) => each.status)).to.deep.equal([
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(await last).to.equal("d");
    expect(done).to.deep.equal(["a", "bad", "b", "c", "d"]);
    expect(await now(work("e"))).to.equal("e");
  });
});
