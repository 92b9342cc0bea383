/** The services that every process needs, whatever its role: database, Temporal, model providers, events, metrics. */
import { mkdir } from "node:fs/promises";
import type { Config } from "../config/types.ts";
import { createProviders } from "../llm/providers.ts";
import { createEvents } from "../observability/events.ts";
import { withLifecycleSpans } from "../observability/lifecycle-spans.ts";
import type { Logger } from "../observability/logger.ts";
import { createMetrics } from "../observability/metrics.ts";
import { openTracing } from "../observability/tracing.ts";
import { openRegistry } from "../registry/open-registry.ts";
import { repeat, together, type Teardown } from "./teardown.ts";
import { openTemporal } from "../temporal/connection.ts";
import { installRuntime } from "../temporal/runtime.ts";
import { version } from "./version.ts";

/** How long the answer to a request with an Idempotency-Key is kept, in milliseconds. */
const rememberAnswersMs = 24 * 60 * 60 * 1_000;
const sweepEveryMs = 10 * 60 * 1_000;

/**
 * Interval for polling new events while there are subscribers, in milliseconds. Workers in other processes do not
 * announce theirs.
 */
const pollMsOf = { all: 1_000, api: 100, worker: 1_000 } as const;

/** Opens the slow parts in parallel. If one fails, the others are closed. Throws the signal's reason if it is aborted. */
export const openFoundations = async (
  config: Config,
  logger: Logger,
  teardown: Teardown,
  signal: AbortSignal | undefined,
) => {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const temporalLog = logger.child({ part: "temporal" });
  installRuntime(temporalLog);
  const metrics = createMetrics();
  const [tracing, registry, temporal, providers] = await together(
    openTracing(config.environment, version).then((opened) => {
      teardown.add("tracing", opened.close);
      return opened;
    }),
    openRegistry({ file: config.database.file, logger }).then((opened) => {
      teardown.add("the database", opened.close);
      return opened;
    }),
    openTemporal(config, temporalLog, { onRestart: metrics.temporalRestarted, signal }).then((opened) => {
      teardown.add("Temporal", opened.close);
      return opened;
    }),
    createProviders(config.llm),
  );
  signal?.throwIfAborted();
  const stored = createEvents({ store: registry.events, logger, metrics, pollMs: pollMsOf[config.role] });
  const events = withLifecycleSpans(stored, tracing);
  // Taken before agents and tools are read, so that no change after that is missed.
  const readFrom = await registry.events.newest();
  return { logger, signal, metrics, tracing, registry, temporal, providers, events, readFrom, clock: () => new Date() };
};

export type Foundations = Awaited<ReturnType<typeof openFoundations>>;

/** Maintenance of the database, done by the one process with the API. */
export const startMaintenance = async ({ registry, logger }: Foundations, teardown: Teardown): Promise<void> => {
  // Claims of a process that died are released, so that repeated requests can be answered.
  await registry.idempotency.releaseAbandoned();
  const forget = async (): Promise<void> => {
    await registry.idempotency.sweep(new Date(Date.now() - rememberAnswersMs).toISOString());
    await registry.modules.sweep();
  };
  teardown.add("the clean-up of the database", repeat(sweepEveryMs, forget, logger));
};
