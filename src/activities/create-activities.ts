/** The activities: each calls one service and translates its errors for Temporal. */
import { activityInfo, Context } from "@temporalio/activity";
import { endEvents } from "../domain/end-events.ts";
import type { Events } from "../observability/types.ts";
import type { Registry } from "../registry/stores.ts";
import type { Turns } from "../turns/turns.ts";
import { asApplicationFailure } from "./failure.ts";
import type { Activities } from "./types.ts";

export interface ActivityDependencies {
  readonly turns: Turns;
  readonly registry: Pick<Registry, "messages" | "conversations">;
  readonly events: Events;
  readonly clock: () => Date;
}

/** Sends heartbeats while `work` runs, so that a cancellation reaches it and a lost worker is noticed. */
const withHeartbeat = async <Value>(work: Promise<Value>): Promise<Value> => {
  const every = Math.max(200, (activityInfo().heartbeatTimeoutMs ?? 10_000) / 3);
  const timer = setInterval(() => Context.current().heartbeat(), every);
  return work.finally(() => clearInterval(timer));
};

const cancellation = (): AbortSignal => Context.current().cancellationSignal;

/**
 * Aborts when the outcome of the step is no longer needed. An attempt that merely timed out, because the process was
 * suspended, does not count: the next attempt joins the step in progress.
 */
const unwanted = (): AbortSignal => {
  const context = Context.current();
  const abort = new AbortController();
  const hear = (): void => {
    const { timedOut = false, notFound = false, cancelRequested = false } = context.cancellationDetails ?? {};
    if (cancelRequested || !(timedOut || notFound)) abort.abort(context.cancellationSignal.reason);
  };
  if (context.cancellationSignal.aborted) hear();
  else context.cancellationSignal.addEventListener("abort", hear, { once: true });
  return abort.signal;
};

/** Whether Temporal gives up if this attempt fails. */
const isLastAttempt = (): boolean => {
  const { attempt, retryPolicy: { maximumAttempts = 0 } = {} } = activityInfo();
  return maximumAttempts > 0 && attempt >= maximumAttempts;
};

/** Wraps every activity so that it throws an ApplicationFailure that tells whether a retry can succeed. */
const translated = <Functions extends Record<string, (...args: never[]) => Promise<unknown>>>(
  functions: Functions,
): Functions =>
  Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      name,
      async (...args: never[]): Promise<unknown> =>
        run(...args).catch((thrown: unknown) => {
          const { info, cancellationSignal } = Context.current();
          throw asApplicationFailure(thrown, info.attempt, cancellationSignal.aborted);
        }),
    ]),
  ) as Functions;

export const createActivities = ({ turns, registry, events, clock }: ActivityDependencies): Activities =>
  translated({
    quickStep: async (task, step, quickMs) => turns.step(task, step, quickMs, cancellation()),
    takeStep: async (task, step) => withHeartbeat(turns.step(task, step, null, unwanted())),
    callTool: async (task, step, callId) => withHeartbeat(turns.callTool(task, step, callId, cancellation())),
    abandonCall: async (task, step, callId, problem) => turns.abandonCall(task, step, callId, problem),
    settleApproval: async (task, step, callId, occasion) => turns.settleApproval(task, step, callId, occasion),
    forwardMessage: async (task, step, callId) => turns.forwardMessage(task, step, callId),
    returnReplies: async (task, step, callId, replies) => turns.returnReplies(task, step, callId, replies),
    concludeWithFailure: async (task, problem) => turns.concludeWithFailure(task, problem),
    runBatch: async (task) => withHeartbeat(turns.runBatch(task, cancellation())),
    failBatch: async (task, problem) => turns.failBatch(task, problem),
    rememberTurn: async (task) =>
      withHeartbeat(turns.remember(task, { signal: cancellation(), isLast: isLastAttempt() })),
    noteUnlearnt: async (task, problem) => turns.noteUnlearnt(task, problem),
    settleMessage: async (messageId) => registry.messages.setStatus(messageId, "settled"),
    endConversation: async (conversationId, { by = null, ...end }) => {
      const at = clock().toISOString();
      const told = endEvents(conversationId, end, { by, at });
      await registry.conversations.setState({ id: conversationId, ...end, at }, told);
      events.announce();
    },
  } satisfies Activities & Record<string, (...args: never[]) => Promise<unknown>>);
