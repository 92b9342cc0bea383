/** `caxton conversation list` and `show`. */
import type { CaxtonEvent, Conversation, ConversationDetails } from "../api/dto/conversations.ts";
import type { Message } from "../api/dto/messages.ts";
import { renderPending } from "./approvals.ts";
import type { Client } from "./client.ts";
import { followConversation } from "./event-stream.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { createWatcher, textOf } from "./message-send.ts";
import { printable, type Output } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderFields, renderTable } from "./tables.ts";

export interface ListArguments {
  readonly state?: string | undefined;
  readonly protocol?: string | undefined;
  readonly participant?: string | undefined;
  readonly limit?: number | undefined;
}

const stateOf = ({ state, outcome, error }: Conversation): string => {
  const why = outcome ?? error?.code ?? "";
  return why === "" ? state : `${state} (${why})`;
};

const namesOf = (conversation: Conversation): string =>
  conversation.participants.map(({ participant }) => participant).join(", ");

export const listConversations = async (session: Session, args: ListArguments): Promise<ExitCode> => {
  const { state, protocol, participant, limit } = args;
  const client = await session.client();
  const items = await client.list<Conversation>("/conversations", { state, protocol, participant }, limit);
  if (session.json) {
    writeJson(session, { items });
  } else if (items.length === 0) {
    session.err.write("There are no such conversations.\n");
  } else {
    const rows = items.map((each) => [each.id, each.protocol, stateOf(each), each.createdAt, namesOf(each)]);
    session.out.write(renderTable(session.out, ["ID", "PROTOCOL", "STATE", "CREATED", "PARTICIPANTS"], rows));
  }
  return exitCodes.ok;
};

const receiversOf = ({ targetCapability, receivers }: Message): string => {
  const names = receivers.join(", ");
  if (targetCapability === null) return names === "" ? "" : ` → ${names}`;
  return ` → ${targetCapability}${names === "" ? "" : ` (${names})`}`;
};

const renderMessage = (out: Output, message: Message): string => {
  const { paint } = out;
  const head = `${paint.bold(printable(message.sender))} ${paint.cyan(message.performative)}${printable(receiversOf(message))}`;
  const body = printable(textOf(message.content)).replaceAll(/^/gm, "  ");
  return `\n${paint.dim(message.timestamp)} ${head}\n${body}\n`;
};

const renderHead = (out: Output, conversation: Conversation): string =>
  renderFields(out, [
    ["conversation", conversation.id],
    ["state", stateOf(conversation)],
    ["error", conversation.error === null ? null : conversation.error.message],
    ["protocol", conversation.protocol],
    ["participants", namesOf(conversation)],
    ["created", conversation.createdAt],
    ["updated", conversation.updatedAt],
    ["expires", conversation.expiresAt],
  ]);

const read = async (client: Client, id: string): Promise<ConversationDetails> =>
  (await client.request<ConversationDetails>("GET", `/conversations/${encodeURIComponent(id)}`)).body;

const messagesOf = async (client: Client, id: string): Promise<readonly Message[]> =>
  client.list<Message>(`/conversations/${id}/messages`, {});

const isAboutMessage = ({ kind }: CaxtonEvent): boolean => kind.startsWith("message.");

/** Shows existing and new messages, each once. */
const followForPeople = async (session: Session, client: Client, id: string): Promise<void> => {
  const watcher = createWatcher(session.err);
  const shown = new Set<string>();
  const showNew = async (): Promise<void> => {
    for (const message of await messagesOf(client, id)) {
      if (shown.has(message.id)) continue;
      shown.add(message.id);
      watcher.end();
      session.out.write(renderMessage(session.out, message));
    }
  };
  await showNew();
  for await (const item of followConversation(client, id, { signal: session.signal, after: null })) {
    // Tokens are only for a terminal; in a file the message is enough.
    if (item.type === "token") {
      if (session.err.isTerminal) watcher.show(item);
    } else if (item.event.kind === "approval.requested") {
      const { pendingApprovals } = await read(client, id);
      const asked = pendingApprovals.filter((each) => each.id === item.event.data["approvalId"]);
      watcher.end();
      session.out.write(renderPending(session.out, asked));
    } else if (isAboutMessage(item.event) && !shown.has(String(item.event.data["messageId"]))) {
      await showNew();
    }
  }
  watcher.end();
  await showNew();
  const end = await read(client, id);
  session.out.write(`\n${session.out.paint.dim(`The conversation is ${stateOf(end)}.`)}\n`);
};

/** Writes one JSON document per line: each event as it is stored, each token as it arrives. */
const followForPrograms = async (session: Session, client: Client, id: string): Promise<void> => {
  for await (const item of followConversation(client, id, { signal: session.signal, after: null })) {
    session.out.write(`${JSON.stringify(item)}\n`);
  }
};

export const showConversation = async (
  session: Session,
  args: { readonly id: string; readonly follow: boolean },
): Promise<ExitCode> => {
  const client = await session.client();
  const conversation = await read(client, args.id);
  const { id } = conversation;
  if (args.follow && session.json) {
    await followForPrograms(session, client, id);
  } else if (session.json) {
    writeJson(session, { ...conversation, messages: await messagesOf(client, id) });
  } else {
    session.out.write(renderHead(session.out, conversation));
    if (args.follow) await followForPeople(session, client, id);
    else {
      for (const message of await messagesOf(client, id)) session.out.write(renderMessage(session.out, message));
      session.out.write(renderPending(session.out, conversation.pendingApprovals));
    }
  }
  return session.signal.aborted ? exitCodes.interrupted : exitCodes.ok;
};
