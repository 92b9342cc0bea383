import { expect } from "chai";
import { superviseMemory } from "../../../src/composition/memory-supervision.ts";
import { observeMemory } from "../../../src/composition/observed-memory.ts";
import { CaxtonError, type ErrorCode } from "../../../src/domain/errors.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { eventually } from "../../support/server-process.ts";

const answering = (ping: () => Promise<void> = async () => undefined): MemoryBackend =>
  ({ ping, close: async () => undefined }) as MemoryBackend;

/** Each attempt to open takes the next of `attempts`; the last one is repeated. */
const supervised = (...attempts: readonly (() => Promise<MemoryBackend>)[]) => {
  const logged: string[] = [];
  const log = (_facts: unknown, message?: string): void => void logged.push(message ?? "");
  let made = 0;
  const open = async (): Promise<MemoryBackend> => {
    const next = attempts[Math.min(made, attempts.length - 1)];
    made += 1;
    if (next === undefined) throw new Error("There is no attempt.");
    return next();
  };
  const memory = superviseMemory(open, {
    name: "test",
    logger: { info: log, warn: log },
    firstRetryMs: 5,
    pingMs: 20,
  });
  return { memory, logged, made: () => made };
};
const failing = (code: ErrorCode) => async (): Promise<never> => {
  throw new CaxtonError(code, `It is ${code}.`);
};
const isUsable = async (memory: ReturnType<typeof supervised>["memory"]) =>
  eventually(async () => ((await memory.status()).usable ? true : null), 1);

describe("a supervised memory", () => {
  it("is not opened before it is used, and then says whether it answers", async () => {
    let answers = true;
    const { memory, made } = supervised(async () =>
      answering(async () => {
        if (!answers) throw new CaxtonError("memory.unavailable", "It went away.");
      }),
    );
    expect((await memory.status()).usable).to.equal(null);
    expect(made()).to.equal(0);
    await memory.access();
    expect(await memory.status()).to.deep.equal({ usable: true, detail: "test" });
    answers = false;
    expect(await memory.status()).to.deep.equal({ usable: false, detail: "It went away." });
    await memory.close();
  });

  it("does not make a server not ready while it is opened on first use", async () => {
    let finish: (opened: MemoryBackend) => void = () => undefined;
    const { memory } = supervised(async () => new Promise((resolve) => (finish = resolve)));
    const opened = memory.access();
    expect(await memory.status()).to.deep.equal({ usable: null, detail: "test, being opened" });
    finish(answering());
    await opened;
    await memory.close();
  });

  it("is not usable while it does not answer in time", async () => {
    const { memory } = supervised(async () => answering(async () => new Promise(() => undefined)));
    const opened = memory.access();
    await opened;
    const { usable, detail } = await memory.status();
    expect([usable, detail]).to.deep.equal([false, "test did not answer within 0.02 seconds"]);
    await memory.close();
  });

  it("is tried again after a failure, without being asked, until it opens", async () => {
    const away = failing("memory.unavailable");
    const { memory, logged, made } = supervised(away, away, async () => answering());
    await memory.openAtStart(1_000);
    expect(await memory.status()).to.deep.equal({ usable: false, detail: "It is memory.unavailable." });
    await isUsable(memory);
    expect(made()).to.equal(3);
    expect(logged).to.have.length(3);
    expect(logged.at(-1)).to.equal("The memory is open");
    await memory.close();
  });

  it("ends the start for an error that a retry does not remedy, and only the start", async () => {
    for (const code of ["configuration.invalid", "memory.unusable", "memory.model_unavailable"] as const) {
      const { memory, logged } = supervised(failing(code), async () => answering());
      const thrown: unknown = await memory.openAtStart(1_000).catch((error: unknown) => error);
      expect(thrown).to.have.property("code", code);
      expect(logged).to.deep.equal([]);
      await memory.close();

      const later = supervised(failing(code), async () => answering()).memory;
      expect(await later.access().catch((error: unknown) => error)).to.have.property("code", code);
      await isUsable(later);
      await later.close();
    }
  });

  it("does not hold up the start for longer than it is given", async () => {
    let finish: (opened: MemoryBackend) => void = () => undefined;
    const { memory } = supervised(async () => new Promise((resolve) => (finish = resolve)));
    await memory.openAtStart(1);
    expect(await memory.status()).to.deep.equal({ usable: false, detail: "test, being opened" });
    finish(answering());
    await isUsable(memory);
    await memory.close();
  });

  it("does not wait, when it is closed, for one that is being opened, which is closed when it is open", async () => {
    let finish: (opened: MemoryBackend) => void = () => undefined;
    let closed = 0;
    const { memory, made } = supervised(async () => new Promise((resolve) => (finish = resolve)));
    const opened = memory.access().catch((error: unknown) => error);
    await memory.close();
    expect(await opened).to.have.property("code", "server.shutting_down");
    finish({ ...answering(), close: async () => void (closed += 1) });
    await eventually(async () => (closed > 0 ? true : null), 1);
    expect([closed, made()]).to.deep.equal([1, 1]);
  });

  it("tells an opening that it is no longer wanted, and ends a start that was ended", async () => {
    const signals: AbortSignal[] = [];
    const open = async (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const log = (): void => undefined;
    const memory = superviseMemory(open, { name: "test", logger: { info: log, warn: log } });
    const start = new AbortController();
    const started = memory.openAtStart(60_000, start.signal).catch((error: unknown) => error);
    start.abort(new CaxtonError("server.shutting_down", "It was stopped while it was starting."));
    expect(await started).to.equal(start.signal.reason);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    await memory.close();
  });

  it("is not opened again once it is closed", async () => {
    const { memory, made } = supervised(failing("memory.unavailable"));
    await memory.openAtStart(1_000);
    await memory.close();
    const before = made();
    expect(await memory.access().catch((error: unknown) => error)).to.have.property("code", "server.shutting_down");
    expect(made()).to.equal(before);
  });
});

describe("an observed memory", () => {
  /** As a custom backend may be: its methods need their object. */
  class Backend {
    readonly name = "class";
    readonly #stored: string[] = [];
    async storeEntity({ name }: { readonly name: string }): Promise<number> {
      if (name === "") throw new CaxtonError("memory.invalid", "An entity needs a name.");
      return this.#stored.push(name);
    }
    async search(): Promise<readonly string[]> {
      if (this.#stored.length === 0) throw new CaxtonError("memory.unavailable", "It is away.");
      return this.#stored;
    }
    async ping(): Promise<void> {
      this.#stored.at(0);
    }
  }

  it("reports searches and stores with their outcome, and nothing else", async () => {
    const used: string[] = [];
    const memory = observeMemory(new Backend() as never, (operation, outcome, milliseconds) => {
      expect(milliseconds).to.be.at.least(0);
      used.push(`${operation} ${outcome}`);
    }) as unknown as Backend;
    const failed = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
    expect(await failed(memory.search())).to.have.property("code", "memory.unavailable");
    expect(await failed(memory.storeEntity({ name: "" }))).to.have.property("code", "memory.invalid");
    expect(await memory.storeEntity({ name: "Ada" })).to.equal(1);
    expect(await memory.search()).to.deep.equal(["Ada"]);
    await memory.ping();
    expect(memory.name).to.equal("class");
    expect(used).to.deep.equal(["search error", "store refused", "store ok", "search ok"]);
  });
});
