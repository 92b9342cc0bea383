/** Whether the parts answer without which the server cannot work: what `/ready` tells. */
import type { ReadinessReport } from "./api/types.ts";
import type { LlmProvider } from "./llm/provider.ts";
import type { Registry } from "./registry/stores.ts";
import type { TemporalHandle } from "./temporal/connection.ts";
import type { RunningWorker } from "./temporal/worker.ts";

export interface ReadinessDependencies {
  readonly registry: Pick<Registry, "ping">;
  readonly temporal: Pick<TemporalHandle, "ping" | "address">;
  readonly worker: Pick<RunningWorker, "isRunning">;
  readonly llm: LlmProvider;
}

type Part = ReadinessReport["parts"][number];

const asked = async (name: string, detail: string, ping: () => Promise<void>): Promise<Part> =>
  ping().then(
    () => ({ name, ready: true, detail }),
    (thrown: unknown) => ({ name, ready: false, detail: thrown instanceof Error ? thrown.message : String(thrown) }),
  );

export const createReadiness =
  ({ registry, temporal, worker, llm }: ReadinessDependencies) =>
  async (): Promise<ReadinessReport> => {
    const running = worker.isRunning();
    return {
      parts: [
        await asked("database", "SQLite", registry.ping),
        await asked("temporal", temporal.address, temporal.ping),
        { name: "worker", ready: running, detail: running ? "takes work" : "does not run" },
      ],
      llm: { provider: llm.name, isLanguageModel: llm.isLanguageModel, model: llm.defaultModel },
    };
  };
