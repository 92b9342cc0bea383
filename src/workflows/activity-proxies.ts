/** How the workflows call activities: which run inside the workflow task, which outside, and how each is retried. */
import { proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { Activities } from "../activities/types.ts";
import type { PendingCall, TurnSettings } from "../domain/delivery.ts";

/** Short database writes: in the workflow task itself, which spares a round trip through the task queue. */
export const localActivities = proxyLocalActivities<Activities>({
  startToCloseTimeout: "10s",
  retry: { initialInterval: "50ms", maximumInterval: "2s" },
});

/** The first try at a step for a caller who waits. What fails here is tried again by {@link longActivities}. */
export const quickActivity = (settings: TurnSettings): Pick<Activities, "quickStep"> =>
  proxyLocalActivities<Pick<Activities, "quickStep">>({
    startToCloseTimeout: settings.quickMs + 2_000,
    retry: { maximumAttempts: 1 },
  });

/** A step that may take minutes: heartbeats, so that a cancel reaches it and a dead worker is noticed. */
export const longActivities = (settings: TurnSettings): Pick<Activities, "takeStep" | "runBatch" | "rememberTurn"> =>
  proxyActivities<Pick<Activities, "takeStep" | "runBatch" | "rememberTurn">>({
    startToCloseTimeout: settings.stepTimeoutMs,
    heartbeatTimeout: settings.heartbeatMs,
    retry: {
      maximumAttempts: settings.maxAttempts,
      initialInterval: settings.firstRetryMs,
      backoffCoefficient: 2,
      maximumInterval: "30s",
    },
  });

export const toolActivity = (settings: TurnSettings, call: PendingCall): Pick<Activities, "callTool"> =>
  proxyActivities<Pick<Activities, "callTool">>({
    startToCloseTimeout: call.timeoutMs,
    heartbeatTimeout: settings.heartbeatMs,
    retry: {
      maximumAttempts: call.idempotent ? settings.maxAttempts : 1,
      initialInterval: settings.firstRetryMs,
      backoffCoefficient: 2,
    },
  });
