/** Whether the parts answer without which the server cannot work: what `/ready` tells. */
import type { ReadinessReport } from "../api/types.ts";
import type { LlmProvider } from "../llm/provider.ts";
import type { Registry } from "../registry/stores.ts";
import type { TemporalHandle } from "../temporal/connection.ts";
import type { RunningWorker } from "../temporal/worker.ts";

export interface ReadinessDependencies {
  readonly registry: Pick<Registry, "ping">;
  readonly temporal: Pick<TemporalHandle, "ping" | "address">;
  readonly worker: WorkerReadiness;
  readonly llm: LlmProvider;
}

type Part = ReadinessReport["parts"][number];

type WorkerReadiness = () => Promise<Pick<Part, "ready" | "detail">>;

export const workerHere =
  (worker: Pick<RunningWorker, "isRunning">): WorkerReadiness =>
  async () => {
    const ready = worker.isRunning();
    return { ready, detail: ready ? "takes work" : "does not run" };
  };

/** Of a server that leaves the work to others. `count` may throw, as when Temporal is away. */
export const workerElsewhere =
  (count: () => Promise<number>): WorkerReadiness =>
  async () => {
    const workers = await count().catch(() => null);
    if (workers === null) return { ready: false, detail: "Temporal does not tell who takes work" };
    return workers > 0
      ? { ready: true, detail: `${workers} elsewhere` }
      : { ready: false, detail: "nobody takes work; start a process with CAXTON_ROLE=worker" };
  };

const asked = async (name: string, detail: string, ping: () => Promise<void>): Promise<Part> =>
  ping().then(
    () => ({ name, ready: true, detail }),
    (thrown: unknown) => ({ name, ready: false, detail: thrown instanceof Error ? thrown.message : String(thrown) }),
  );

export const createReadiness =
  ({ registry, temporal, worker, llm }: ReadinessDependencies) =>
  async (): Promise<ReadinessReport> => {
    return {
      parts: [
        await asked("database", "SQLite", registry.ping),
        await asked("temporal", temporal.address, temporal.ping),
        { name: "worker", ...(await worker()) },
      ],
      llm: { provider: llm.name, isLanguageModel: llm.isLanguageModel, model: llm.defaultModel },
    };
  };
