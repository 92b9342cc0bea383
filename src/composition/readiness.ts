/** What `GET /ready` reports: whether the database, Temporal, a worker and the memory can be used. */
import type { ReadinessReport } from "../api/types.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { LlmProvider } from "../llm/provider.ts";
import type { Logger } from "../observability/logger.ts";
import type { SupervisedMemory } from "./memory-supervision.ts";
import type { Registry } from "../registry/stores.ts";
import type { TemporalHandle } from "../temporal/connection.ts";
import type { RunningWorker } from "../temporal/worker.ts";

export interface ReadinessDependencies {
  readonly registry: Pick<Registry, "ping">;
  readonly temporal: Pick<TemporalHandle, "ping" | "address">;
  readonly worker: WorkerReadiness;
  readonly memory: Pick<SupervisedMemory, "status">;
  readonly llm: Pick<LlmProvider, "name" | "isLanguageModel" | "defaultModel">;
  readonly logger: Pick<Logger, "error">;
}

type Part = ReadinessReport["parts"][number];

/** May throw, as when Temporal does not answer. */
type WorkerReadiness = () => Promise<Pick<Part, "ready" | "detail">>;

/** For a process that has a worker. */
export const workerHere =
  (worker: Pick<RunningWorker, "isRunning">): WorkerReadiness =>
  async () => {
    const ready = worker.isRunning();
    return { ready, detail: ready ? "running" : "not running" };
  };

/** For a process without a worker; `count` counts the workers of other processes. */
export const workerElsewhere =
  (count: () => Promise<number>): WorkerReadiness =>
  async () => {
    const workers = await count();
    return workers > 0
      ? { ready: true, detail: `${workers} in other processes` }
      : { ready: false, detail: "no worker is running; start a process with CAXTON_ROLE=worker" };
  };

/** The failures that a check looks for. Any other is a fault in Caxton and is logged. */
const expected: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["database.unavailable", "temporal.unavailable"]);

/** Returns a function that checks every part and never throws. */
export const createReadiness = ({ registry, temporal, worker, memory, llm, logger }: ReadinessDependencies) => {
  const check = async (name: string, ask: WorkerReadiness): Promise<Part> => {
    try {
      return { name, ...(await ask()) };
    } catch (thrown) {
      if (thrown instanceof CaxtonError && expected.has(thrown.code))
        return { name, ready: false, detail: thrown.message };
      logger.error({ err: thrown, part: name }, "A readiness check failed unexpectedly");
      return { name, ready: false, detail: "the check failed unexpectedly; the log says why" };
    }
  };

  return async (): Promise<ReadinessReport> => ({
    parts: await Promise.all([
      check("database", async () => {
        await registry.ping();
        return { ready: true, detail: "SQLite" };
      }),
      check("temporal", async () => {
        await temporal.ping();
        return { ready: true, detail: temporal.address };
      }),
      check("worker", worker),
      check("memory", async () => {
        const { usable, detail } = await memory.status();
        return { ready: usable !== false, detail };
      }),
    ]),
    llm: { provider: llm.name, isLanguageModel: llm.isLanguageModel, model: llm.defaultModel },
  });
};
