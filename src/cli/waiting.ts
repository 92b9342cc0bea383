/** Waits for the replies to a message without holding one request open for minutes. */
import { setInterval as every } from "node:timers/promises";
import type { AcceptedMessage, Message } from "../api/dto/messages.ts";
import type { Client } from "./client.ts";
import { followConversation, type StreamItem } from "./event-stream.ts";

/** Longest wait of one request, in seconds: Node's fetch gives up on a response after 300, and proxies do earlier. */
export const longestRequestWait = 240;

/** Interval for polling the message in addition to the events, in milliseconds: the last step may write no event. */
const lookEveryMs = 2_000;

export const repliesTo = async (client: Client, { conversationId, messageId }: AcceptedMessage): Promise<Message[]> => {
  const messages = await client.list<Message>(`/conversations/${conversationId}/messages`, {});
  return messages.filter((message) => message.answers === messageId);
};

const isSettled = async (client: Client, messageId: string): Promise<boolean> =>
  (await client.request<Message>("GET", `/messages/${messageId}`)).body.status === "settled";

/** Sends a message and requests the replies in the response, if they arrive in time. */
export const sendMessage = async (client: Client, message: object, waitMs: number): Promise<AcceptedMessage> => {
  const seconds = Math.min(Math.ceil(waitMs / 1000), longestRequestWait);
  const { body } = await client.request<AcceptedMessage>("POST", "/messages", {
    json: message,
    headers: seconds > 0 ? { Prefer: `wait=${seconds}` } : {},
    timeoutMs: seconds * 1000 + 30_000,
  });
  return body;
};

export interface WaitOptions {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called for every event of the conversation meanwhile. */
  readonly onItem?: (item: StreamItem) => void;
  readonly lookEveryMs?: number;
}

/** The replies of all receivers; null if the time runs out first. */
export const awaitReplies = async (
  client: Client,
  accepted: AcceptedMessage,
  { waitMs, signal, onItem, lookEveryMs: lookEvery = lookEveryMs }: WaitOptions,
): Promise<readonly Message[] | null> => {
  const done = new AbortController();
  const within = AbortSignal.any([signal, done.signal, AbortSignal.timeout(waitMs)]);
  let settled = false;
  const look = async (): Promise<void> => {
    if (settled || !(await isSettled(client, accepted.messageId))) return;
    settled = true;
    done.abort();
  };
  const lookAgain = async (): Promise<void> => {
    try {
      for await (const _ of every(lookEvery, undefined, { signal: within })) await look();
    } catch (thrown) {
      // Aborted: the time is up or the replies have arrived.
      if (!within.aborted) throw thrown;
    }
  };
  const follow = async (): Promise<void> => {
    for await (const item of followConversation(client, accepted.conversationId, { signal: within, after: null })) {
      onItem?.(item);
      if (item.type === "event") await look();
      if (settled) return;
    }
    await look();
  };
  try {
    await Promise.all([follow(), lookAgain()]);
  } finally {
    done.abort();
  }
  signal.throwIfAborted();
  return settled ? repliesTo(client, accepted) : null;
};
