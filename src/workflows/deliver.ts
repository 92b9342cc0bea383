/** Delivering a message: the receivers take their turns, and their replies are the result of the update. */
import { ApplicationFailure, CancellationScope, condition } from "@temporalio/workflow";
import { begin, isFinished, judge, settle } from "../domain/conversation.ts";
import type { ConversationInput, Delivered, Envelope, ReplySummary, TurnTask } from "../domain/delivery.ts";
import { localActivities } from "./activity-proxies.ts";
import { agentTurn, batchTurn, type TurnContext } from "./agent-turn.ts";
import { isDueToContinue, type RunState } from "./run-state.ts";

/** Deliveries remembered for a client's retry; a client gives up long before so many newer ones have arrived. */
const rememberedDeliveries = 100;

/** The position of an exchange in its conversation. */
interface ExchangePosition {
  /** It is the only exchange, and ends the conversation. */
  readonly closes: boolean;
  /** No message came before it. */
  readonly first: boolean;
}

/** Rejects what the protocol forbids; a rejected update leaves no trace in the history. */
export const validateDelivery = (run: RunState, input: ConversationInput, envelope: Envelope): void => {
  if (run.delivered.some((each) => each.messageId === envelope.messageId)) return;
  const verdict = judge(run.conversation, envelope);
  if (!verdict.ok) throw ApplicationFailure.nonRetryable(verdict.error.message, verdict.error.code);
  if (isDueToContinue(run, input)) {
    throw ApplicationFailure.retryable("The conversation is moving to a new run.", "conversation.busy");
  }
};

export const deliverMessage = async (
  run: RunState,
  input: ConversationInput,
  context: TurnContext,
  envelope: Envelope,
): Promise<Delivered> => {
  const known = run.delivered.find((each) => each.messageId === envelope.messageId);
  if (known !== undefined) return known;
  run.accepted += 1;
  const closes = !input.staysOpen && run.conversation.open.length === 0;
  const first = run.conversation.state.name === "initiated";
  run.conversation = begin(run.conversation, envelope);
  if (envelope.performative === "cancel") return deliverCancel(run, envelope);
  const replies = await run.turns.run(async () => exchange(context, input, envelope, { closes, first }));
  const endsHere = closes && envelope.receivers.length === 1 && !isFinished(run.conversation.state);
  run.conversation = settle(run.conversation, envelope.messageId, resultOf(replies));
  run.endIsWritten ||= endsHere && isFinished(run.conversation.state);
  const result = { messageId: envelope.messageId, replies };
  run.delivered = [...run.delivered, result].slice(-rememberedDeliveries);
  return result;
};

/** A message with the performative `cancel`; {@link begin} has ended the conversation. */
const deliverCancel = async (run: RunState, { messageId, sender }: Envelope): Promise<Delivered> => {
  run.cancelledBy = sender;
  run.turns.cancel();
  await localActivities.settleMessage(messageId);
  return { messageId, replies: [] };
};

/** All receivers of one message take their turns, within the time that its `replyBy` allows. */
async function exchange(
  context: TurnContext,
  { conversationId }: ConversationInput,
  envelope: Envelope,
  { closes, first }: ExchangePosition,
): Promise<readonly ReplySummary[]> {
  const single = envelope.receivers.length === 1;
  const takeTurns = async (turnContext: TurnContext): Promise<readonly ReplySummary[]> =>
    Promise.all(
      envelope.receivers.map(context.keepVersion).map(async (receiver) => {
        const task: TurnTask = {
          ...receiver,
          conversationId,
          messageId: envelope.messageId,
          path: [],
          settles: single,
          closes: closes && single,
          first,
          traceId: envelope.traceId,
        };
        return envelope.batch === true ? batchTurn(turnContext, task) : agentTurn(turnContext, task, envelope.waits);
      }),
    );
  const replies =
    envelope.replyBy === null ? await takeTurns(context) : await until(envelope.replyBy, context, takeTurns);
  if (!single) {
    await CancellationScope.nonCancellable(async () => localActivities.settleMessage(envelope.messageId));
  }
  return replies;
}

/** Cancels at `replyBy` the turns that have not ended; they then answer that the time had passed. */
async function until(
  replyBy: number,
  context: TurnContext,
  takeTurns: (context: TurnContext) => Promise<readonly ReplySummary[]>,
): Promise<readonly ReplySummary[]> {
  const tooLate = { code: "message.reply_by_passed", message: "The time that replyBy set had passed." };
  let outOfTime = false;
  const scope = new CancellationScope();
  const clock = new CancellationScope();
  const ringing = clock
    .run(async () => condition(() => false, Math.max(1, replyBy - Date.now())))
    .then(
      () => {
        outOfTime = true;
        scope.cancel();
      },
      () => undefined,
    );
  const replies = await scope.run(async () =>
    takeTurns({ ...context, cancelReason: () => (outOfTime ? tooLate : context.cancelReason()) }),
  );
  clock.cancel();
  await ringing;
  return replies;
}

const resultOf = (replies: readonly ReplySummary[]): Parameters<typeof settle>[2] => {
  const errors = replies.flatMap((reply) => (reply.error === null ? [] : [reply.error]));
  const [first] = errors;
  return first !== undefined && errors.length === replies.length
    ? { kind: "failed", ...first }
    : { kind: "answered", replyKeys: replies.map((reply) => reply.replyWith) };
};
