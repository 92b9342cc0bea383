/** `caxton message send`: prints the reply on standard output and everything else on standard error. */
import type { ConversationDetails } from "../api/dto/conversations.ts";
import type { AcceptedMessage, Message } from "../api/dto/messages.ts";
import { parseDuration } from "../domain/quantities.ts";
import { renderPending } from "./approvals.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { usageFailure } from "./failure.ts";
import { forOutput, printable, type Output } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import type { StreamItem } from "./event-stream.ts";
import { awaitReplies, sendMessage } from "./waiting.ts";

export interface SendArguments {
  readonly text: string;
  readonly to?: string | undefined;
  readonly agent?: readonly string[] | undefined;
  readonly performative: string;
  readonly conversation?: string | undefined;
  readonly protocol?: string | undefined;
  readonly sender?: string | undefined;
  readonly inReplyTo?: string | undefined;
  readonly contentJson: boolean;
  readonly wait: string;
  readonly follow: boolean;
}

/** The content of a reply as text. */
export const textOf = (content: unknown): string =>
  typeof content === "string" ? content : JSON.stringify(content, null, 2);

export const durationOf = (text: string, flag: string): number => {
  const parsed = parseDuration(text === "0" ? 0 : text);
  if (!parsed.ok) throw usageFailure(`${flag}: ${parsed.error}`);
  return parsed.value;
};

const contentOf = async (session: Session, args: SendArguments): Promise<unknown> => {
  const text = args.text === "-" ? (await session.readInput()).replace(/\n$/, "") : args.text;
  if (!args.contentJson) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw usageFailure(`--content-json wants JSON: ${(thrown as Error).message}.`);
  }
};

const messageOf = async (session: Session, args: SendArguments): Promise<object> => {
  const agents = args.agent ?? [];
  if ((args.to === undefined) === (agents.length === 0)) {
    throw usageFailure(
      "A message goes either to a capability (--to) or to agents by name (--agent).",
      "caxton message send 'How many rows has sales.csv?' --to data-analysis",
    );
  }
  return {
    performative: args.performative,
    content: await contentOf(session, args),
    ...(args.to === undefined ? { receivers: agents } : { targetCapability: args.to }),
    ...(args.conversation === undefined ? {} : { conversationId: args.conversation }),
    ...(args.protocol === undefined ? {} : { protocol: args.protocol }),
    ...(args.sender === undefined ? {} : { sender: args.sender }),
    ...(args.inReplyTo === undefined ? {} : { inReplyTo: args.inReplyTo }),
  };
};

/** Shows progress on standard error, including tokens as they arrive; returns the text of the tokens so far. */
export const createWatcher = (err: Output) => {
  let words = "";
  let open = false;
  const line = (text: string): void => {
    err.write(`${open ? "\n" : ""}${text}\n`);
    open = false;
  };
  return {
    show: (item: StreamItem): void => {
      if (item.type === "token") {
        words += item.token.text;
        err.write(printable(item.token.text));
        open = true;
        return;
      }
      const { kind, agent, time } = item.event;
      line(err.paint.dim(`${time.slice(11, 19)} ${kind}${agent === null ? "" : ` ${agent}`}`));
    },
    end: (): string => {
      if (open) err.write("\n");
      open = false;
      return words;
    },
  };
};

const withoutAgent = (sender: string): string => sender.replace(/^agent:/, "");

const showReplies = (session: Session, replies: readonly Message[], shownAlready: string): void => {
  const { out, err } = session;
  for (const reply of replies) {
    const text = textOf(reply.content);
    const from = withoutAgent(reply.sender);
    if (reply.performative !== "inform") err.write(`${err.paint.yellow(reply.performative)} from ${printable(from)}\n`);
    else if (replies.length > 1) err.write(`${err.paint.dim(`from ${printable(from)}`)}\n`);
    // On a terminal the tokens have already been shown.
    const repeats = out.isTerminal && err.isTerminal && text.trim() !== "" && text.trim() === shownAlready.trim();
    if (!repeats) out.write(`${forOutput(out, text)}\n`);
  }
};

/** The worst reply determines the exit code. */
const exitCodeOf = (replies: readonly Message[]): ExitCode => {
  const said = new Set(replies.map((reply) => reply.performative));
  if (said.has("failure")) return exitCodes.failure;
  return said.has("refuse") || said.has("not-understood") ? exitCodes.refused : exitCodes.ok;
};

/** An agent that waits for an approval continues only after the decision. */
const whatWaits = async (session: Session, { conversationId }: AcceptedMessage): Promise<string> => {
  const client = await session.client();
  const { body } = await client.request<ConversationDetails>("GET", `/conversations/${conversationId}`);
  return renderPending(session.err, body.pendingApprovals);
};

const describe = ({ messageId, conversationId, deliveredTo }: AcceptedMessage): string =>
  `message ${messageId} in conversation ${conversationId}, to ${deliveredTo.join(", ") || "nobody"}`;

export const send = async (session: Session, args: SendArguments): Promise<ExitCode> => {
  const waitMs = durationOf(args.wait, "--wait");
  const message = await messageOf(session, args);
  const client = await session.client();
  const until = performance.now() + waitMs;
  const first = await sendMessage(client, message, args.follow ? 0 : waitMs);
  const watcher = createWatcher(session.err);
  const left = until - performance.now();
  const wantsMore = first.replies === null && waitMs > 0 && left > 0;
  const replies = wantsMore
    ? await awaitReplies(client, first, {
        waitMs: Math.ceil(left),
        signal: session.signal,
        ...(args.follow && !session.json ? { onItem: watcher.show } : {}),
      })
    : first.replies;
  const words = watcher.end();
  const accepted: AcceptedMessage = { ...first, replies: replies === null ? null : [...replies] };
  if (session.json) writeJson(session, accepted);
  if (replies === null && waitMs > 0) {
    session.err.write(await whatWaits(session, accepted));
    const later = `caxton conversation show ${accepted.conversationId} --follow`;
    session.err.write(`No reply within ${args.wait}: ${describe(accepted)}.\nLook later with: ${later}\n`);
    return exitCodes.noReplyInTime;
  }
  if (!session.json) {
    if (replies === null) session.out.write(`Accepted: ${describe(accepted)}.\n`);
    else if (replies.length === 0) session.err.write(`Nobody answered: ${describe(accepted)}.\n`);
    else showReplies(session, replies, words);
  }
  return exitCodeOf(replies ?? []);
};
