/** How workflows call activities: which run inside the workflow task, which outside, and how each is retried. */
import { proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { Activities } from "../activities/types.ts";
import type { PendingCall, TurnSettings } from "../domain/delivery.ts";

/** Short database writes, run in the workflow task itself to save a round trip through the task queue. */
export const localActivities = proxyLocalActivities<Activities>({
  startToCloseTimeout: "10s",
  retry: { initialInterval: "50ms", maximumInterval: "2s" },
});

/** The first attempt at a step with a waiting caller. If it fails, {@link longActivities} retry it. */
export const quickActivity = (settings: TurnSettings): Pick<Activities, "quickStep"> =>
  proxyLocalActivities<Pick<Activities, "quickStep">>({
    startToCloseTimeout: settings.quickMs + 2_000,
    retry: { maximumAttempts: 1 },
  });

/** Steps that may take minutes: with heartbeats, so that a cancellation reaches them and a lost worker is noticed. */
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
