import { expect } from "chai";
import type { MemoryStatus } from "../../../src/composition/memory-supervision.ts";
import { createReadiness, workerElsewhere, workerHere } from "../../../src/composition/readiness.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";

const llm = { name: "offline", isLanguageModel: false, defaultModel: "offline" };
const away = new CaxtonError("temporal.unavailable", "Temporal does not answer.");
const fine = async (): Promise<void> => undefined;

const report = async (changes: {
  readonly database?: () => Promise<void>;
  readonly temporal?: () => Promise<void>;
  readonly worker?: ReturnType<typeof workerElsewhere>;
  readonly memory?: MemoryStatus;
}) => {
  const logged: unknown[] = [];
  const ready = createReadiness({
    registry: { ping: changes.database ?? fine },
    temporal: { ping: changes.temporal ?? fine, address: "127.0.0.1:7233" },
    worker: changes.worker ?? workerHere({ isRunning: () => true }),
    memory: { status: async () => changes.memory ?? { usable: null, detail: "embedded, opened on first use" } },
    llm,
    logger: { error: (facts: unknown) => void logged.push(facts) },
  });
  const { parts } = await ready();
  return { notReady: parts.filter((part) => !part.ready), logged };
};

describe("readiness", () => {
  it("is ready when every part answers", async () => {
    expect(await report({})).to.deep.equal({ notReady: [], logged: [] });
  });

  it("reports an expected failure with its reason, also of the workers elsewhere", async () => {
    const fails = async (): Promise<never> => {
      throw away;
    };
    const { notReady, logged } = await report({ temporal: fails, worker: workerElsewhere(fails) });
    expect(notReady.map(({ name, detail }) => [name, detail])).to.deep.equal([
      ["temporal", "Temporal does not answer."],
      ["worker", "Temporal does not answer."],
    ]);
    expect(logged).to.deep.equal([]);
  });

  it("is not ready while the memory cannot be used, and ready while it was never opened", async () => {
    const detail = "The memory in PostgreSQL does not answer.";
    const { notReady } = await report({ memory: { usable: false, detail } });
    expect(notReady).to.deep.equal([{ name: "memory", ready: false, detail }]);
    expect((await report({ memory: { usable: true, detail: "postgres" } })).notReady).to.deep.equal([]);
  });

  it("logs an unexpected failure, and does not show it", async () => {
    const err = new TypeError("x is not a function");
    const fails = async (): Promise<never> => {
      throw err;
    };
    for (const changes of [{ database: fails }, { worker: workerElsewhere(fails) }]) {
      const { notReady, logged } = await report(changes);
      expect(notReady).to.have.length(1);
      expect(notReady[0]?.detail).to.contain("log").and.not.to.contain("function");
      expect(logged).to.have.length(1);
      expect(logged[0]).to.have.property("err", err);
    }
  });

  it("says how to start a worker where there is none", async () => {
    const { notReady } = await report({ worker: workerElsewhere(async () => 0) });
    expect(notReady[0]?.detail).to.contain("CAXTON_ROLE=worker");
  });
});
