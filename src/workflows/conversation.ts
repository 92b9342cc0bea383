/**
 * The workflow of a conversation: it accepts messages by Update, runs the turns of their receivers, and ends when the
 * protocol says so, when the conversation expires, or when it is cancelled. The protocol's rules are in
 * src/domain/conversation.ts; this file keeps time and state.
 */
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";
import { cancel, expire, isFinished, type ConversationState } from "../domain/conversation.ts";
import type { CarriedState, ConversationEnd, ConversationInput, Delivered, Envelope } from "../domain/delivery.ts";
import type { ApprovalId, Sender } from "../domain/ids.ts";
import { localActivities } from "./activity-proxies.ts";
import { deliverMessage, validateDelivery } from "./deliver.ts";
import { carriedState, createRunState, isDueToContinue, isIdle, turnContext, type RunState } from "./run-state.ts";

export const deliver = defineUpdate<Delivered, [Envelope]>("deliver");
export const cancelConversation = defineUpdate<ConversationState, [by: Sender | null]>("cancel");
/** A person has decided about a call that waits for approval; the decision itself is in the database. */
export const approvalDecided = defineSignal<[ApprovalId]>("approvalDecided");
export const conversationState = defineQuery<CarriedState>("state");

const stateAttribute = defineSearchAttributeKey("CaxtonState", SearchAttributeType.KEYWORD);
const agentAttribute = defineSearchAttributeKey("CaxtonAgent", SearchAttributeType.KEYWORD_LIST);

export async function conversation(input: ConversationInput): Promise<ConversationState> {
  const run = createRunState(input);
  setHandlers(run, input);
  await runUntilOver(run, input);
  await CancellationScope.nonCancellable(async () => condition(() => isIdle(run)));
  const { state: end } = run.conversation;
  if (!isFinished(end)) return continueAsNew<typeof conversation>({ ...input, carried: carriedState(run) });
  if (!run.endIsWritten) {
    await CancellationScope.nonCancellable(async () =>
      localActivities.endConversation(input.conversationId, endOf(end, run.cancelledBy)),
    );
  }
  upsertSearchAttributes([
    { key: stateAttribute, value: end.name },
    { key: agentAttribute, value: [...run.versions.keys()] },
  ]);
  return end;
}

const setHandlers = (run: RunState, input: ConversationInput): void => {
  const context = turnContext(run, input);
  setHandler(conversationState, () => carriedState(run));
  setHandler(approvalDecided, (id) => void run.decided.add(id));
  setHandler(deliver, async (envelope) => deliverMessage(run, input, context, envelope), {
    validator: (envelope) => validateDelivery(run, input, envelope),
  });
  setHandler(cancelConversation, (by) => cancelRun(run, by), { validator: (_by) => validateCancel(run) });
};

const cancelRun = (run: RunState, by: Sender | null): ConversationState => {
  run.cancelledBy = by;
  run.turns.cancel();
  run.conversation = cancel(run.conversation);
  return run.conversation.state;
};

const validateCancel = ({ conversation: { state } }: RunState): void => {
  if (!isFinished(state)) return;
  throw ApplicationFailure.nonRetryable(`The conversation is ${state.name} already.`, "conversation.finished");
};

/** Returns when the conversation is finished, expired or cancelled, or can continue in a new run. */
const runUntilOver = async (run: RunState, input: ConversationInput): Promise<void> => {
  try {
    if (await waitInTime(run, input)) return;
    run.cancelReason = {
      code: "conversation.expired",
      message: "The conversation expired before the agent had answered.",
    };
    run.turns.cancel();
    run.conversation = expire(run.conversation);
  } catch (thrown) {
    // The workflow itself was cancelled, in Temporal's Web UI or with its CLI.
    if (!isCancellation(thrown)) throw thrown;
    run.conversation = cancel(run.conversation);
  }
};

/** Waits until the conversation is finished or can continue in a new run; `false` if it expires first. */
const waitInTime = async (run: RunState, input: ConversationInput): Promise<boolean> => {
  const timeLeft = (): number => Math.max(1, input.expiresAt - Date.now());
  const isOver = (): boolean => isFinished(run.conversation.state);
  if (!(await condition(() => isOver() || isDueToContinue(run, input), timeLeft()))) return false;
  // Turns in progress end soon, unless one comes to a call that waits for a person: that may take all the time left.
  const isSettled = (): boolean => isOver() || allHandlersFinished();
  await condition(() => isSettled() || run.waitingCalls > 0);
  return isSettled() || condition(isSettled, timeLeft());
};

const endOf = (state: ConversationState, by: Sender | null): ConversationEnd => {
  if (state.name === "completed") return { state: "completed", outcome: state.outcome, error: null, by };
  if (state.name === "failed") return { state: "failed", outcome: null, error: state.error };
  return { state: "expired", outcome: null, error: null };
};
