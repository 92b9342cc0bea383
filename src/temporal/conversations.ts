/** The conversation workflows, accessed through a Temporal client. */
import {
  Client,
  type Connection,
  WithStartWorkflowOperation,
  type WorkflowClientInterceptor,
} from "@temporalio/client";
import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  SearchAttributeType,
  WorkflowNotFoundError,
} from "@temporalio/common";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConversationInput, Delivered, Envelope } from "../domain/delivery.ts";
import { CaxtonError, isErrorCode } from "../domain/errors.ts";
import type { ConversationId, Sender } from "../domain/ids.ts";
import type { ConversationWorkflows } from "../messaging/types.ts";
import type { conversation } from "../workflows/conversation.ts";
import { asCaxtonError, isTransient } from "./client-failures.ts";

export interface ConversationClientOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly taskQueue: string;
  /** How long a call is retried when Temporal does not answer or cannot take it now, in milliseconds. */
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

/** A rejection by the update validator arrives as an update that is already complete and has failed. */
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

export const createConversationClient = (options: ConversationClientOptions): ConversationWorkflows => {
  const { workflow } = new Client({
    connection: options.connection,
    namespace: options.namespace,
    interceptors: { workflow: [refusals] },
  });

  /** Repeats the call until it succeeds, fails for good, or the time is up. */
  const insist = async <Value>(id: ConversationId | null, call: () => Promise<Value>): Promise<Value> => {
    const giveUpAt = performance.now() + options.patienceMs;
    for (let pause = 20; ; pause = Math.min(1_000, pause * 2)) {
      try {
        return await call();
      } catch (thrown) {
        if (!isTransient(thrown) || performance.now() + pause > giveUpAt) throw asCaxtonError(thrown, id);
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
      // One id for all attempts: if the answer to an attempt is lost, the next one must not report that there is
      // nothing to cancel.
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
