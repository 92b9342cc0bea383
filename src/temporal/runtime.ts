/** Temporal's native runtime is one per process; this is where it is told how to log and to leave signals alone. */
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
 * Call before anything else of Temporal's worker. Signals are Caxton's matter: the worker is stopped in its place in the
 * order of the teardown. A second call in the same process (two servers in one test) leaves the first in force.
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
