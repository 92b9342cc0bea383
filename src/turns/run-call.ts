/** Making a tool call, once or, where that is safe, again until it succeeds. */
import { setTimeout as sleep } from "node:timers/promises";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import { isIdempotentCall, measureCall, type MeasuredCall } from "../domain/tool-call.ts";
import type { Tool } from "../tools/types.ts";
import { auditOfAttempts, callKeyOf, recordAttempt, storeResult } from "./call-results.ts";
import { admissionMs, failed, findCall, hasResult, stepsBefore, succeeded } from "./calls.ts";
import { derivedSpanId, traceparentOf } from "./derived-id.ts";
import { persist } from "./persist.ts";
import { resolveReferences } from "./references.ts";
import { withinTurn } from "./spans.ts";
import type { TurnDependencies } from "./types.ts";

const firstPauseMs = 50;
const longestPauseMs = 2_000;

/** Makes the attempt anew while the sandbox has no room for it: such an attempt has executed nothing, so this is always safe. */
const onceAdmitted = async (attempt: () => Promise<MeasuredCall>, signal: AbortSignal): Promise<MeasuredCall> => {
  const giveUpAt = performance.now() + admissionMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    const made = await attempt();
    const wait = made.error?.retryAfterMs ?? pause;
    const isOver = signal.aborted || performance.now() + wait > giveUpAt;
    if (made.error?.code !== "sandbox.overloaded" || isOver) return made;
    await sleep(wait, undefined, { signal }).catch((thrown: unknown) => {
      // Aborted: the next attempt ends at once, with the error that says so.
      if (!signal.aborted) throw thrown;
    });
  }
};

/** Temporal's history keeps what a retried activity throws, and what tools logged or were granted does not belong there. */
const withoutAudit = (error: CaxtonError): CaxtonError => {
  const { audit: _audit, ...facts } = error.facts;
  return new CaxtonError(error.code, error.message, {
    facts,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
};

/**
 * Makes a tool call unless the journal has its result, and journals the result. Throws where another attempt may succeed
 * and is safe, and where the turn was cancelled; such an attempt is recorded by itself.
 */
export const callTool = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  signal: AbortSignal,
): Promise<void> => {
  const earlier = await deps.registry.journal.toolCalls(turnIdOf(task));
  if (hasResult(earlier, step, callId)) return;
  const call = await findCall(deps, task, step, callId);
  const tool = deps.tools.get(call.name);
  if (tool === null) throw new CaxtonError("tool.not_found", `The tool “${call.name}” no longer exists.`);
  const key = callKeyOf(task, step, callId);
  const attempt = async (): Promise<MeasuredCall> =>
    measureCall(
      async () =>
        deps.tracing.measure(spanOf(task, key, tool), async () => {
          // The model can refer only to results it has seen, so those of other calls in this step do not count.
          const args = await resolveReferences(deps, call.arguments, stepsBefore(earlier, step));
          if (!args.ok) throw new CaxtonError("tool.invalid_arguments", args.error);
          return tool.call(args.value, {
            agent: task.agent,
            conversationId: task.conversationId,
            callKey: key,
            signal,
            traceparent: traceparentOf(task, key),
          });
        }),
      () => performance.now(),
    );
  const made = await onceAdmitted(attempt, signal);
  const { error, durationMs, audit } = made;
  if (error !== null && (signal.aborted || (error.retryable && isIdempotentCall(tool, call.arguments)))) {
    await recordAttempt(deps, task, { key, tool: tool.name }, made);
    throw withoutAudit(error);
  }
  const outcome = error === null ? succeeded(made.written) : failed(error.code, error.message, error.hint);
  const record = { step, callId, tool: call.name, arguments: call.arguments, ...outcome, durationMs };
  await persist(async () => storeResult(deps, task, record, { audit }));
};

const spanOf = (task: TurnTask, key: string, tool: Tool) => ({
  ...withinTurn("tool.call", task, { "caxton.tool": tool.name, "caxton.tool.origin": tool.origin }),
  spanId: derivedSpanId(key),
});

/** Journals that a call was given up, unless it has a result. Its audit is what its recorded attempts add up to. */
export const abandonCall = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  problem: { readonly code: string; readonly message: string },
): Promise<void> => {
  if (hasResult(await deps.registry.journal.toolCalls(turnIdOf(task)), step, callId)) return;
  const call = await findCall(deps, task, step, callId);
  const { audit, durationMs } = await auditOfAttempts(deps, task, callKeyOf(task, step, callId));
  // The workflow knows a time-out of an activity under one name; here it is the tool's.
  const code =
    problem.code === ("llm.timeout" satisfies ErrorCode) ? ("tool.timeout" satisfies ErrorCode) : problem.code;
  const outcome = failed(code, problem.message);
  const record = { step, callId, tool: call.name, arguments: call.arguments, ...outcome, durationMs: durationMs ?? 0 };
  await storeResult(deps, task, record, { audit, durationMs });
};
