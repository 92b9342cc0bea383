/** The agents' capabilities as MCP tools: calling the tool sends a request to the capability. */
import { createHash } from "node:crypto";
import { CaxtonError } from "../domain/errors.ts";
import { requireParticipant } from "../domain/participation.ts";
import { parseConversationId, type ConversationId, type MessageId } from "../domain/ids.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { MessageRecord } from "../registry/stores.ts";
import { capabilityToolPrefix } from "./names.ts";
import type { CapabilityTool, McpCaller, McpDependencies } from "./types.ts";

const longestName = 60;

const digitsForm = /_[0-9a-f]{8}$/;

/**
 * Some clients allow neither dots nor long names, so dots become underscores and names are cut. A changed name ends in eight
 * digits of the capability's SHA-256, and so does a name that looks as if it did. So two capabilities never share a name,
 * and a name keeps its meaning whatever other capabilities there are.
 */
const toolNameOf = (capability: string): string => {
  const plain = capability.replaceAll(".", "_").slice(0, longestName);
  if (plain === capability && !digitsForm.test(plain)) return capabilityToolPrefix + plain;
  const digits = createHash("sha256").update(capability).digest("hex").slice(0, 8);
  return `${capabilityToolPrefix}${plain.slice(0, longestName - digits.length - 1)}_${digits}`;
};

export const capabilityTools = ({ router }: Pick<McpDependencies, "router">): readonly CapabilityTool[] =>
  router.capabilities().map(({ capability, description }) => {
    const what = description === "" ? `what agents do for the capability “${capability}”` : description;
    return {
      name: toolNameOf(capability),
      capability,
      description: `Asks an agent for its capability ${capability}: ${what}. The request is durable; the answer arrives when the agent has replied.`,
    };
  });

export const capabilityInput: JsonObject = {
  type: "object",
  properties: {
    request: { description: "The request: a text, or any JSON value that the capability accepts." },
    conversationId: {
      type: "string",
      format: "uuid",
      description: "The conversation to continue, from an earlier answer; a new one is opened by default.",
    },
  },
  required: ["request"],
  additionalProperties: false,
};

export const capabilityOutput: JsonObject = {
  type: "object",
  properties: {
    conversationId: { type: "string" },
    replies: {
      type: "array",
      items: {
        type: "object",
        properties: { agent: { type: "string" }, performative: { type: "string" }, content: {} },
        required: ["agent", "performative"],
      },
    },
  },
  required: ["conversationId", "replies"],
};

const conversationOf = (value: Json | undefined): ConversationId | null => {
  if (value === undefined || value === null) return null;
  const parsed = parseConversationId(typeof value === "string" ? value : JSON.stringify(value));
  if (parsed.ok) return parsed.value;
  throw new CaxtonError("tool.invalid_arguments", `conversationId: ${parsed.error}`);
};

const replyOf = ({ message }: MessageRecord): JsonObject => ({
  agent: message.sender,
  performative: message.performative,
  content: message.content,
});

export interface CapabilityAnswer {
  readonly conversationId: ConversationId;
  readonly replies: readonly JsonObject[];
  readonly failed: boolean;
}

/** Cancels the conversation that was opened for one call. */
const cancelExchange = async (
  { messaging, registry }: McpDependencies,
  id: MessageId,
  { sender }: McpCaller,
): Promise<void> => {
  const stored = await registry.messages.find(id);
  if (stored !== null) await messaging.cancelConversation(stored.message.conversationId, sender);
};

/** The result of `sent`. If the signal aborts, rejects at once and runs `takeBack`. */
const unlessTakenBack = async <Value>(
  sent: Promise<Value>,
  signal: AbortSignal,
  takeBack: () => Promise<void>,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new CaxtonError("conversation.cancelled", "The caller cancelled the call."));
      // The conversation may have ended in the meantime, in which case there is nothing to cancel.
      takeBack().catch(() => undefined);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });

/** Throws what `Messaging.send` throws, and `tool.timeout` if no reply arrived in time. */
export const askCapability = async (
  deps: McpDependencies,
  { capability }: CapabilityTool,
  args: JsonObject,
  caller: McpCaller,
  signal: AbortSignal,
): Promise<CapabilityAnswer> => {
  const { messaging, registry } = deps;
  if (args["request"] === undefined) {
    throw new CaxtonError("tool.invalid_arguments", "The argument request is missing.", {
      hint: "Put your request in request.",
    });
  }
  const conversationId = conversationOf(args["conversationId"]);
  const conversation = conversationId === null ? null : await registry.conversations.find(conversationId);
  requireParticipant(caller, caller.sender, conversation);
  const id = deps.newId() as MessageId;
  const sent = messaging.send(
    {
      id,
      performative: "request",
      sender: caller.sender,
      target: { kind: "capability", capability },
      content: args["request"],
      conversationId,
      protocol: null,
      replyTo: null,
      replyWith: null,
      inReplyTo: null,
      replyBy: null,
      language: null,
      encoding: null,
      ontology: null,
      trace: caller.trace,
    },
    caller.waitMs,
  );
  // In a continued conversation, only this call is cancelled; the conversation remains.
  const takeBack = conversationId === null ? async () => cancelExchange(deps, id, caller) : async () => undefined;
  const { message, replies } = await unlessTakenBack(sent, signal, takeBack);
  if (replies === null) {
    throw new CaxtonError(
      "tool.timeout",
      `No reply arrived in time; it will arrive in the conversation ${message.conversationId}.`,
      {
        hint: `Read the resource caxton://conversations/${message.conversationId} later.`,
      },
    );
  }
  const failures = replies.filter((each) => each.message.performative === "failure");
  return {
    conversationId: message.conversationId,
    replies: replies.map(replyOf),
    failed: replies.length > 0 && failures.length === replies.length,
  };
};
