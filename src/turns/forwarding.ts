/** Messages that an agent sends to another capability during its turn. */
import { turnIdOf, type ForwardedMessage, type ReplySummary, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { goesToOneProvider, isPerformative, type FipaMessage } from "../domain/fipa.ts";
import { agentSender, parseCapability, type Capability, type MessageId } from "../domain/ids.ts";
import { writtenJson } from "../domain/json-text.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { sendMessageTool } from "../tools/names.ts";
import { storeResult } from "./call-results.ts";
import { failed, findCall, succeeded } from "./calls.ts";
import { derivedMessageId, derivedSpanId } from "./derived-id.ts";
import type { TurnDependencies } from "./types.ts";

const capabilityIn = (args: JsonObject): Capability => {
  const parsed = parseCapability(typeof args["capability"] === "string" ? args["capability"] : "");
  if (!parsed.ok) throw new CaxtonError("tool.invalid_arguments", parsed.error);
  return parsed.value;
};

const withinHops = (task: TurnTask, maxHops: number): void => {
  if (task.path.length + 1 <= maxHops) return;
  throw new CaxtonError(
    "routing.too_many_hops",
    `The request was forwarded along ${[...task.path, task.agent].join(" → ")}; at most ${maxHops} hops are allowed.`,
  );
};

/**
 * Routes and stores the message. A refusal (no provider, too many hops, a loop) is written to the journal as the result
 * of the call, so that the model learns of it, and null is returned. Running it twice stores one message.
 */
export const forwardMessage = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
): Promise<ForwardedMessage> => {
  const { arguments: args } = await findCall(deps, task, step, callId);
  const refuse = async (thrown: unknown): Promise<null> => {
    const error = toCaxtonError(thrown);
    if (error.retryable) throw error;
    const outcome = failed(error.code, error.message);
    await storeResult(deps, task, { step, callId, tool: sendMessageTool, arguments: args, ...outcome, durationMs: 0 });
    return null;
  };
  try {
    withinHops(task, deps.defaults.maxHops);
    const capability = capabilityIn(args);
    const wanted = args["performative"];
    const performative = typeof wanted === "string" && isPerformative(wanted) ? wanted : "request";
    const candidates = deps.chooseReceivers(capability, performative, [...task.path, task.agent]);
    const receivers = goesToOneProvider(performative) ? candidates.slice(0, 1) : candidates;
    const message = await compose(deps, task, `${step}/${callId}`, {
      performative,
      receivers: receivers.map((each) => each.agent),
      targetCapability: capability,
      content: args["content"] ?? "",
    });
    await deps.registry.messages.insert({ message, answers: null, status: "accepted" });
    return { messageId: message.id, receivers };
  } catch (thrown) {
    return refuse(thrown);
  }
};

const forwardedId = (task: TurnTask, purpose: string): MessageId =>
  derivedMessageId(`forward ${turnIdOf(task)}#${purpose}`);

const compose = async (
  deps: TurnDependencies,
  task: TurnTask,
  purpose: string,
  parts: Pick<FipaMessage, "performative" | "receivers" | "targetCapability" | "content">,
): Promise<FipaMessage> => {
  const cause = await deps.registry.messages.find(task.messageId);
  const id = forwardedId(task, purpose);
  return {
    ...parts,
    id,
    sender: agentSender(task.agent),
    replyTo: null,
    language: cause?.message.language ?? null,
    encoding: null,
    ontology: cause?.message.ontology ?? null,
    protocol: cause?.message.protocol ?? null,
    conversationId: task.conversationId,
    replyWith: id,
    inReplyTo: null,
    replyBy: cause?.message.replyBy ?? null,
    traceId: task.traceId,
    spanId: derivedSpanId(id),
    timestamp: deps.clock().toISOString(),
  };
};

/** Stores the replies to a forwarded message as the result of the call that sent it. */
export const returnReplies = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  replies: readonly ReplySummary[],
): Promise<void> => {
  const { arguments: args } = await findCall(deps, task, step, callId);
  const value = await Promise.all(
    replies.map(async (reply): Promise<Json> => {
      const record = await deps.registry.messages.find(reply.messageId);
      return { from: reply.agent, performative: reply.performative, content: record?.message.content ?? null };
    }),
  );
  const error = replies.find((each) => each.error !== null)?.error ?? null;
  const allFailed = error !== null && replies.every((each) => each.error !== null);
  const outcome = allFailed ? failed(error.code, error.message) : succeeded(writtenJson(value));
  const sent = await deps.registry.messages.find(forwardedId(task, `${step}/${callId}`));
  const durationMs = sent === null ? 0 : deps.clock().getTime() - Date.parse(sent.message.timestamp);
  await storeResult(deps, task, { step, callId, tool: sendMessageTool, arguments: args, ...outcome, durationMs });
};
