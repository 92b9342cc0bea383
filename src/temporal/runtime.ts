/** Configures Temporal's native runtime, of which there is one per process: logging and signals. */
import { DefaultLogger, Runtime, type LogLevel as TemporalLogLevel } from "@temporalio/worker";
import type { Log } from "./log.ts";

const handlers: Record<TemporalLogLevel, keyof Log> = {
  TRACE: "debug",
  DEBUG: "debug",
  INFO: "debug",
  WARN: "warn",
  ERROR: "error",
};

/**
 * Call this before anything else of Temporal's worker. Caxton handles signals itself and stops the worker in teardown
 * order. A second call in the same process (two servers in one test) has no effect.
 */
export const installRuntime = (log: Log): void => {
  try {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger("INFO", ({ level, message, meta }) => {
        log[handlers[level]]({ temporal: meta ?? {} }, message);
      }),
      telemetryOptions: { logging: { forward: {}, filter: "ERROR" } },
    });
  } catch (thrown) {
    log.debug({ err: thrown }, "Temporal's runtime is installed already");
  }
};
