/** Handles an answer that requests calls. */
import type { PendingCall, StepOutcome } from "../domain/delivery.ts";
import type { ErrorCode } from "../domain/errors.ts";
import type { ModelCallRecord, NewEvent } from "../registry/stores.ts";
import { requestApproval } from "./approvals.ts";
import { admitCall, failed, storeResult } from "./calls.ts";
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

/** Journals the answer, refuses calls that are not allowed, requests approvals, and returns the calls to make. */
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
  const left = Math.max(0, most - state.toolCalls.length);
  const tooMany = failed(
    "resource.limit_exceeded" satisfies ErrorCode,
    `You may make ${most} tool calls for one message.`,
  );
  const admitted = answer.toolCalls
    .filter((each) => !done.has(each.id))
    .map((each, index) => ({
      each,
      verdict: index < left ? admitCall(state.definition, deps.tools, each) : { refused: tooMany },
    }));
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
      result: verdict.refused,
      durationMs: 0,
    });
  }
  return { kind: "calls", calls };
};
