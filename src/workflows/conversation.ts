/**
 * A conversation: it takes messages by Update, lets each receiver take its turn, and ends when its protocol says so,
 * when it expires, or when it is cancelled. The rules stand in src/domain/conversation.ts; this file keeps the time.
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
  workflowInfo,
} from "@temporalio/workflow";
import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";
import {
  begin,
  cancel,
  expire,
  isFinished,
  judge,
  openConversation,
  settle,
  type Conversation,
  type ConversationState,
} from "../domain/conversation.ts";
import type {
  Assignment,
  CarriedState,
  ConversationEnd,
  ConversationInput,
  Delivered,
  Envelope,
  ReplySummary,
  TurnTask,
} from "../domain/delivery.ts";
import type { ApprovalId, Sender, VersionHash } from "../domain/ids.ts";
import { localActivities } from "./activity-proxies.ts";
import { agentTurn, batchTurn, type TurnContext } from "./agent-turn.ts";

export const deliver = defineUpdate<Delivered, [Envelope]>("deliver");
export const cancelConversation = defineUpdate<ConversationState, [by: Sender | null]>("cancel");
/** Somebody has decided about a call that waits for a person; the database has what. */
export const approvalDecided = defineSignal<[ApprovalId]>("approvalDecided");
export const conversationState = defineQuery<CarriedState>("state");

const stateAttribute = defineSearchAttributeKey("CaxtonState", SearchAttributeType.KEYWORD);
const agentAttribute = defineSearchAttributeKey("CaxtonAgent", SearchAttributeType.KEYWORD_LIST);

/** Deliveries remembered for a client's retry; a client gives up long before so many newer ones have come. */
const rememberedDeliveries = 100;

/**
 * While calls wait for a person, which may take days, the workflow stays in its run and goes on to take messages, up to
 * these bounds: a run takes 2,000 updates, and its history 51,200 events.
 */
const mostAccepted = 1_800;
const longestHistory = 40_000;

export async function conversation(input: ConversationInput): Promise<ConversationState> {
  let state: Conversation = input.carried?.conversation ?? openConversation(input.protocol, input.staysOpen);
  let delivered: readonly Delivered[] = input.carried?.delivered ?? [];
  const versions = new Map<string, VersionHash>(Object.entries(input.carried?.versions ?? {}));
  let accepted = 0;
  /** Set when a reply has written the conversation's end in its own transaction. */
  let endIsWritten = false;
  let cancelReason = { code: "conversation.cancelled", message: "The conversation was cancelled." };
  let cancelledBy: Sender | null = null;
  const turns = new CancellationScope();

  const carry = (): CarriedState => ({ conversation: state, versions: Object.fromEntries(versions), delivered });

  const keepVersion = ({ agent, version }: Assignment): Assignment => {
    const kept = versions.get(agent);
    if (kept !== undefined) return { agent, version: kept };
    versions.set(agent, version);
    return { agent, version };
  };

  const decided = new Set<ApprovalId>();
  let waiting = 0;
  const awaitDecision: TurnContext["awaitDecision"] = async ({ id, expiresAt }) => {
    waiting += 1;
    const inTime = await condition(() => decided.has(id), Math.max(1, expiresAt - Date.now())).finally(() => {
      waiting -= 1;
    });
    decided.delete(id);
    return inTime;
  };

  let lessons = 0;
  const afterwards = (work: () => Promise<void>): void => {
    lessons += 1;
    void CancellationScope.nonCancellable(work).finally(() => {
      lessons -= 1;
    });
  };
  const nothingIsLeft = (): boolean => allHandlersFinished() && lessons === 0;

  const context: TurnContext = {
    settings: input.settings,
    keepVersion,
    awaitDecision,
    afterwards,
    cancelReason: () => cancelReason,
  };

  const dueToContinue = (): boolean =>
    waiting > 0
      ? accepted >= mostAccepted || workflowInfo().historyLength >= longestHistory
      : accepted >= input.continueAfter || workflowInfo().continueAsNewSuggested;

  setHandler(conversationState, carry);
  setHandler(approvalDecided, (id) => void decided.add(id));

  setHandler(
    deliver,
    async (envelope) => {
      const known = delivered.find((each) => each.messageId === envelope.messageId);
      if (known !== undefined) return known;
      accepted += 1;
      const closes = !input.staysOpen && state.open.length === 0;
      const first = state.state.name === "initiated";
      state = begin(state, envelope);
      if (envelope.performative === "cancel") {
        cancelledBy = envelope.sender;
        turns.cancel();
        await localActivities.settleMessage(envelope.messageId);
        return { messageId: envelope.messageId, replies: [] };
      }
      const replies = await turns.run(async () => exchange(context, input, envelope, { closes, first }));
      const endsHere = closes && envelope.receivers.length === 1 && !isFinished(state.state);
      state = settle(state, envelope.messageId, resultOf(replies));
      endIsWritten ||= endsHere && isFinished(state.state);
      const result = { messageId: envelope.messageId, replies };
      delivered = [...delivered, result].slice(-rememberedDeliveries);
      return result;
    },
    {
      validator: (envelope) => {
        if (delivered.some((each) => each.messageId === envelope.messageId)) return;
        const verdict = judge(state, envelope);
        if (!verdict.ok) throw ApplicationFailure.nonRetryable(verdict.error.message, verdict.error.code);
        if (dueToContinue()) {
          throw ApplicationFailure.retryable("The conversation is moving to a new run.", "conversation.busy");
        }
      },
    },
  );

  setHandler(
    cancelConversation,
    (by) => {
      cancelledBy = by;
      turns.cancel();
      state = cancel(state);
      return state.state;
    },
    {
      validator: (_by) => {
        if (isFinished(state.state)) {
          throw ApplicationFailure.nonRetryable(
            `The conversation is ${state.state.name} already.`,
            "conversation.finished",
          );
        }
      },
    },
  );

  const timeLeft = (): number => Math.max(1, input.expiresAt - Date.now());

  /** Until the conversation is finished, expires (then `false`), or can go on in a new run. */
  const runItsCourse = async (): Promise<boolean> => {
    if (!(await condition(() => isFinished(state.state) || dueToContinue(), timeLeft()))) return false;
    // A turn that is under way ends soon, unless it comes to a call that waits for a person: that has the time there is.
    const isIdle = (): boolean => isFinished(state.state) || allHandlersFinished();
    await condition(() => isIdle() || waiting > 0);
    return isIdle() || condition(isIdle, timeLeft());
  };

  try {
    const inTime = await runItsCourse();
    if (!inTime) {
      cancelReason = {
        code: "conversation.expired",
        message: "The conversation expired before the agent had answered.",
      };
      turns.cancel();
      state = expire(state);
    }
  } catch (thrown) {
    // Somebody cancelled the workflow itself, in Temporal's Web UI or by its CLI.
    if (!isCancellation(thrown)) throw thrown;
    state = cancel(state);
  }
  await CancellationScope.nonCancellable(async () => condition(nothingIsLeft));
  const { state: end } = state;
  if (!isFinished(end)) {
    return continueAsNew<typeof conversation>({ ...input, carried: carry() });
  }
  if (!endIsWritten) {
    await CancellationScope.nonCancellable(async () =>
      localActivities.endConversation(input.conversationId, endOf(end, cancelledBy)),
    );
  }
  upsertSearchAttributes([
    { key: stateAttribute, value: end.name },
    { key: agentAttribute, value: [...versions.keys()] },
  ]);
  return end;
}

/** All receivers of one message take their turns, within the time that its `replyBy` leaves. */
async function exchange(
  context: TurnContext,
  { conversationId }: ConversationInput,
  envelope: Envelope,
  { closes, first }: { readonly closes: boolean; readonly first: boolean },
): Promise<readonly ReplySummary[]> {
  const single = envelope.receivers.length === 1;
  const takeTurns = async (within: TurnContext): Promise<readonly ReplySummary[]> =>
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
        return envelope.batch === true ? batchTurn(within, task) : agentTurn(within, task, envelope.waits);
      }),
    );
  const replies =
    envelope.replyBy === null ? await takeTurns(context) : await until(envelope.replyBy, context, takeTurns);
  if (!single) await CancellationScope.nonCancellable(async () => localActivities.settleMessage(envelope.messageId));
  return replies;
}

/** Cancels what is still going on at `replyBy`; the turns then answer that the time was up. */
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

const endOf = (state: ConversationState, by: Sender | null): ConversationEnd => {
  if (state.name === "completed") return { state: "completed", outcome: state.outcome, error: null, by };
  if (state.name === "failed") return { state: "failed", outcome: null, error: state.error };
  return { state: "expired", outcome: null, error: null };
};
