/** Handles an answer that requests calls. */
import type { PendingCall, StepOutcome } from "../domain/delivery.ts";
import type { ModelCallRecord, NewEvent } from "../registry/stores.ts";
import { requestApproval } from "./approvals.ts";
import { storeResult } from "./call-results.ts";
import { admitCall, refused, wasRefused } from "./calls.ts";
import { answerOf } from "./journal-forms.ts";
import type { TurnState } from "./turn-state.ts";
import type { TurnDependencies } from "./types.ts";

export const modelAnswered = ({ task, step }: TurnState, call: ModelCallRecord, time: string): NewEvent => ({
  key: `model ${call.turnId}#${step}`,
  time,
  kind: "model.answered",
  agent: task.agent,
  conversationId: task.conversationId,
  traceId: task.traceId,
  data: {
    messageId: task.messageId,
    step,
    model: call.model,
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    costUsd: call.costUsd,
    durationMs: call.durationMs,
  },
});

/**
 * Journals the answer, refuses calls that are not allowed or exceed `max_tool_calls`, requests approvals, and returns the
 * calls to make.
 */
export const beginCalls = async (
  deps: TurnDependencies,
  state: TurnState,
  call: ModelCallRecord,
  isNew: boolean,
): Promise<StepOutcome> => {
  if (isNew) {
    await deps.registry.journal.ensureTurn(state.turn);
    await deps.registry.journal.addModelCall(call);
    await deps.events.record([modelAnswered(state, call, deps.clock().toISOString())]);
  }
  const answer = answerOf(call);
  const done = new Set(state.toolCalls.filter((each) => each.step === state.step).map((each) => each.callId));
  const most = state.definition.limits.maxToolCalls ?? deps.defaults.maxToolCalls;
  let left = Math.max(0, most - state.toolCalls.filter((each) => !wasRefused(each)).length);
  const tooMany = refused(
    "resource.limit_exceeded",
    `You may make ${most} tool calls for one message, and you have made them. Answer with what you know.`,
  );
  const admitted = answer.toolCalls
    .filter((each) => !done.has(each.id))
    .map((each) => {
      const verdict = left <= 0 ? { refused: tooMany } : admitCall(state.definition, deps.tools, each);
      if ("pending" in verdict) left -= 1;
      return { each, verdict };
    });
  const calls: PendingCall[] = [];
  for (const { each, verdict } of admitted) {
    if ("pending" in verdict) {
      const asks = state.definition.approval.includes(each.name);
      calls.push(asks ? await requestApproval(deps, state, each, verdict.pending) : verdict.pending);
      continue;
    }
    await storeResult(deps, state.task, {
      step: state.step,
      callId: each.id,
      tool: each.name,
      arguments: each.arguments ?? each.rawArguments,
      ...verdict.refused,
      durationMs: 0,
    });
  }
  return { kind: "calls", calls };
};
