/** The conversation workflows over a Temporal client: how messages get in, and what Temporal's refusals mean. */
import {
  Client,
  isGrpcServiceError,
  type Connection,
  WithStartWorkflowOperation,
  type WorkflowClientInterceptor,
  WorkflowUpdateFailedError,
} from "@temporalio/client";
import {
  ApplicationFailure,
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from "@temporalio/common";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConversationInput, Delivered, Envelope } from "../domain/delivery.ts";
import { CaxtonError, isErrorCode } from "../domain/errors.ts";
import type { ConversationId, Sender } from "../domain/ids.ts";
import type { ConversationWorkflows } from "../messaging/types.ts";
import type { conversation } from "../workflows/conversation.ts";

export interface ConversationClientOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly taskQueue: string;
  /** How long a message is offered to a Temporal that does not answer or cannot take it now, in milliseconds. */
  readonly patienceMs: number;
}

const attributes = {
  agent: defineSearchAttributeKey("CaxtonAgent", SearchAttributeType.KEYWORD_LIST),
  capability: defineSearchAttributeKey("CaxtonCapability", SearchAttributeType.KEYWORD_LIST),
  protocol: defineSearchAttributeKey("CaxtonProtocol", SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey("CaxtonState", SearchAttributeType.KEYWORD),
};

const prefix = "conversation/";

export const workflowIdOf = (id: ConversationId): string => prefix + id;

const conversationIdOf = (workflowId: string): ConversationId => workflowId.slice(prefix.length) as ConversationId;

interface Outcome {
  readonly failure?: {
    readonly message?: string | null;
    readonly applicationFailureInfo?: { readonly type?: string | null } | null;
  } | null;
}

/** A validator's refusal comes back as an update that is complete and has failed; it is thrown here, where it is seen. */
const throwRefusal = (outcome: Outcome | undefined): void => {
  const failure = outcome?.failure;
  if (failure == null) return;
  const type = failure.applicationFailureInfo?.type ?? "";
  throw new CaxtonError(isErrorCode(type) ? type : "internal.unexpected", failure.message ?? "The update was refused.");
};

const refusals: WorkflowClientInterceptor = {
  startUpdate: async (input, next) => {
    const output = await next(input);
    throwRefusal(output.outcome);
    return output;
  },
  startUpdateWithStart: async (input, next) => {
    const output = await next(input);
    throwRefusal(output.updateOutcome);
    return output;
  },
};

/** Codes of gRPC (https://grpc.io/docs/guides/status-codes) that pass by themselves. */
const passing = new Set([
  1 /* cancelled */, 4 /* deadline */, 8 /* exhausted */, 10 /* aborted */, 14 /* unavailable */,
]);

const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause !== undefined && !isGrpcServiceError(thrown) ? rootOf(thrown.cause) : thrown;

/**
 * Whether the same call can succeed in a moment: Temporal is restarting or too busy, ten updates are in flight, or the
 * run is just being continued as new, which aborts what it had not accepted.
 */
const passes = (thrown: unknown): boolean => {
  if (thrown instanceof CaxtonError) return thrown.code === "conversation.busy";
  const root = rootOf(thrown);
  // A workflow that was ending when an activity's result came in repeats its last task, and forgets the updates in it.
  const passingDetails = /clos|abort|workflow task failure/i;
  if (isGrpcServiceError(root)) return passing.has(root.code) || passingDetails.test(root.details ?? "");
  return root instanceof ApplicationFailure && root.type === "AcceptedUpdateCompletedWorkflow";
};

const asCaxtonError = (thrown: unknown, id: ConversationId | null): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (thrown instanceof WorkflowExecutionAlreadyStartedError || thrown instanceof WorkflowNotFoundError) {
    return new CaxtonError("conversation.finished", `The conversation ${id} has ended; it takes no further message.`, {
      hint: "Send the message without a conversationId, or open a new conversation.",
      cause: thrown,
    });
  }
  if (thrown instanceof WorkflowUpdateFailedError && thrown.cause instanceof ApplicationFailure) {
    const type = thrown.cause.type ?? "";
    return new CaxtonError(isErrorCode(type) ? type : "internal.unexpected", thrown.cause.message, { cause: thrown });
  }
  const reason = rootOf(thrown);
  return new CaxtonError(
    "temporal.unavailable",
    `Temporal did not take the call: ${reason instanceof Error ? reason.message : String(reason)}`,
    { hint: "It is tried again by itself; /ready shows when Temporal answers.", cause: thrown, retryAfterMs: 2_000 },
  );
};

export const createConversationClient = (options: ConversationClientOptions): ConversationWorkflows => {
  const { workflow } = new Client({
    connection: options.connection,
    namespace: options.namespace,
    interceptors: { workflow: [refusals] },
  });

  /** Calls until it succeeds, fails for good, or the patience ends. */
  const insist = async <Value>(id: ConversationId | null, call: () => Promise<Value>): Promise<Value> => {
    const giveUpAt = performance.now() + options.patienceMs;
    for (let pause = 20; ; pause = Math.min(1_000, pause * 2)) {
      try {
        return await call();
      } catch (thrown) {
        if (!passes(thrown) || performance.now() + pause > giveUpAt) throw asCaxtonError(thrown, id);
        await sleep(pause);
      }
    }
  };

  const startOptions = (input: ConversationInput, envelope: Envelope | null) => {
    const known: SearchAttributePair[] = [
      { key: attributes.protocol, value: input.protocol },
      { key: attributes.state, value: "in-progress" },
    ];
    if (envelope !== null) known.push({ key: attributes.agent, value: envelope.receivers.map((each) => each.agent) });
    if (envelope?.targetCapability != null)
      known.push({ key: attributes.capability, value: [envelope.targetCapability] });
    return {
      workflowId: workflowIdOf(input.conversationId),
      taskQueue: options.taskQueue,
      args: [input] as [ConversationInput],
      workflowIdConflictPolicy: "USE_EXISTING" as const,
      workflowIdReusePolicy: "REJECT_DUPLICATE" as const,
      workflowTaskTimeout: "5s" as const,
      typedSearchAttributes: known,
    };
  };

  const startAndOffer = async (input: ConversationInput, envelope: Envelope) =>
    workflow.startUpdateWithStart<typeof conversation, Delivered, [Envelope]>("deliver", {
      updateId: envelope.messageId,
      args: [envelope],
      waitForStage: "ACCEPTED",
      startWorkflowOperation: new WithStartWorkflowOperation<typeof conversation>(
        "conversation",
        startOptions(input, envelope),
      ),
    });

  /** A plain update costs the server about half of an Update-with-Start, and nearly always finds its workflow. */
  const offer = async (input: ConversationInput, envelope: Envelope, isNew: boolean) => {
    if (isNew) return startAndOffer(input, envelope);
    return workflow
      .getHandle(workflowIdOf(input.conversationId))
      .startUpdate<Delivered, [Envelope]>("deliver", {
        updateId: envelope.messageId,
        args: [envelope],
        waitForStage: "ACCEPTED",
      })
      .catch(async (thrown: unknown) => {
        if (thrown instanceof WorkflowNotFoundError) return startAndOffer(input, envelope);
        throw thrown;
      });
  };

  return {
    deliver: async (input, envelope, isNew) => {
      const id = input.conversationId;
      const handle = await insist(id, async () => offer(input, envelope, isNew));
      let first: typeof handle | null = handle;
      return {
        settled: async () =>
          insist(id, async () => {
            const current = first ?? (await offer(input, envelope, false));
            first = null;
            return current.result();
          }),
      };
    },
    cancel: async (id, by) => {
      // One id for all attempts: an attempt whose answer got lost is no reason to say that there is nothing to cancel.
      const once = { updateId: randomUUID(), args: [by] as [Sender] };
      await insist(id, async () => workflow.getHandle(workflowIdOf(id)).executeUpdate("cancel", once));
    },
    cutOff: async (since) => {
      const closed = since === null ? "" : ` AND CloseTime >= '${since.toISOString()}'`;
      const query = `WorkflowType = 'conversation' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut')${closed}`;
      return insist(null, async () => {
        const ids: ConversationId[] = [];
        for await (const { workflowId } of workflow.list({ query })) ids.push(conversationIdOf(workflowId));
        return ids;
      });
    },
    wasCutOff: async (id) =>
      insist(id, async () => {
        const { status } = await workflow.getHandle(workflowIdOf(id)).describe();
        return status.name === "TERMINATED" || status.name === "FAILED" || status.name === "TIMED_OUT";
      }),
    decided: async (id, approvalId) => {
      await insist(id, async () => workflow.getHandle(workflowIdOf(id)).signal("approvalDecided", approvalId));
    },
    open: async (input) => {
      await insist(input.conversationId, async () =>
        workflow.start<typeof conversation>("conversation", startOptions(input, null)),
      );
    },
  };
};
