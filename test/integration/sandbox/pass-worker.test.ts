/** The worker that runs the pass: no module delays the server, or ends more than its own pass. */
import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createPassWorker, type PassWorkerOptions } from "../../../src/sandbox/pool/pass-worker.ts";
import { bombPolicy as policy, compileBombs, largeModule } from "../../support/compile-bombs.ts";
import { wat } from "../../support/wat.ts";

const small = wat('(module (func (export "one")))');
const bomb = compileBombs.find(({ what }) => what === "calls that move many values")!;
/** 14 MB of ordinary code, for which the pass needs about a second. */
const large = largeModule(14);

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "passed",
    (error: unknown) => {
      if (error instanceof CaxtonError) return `${error.code}: ${error.message}`;
      throw error;
    },
  );

describe("sandbox: the worker for the pass", () => {
  const opened: { close(): Promise<void> }[] = [];
  const open = (options: PassWorkerOptions = {}) => {
    const worker = createPassWorker(options);
    opened.push(worker);
    return worker;
  };

  after(async () => {
    await Promise.all(opened.map(async (each) => each.close()));
  });

  it("passes modules one after another, each with its own result, also after one that is refused", async () => {
    const worker = open();
    const named = (name: string) => wat(`(module (func (export "${name}")))`);
    const results = await Promise.all([
      worker.pass(named("a"), policy).then(({ exports }) => exports.join()),
      codeOf(worker.pass(bomb.module(bomb.tooMany), policy)).then((text) => text.split(":")[0]),
      worker.pass(named("b"), policy).then(({ exports }) => exports.join()),
    ]);
    expect(results[0]).to.include("a");
    expect(results[1]).to.equal("sandbox.module_too_large");
    expect(results[2]).to.include("b");
  });

  it("gives up a module that takes too long, while the server stays responsive", async () => {
    const worker = open({ limitMs: 200 });
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    const outcome = await codeOf(worker.pass(large, policy));
    clearInterval(ticking);
    expect(outcome).to.equal(
      "sandbox.invalid_module: The module could not be checked: it took longer than 0.2 seconds.",
    );
    expect(turns).to.be.greaterThan(10);
  });

  it("fails when it runs out of memory, each time anew", async () => {
    const worker = open({ heapMb: 4 });
    for (const module of [large, small]) {
      expect(await codeOf(worker.pass(module, policy))).to.match(/^sandbox\.invalid_module: .*memory limit/);
    }
  });

  it("starts again after it was idle", async () => {
    const worker = open({ idleMs: 0 });
    await worker.pass(small, policy);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await codeOf(worker.pass(small, policy))).to.equal("passed");
  });

  it("leaves the caller's bytes as they are", async () => {
    const bytes = Buffer.from(small);
    await open().pass(bytes, policy);
    expect([...bytes]).to.deep.equal([...small]);
  });

  it("ends with what it has in hand when it is closed", async () => {
    const worker = open();
    await worker.pass(small, policy);
    const inHand = codeOf(worker.pass(large, policy));
    const waiting = codeOf(worker.pass(small, policy));
    // One turn, so that the first has been sent.
    await new Promise((resolve) => setImmediate(resolve));
    await worker.close();
    expect(await inHand).to.match(/^sandbox\.cancelled: /);
    expect(await waiting).to.match(/^sandbox\.cancelled: /);
  });
});
