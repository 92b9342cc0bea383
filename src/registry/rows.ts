/**
 * Database rows and their conversion to the records that the rest of Caxton uses. All rows were written by this folder.
 */
import type * as Rows from "../generated/prisma/client.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";
import type {
  AgentRecord,
  AgentVersionRecord,
  ApiKeyRecord,
  ConversationRecord,
  MessageRecord,
  ModelCallRecord,
  NewEvent,
  StoredEvent,
  ToolCallRecord,
  TurnRecord,
} from "./stores.ts";

export type AgentRow = Rows.Agent;
export type AgentVersionRow = Rows.AgentVersion;
/** SQLite has no booleans; Prisma converts them. */
export type ConversationRow = Omit<Rows.Conversation, "staysOpen"> & { readonly staysOpen: boolean | number };
export type ParticipantRow = Pick<Rows.Participant, "participant" | "versionHash">;
export type MessageRow = Rows.Message;
export type TurnRow = Rows.Turn;
export type ModelCallRow = Rows.ModelCall;
export type ToolCallRow = Rows.ToolCall;
/** With the outline of its large result, if it has one. */
export type FoundToolCallRow = ToolCallRow & { readonly outline: string | null };
export type LargeResultRow = Rows.LargeResult;
export type EventRow = Rows.Event;
export type ApiKeyRow = Rows.ApiKey;

/** `any`, as from JSON.parse: the record that it goes into determines the type. */
const parse = JSON.parse;

export const toAgent = ({ nameKey: _nameKey, ...row }: AgentRow): AgentRecord => row as AgentRecord;

export const toAgentVersion = (row: AgentVersionRow): AgentVersionRecord =>
  ({
    agentId: row.agentId,
    hash: row.hash,
    definition: parse(row.definition),
    source: row.source,
    createdAt: row.createdAt,
  }) as AgentVersionRecord;

export const toConversation = (row: ConversationRow, participants: readonly ParticipantRow[]): ConversationRecord =>
  ({
    id: row.id,
    protocol: row.protocol,
    state: row.state,
    outcome: row.outcome,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? "" },
    initiator: row.initiator,
    staysOpen: Boolean(row.staysOpen),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    expiresAt: row.expiresAt,
    participants: participants.map(({ participant, versionHash }) => ({ participant, versionHash })),
  }) as unknown as ConversationRecord;

export const toMessage = ({ seq: _seq, answers, status, ...row }: MessageRow): MessageRecord => ({
  message: { ...row, receivers: parse(row.receivers), content: parse(row.content) } as unknown as FipaMessage,
  answers: answers as MessageId | null,
  status: status as MessageRecord["status"],
});

export const fromMessage = ({ message, answers, status }: MessageRecord): Omit<MessageRow, "seq"> => ({
  ...message,
  receivers: JSON.stringify(message.receivers),
  content: JSON.stringify(message.content),
  answers,
  status,
});

export const messageColumns = [
  "id",
  "conversationId",
  "performative",
  "sender",
  "receivers",
  "targetCapability",
  "replyTo",
  "content",
  "language",
  "encoding",
  "ontology",
  "protocol",
  "replyWith",
  "inReplyTo",
  "replyBy",
  "traceId",
  "spanId",
  "timestamp",
  "answers",
  "status",
] as const satisfies readonly (keyof MessageRow)[];

export const toTurn = ({ createdAt: _createdAt, prompt, ...row }: TurnRow): TurnRecord =>
  ({ ...row, prompt: parse(prompt) }) as TurnRecord;

export const toModelCall = ({ createdAt: _createdAt, answer, ...row }: ModelCallRow): ModelCallRecord => ({
  ...row,
  answer: parse(answer),
});

export const toToolCall = ({ createdAt: _createdAt, outline, ...row }: FoundToolCallRow): ToolCallRecord => ({
  ...row,
  arguments: parse(row.arguments),
  result: parse(row.result),
  outline: outline === null ? null : parse(outline),
});

export const fromEvent = (event: NewEvent): Omit<EventRow, "seq"> => ({ ...event, data: JSON.stringify(event.data) });

export const toEvent = (row: EventRow): StoredEvent =>
  ({
    ...row,
    conversationId: row.conversationId as ConversationId | null,
    data: parse(row.data),
  }) as StoredEvent;

export const toApiKey = ({ hash: _hash, ...row }: ApiKeyRow): ApiKeyRecord => row as ApiKeyRecord;
