/**
 * What the rest of Caxton may ask of the database. Each store is a small interface, implemented by the file of the same
 * name in this folder: it writes through the one connection of `sqlite.ts`, and reads through that or through Prisma.
 * `open-registry.ts` creates them all.
 */
import type { AgentDefinition, AgentKind } from "../domain/agent.ts";
import type { ConversationOutcome, ConversationStateName, InteractionProtocol } from "../domain/conversation.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { AgentId, AgentName, ConversationId, MessageId, Sender, VersionHash } from "../domain/ids.ts";
import type { JsonOutline, JsonText } from "../domain/json-text.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { AgentStateName } from "../domain/lifecycle.ts";
import type { ApprovalStore } from "./approval-stores.ts";
import type { BatchStore } from "./batch-stores.ts";
import type { ModuleStore, NewModule, ToolStore } from "./module-stores.ts";
import type { ApiKeyStore, IdempotencyStore } from "./request-stores.ts";

import type { ConversationChange, ConversationOpening, MessageStatus, NewEvent, Page, PageRequest } from "./records.ts";

export type { MessageStatus, NewEvent, Page, PageRequest } from "./records.ts";
export type { ApprovalEnd, ApprovalRecord, ApprovalStore } from "./approval-stores.ts";
export type { BatchRecord, BatchStore, BatchToDo } from "./batch-stores.ts";
export type { ApiKeyRecord, ApiKeyStore, IdempotencyStore, Role } from "./request-stores.ts";
export type { ModuleStore, NewModule, ToolRecord, ToolStore } from "./module-stores.ts";

export interface AgentRecord {
  readonly id: AgentId;
  readonly workspace: string;
  readonly name: AgentName;
  readonly kind: AgentKind;
  readonly state: AgentStateName;
  /** Why the agent is in the state `failed`. */
  readonly failure: string | null;
  readonly origin: "file" | "api";
  readonly file: string | null;
  readonly activeVersion: VersionHash;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface AgentVersionRecord {
  readonly agentId: AgentId;
  readonly hash: VersionHash;
  readonly definition: AgentDefinition;
  readonly source: string;
  readonly createdAt: string;
}

export interface AgentWithVersion {
  readonly agent: AgentRecord;
  readonly version: AgentVersionRecord;
}

export interface AgentFilter {
  readonly capability?: string;
  readonly kind?: AgentKind;
  readonly state?: AgentStateName;
  readonly workspace?: string;
}

export interface AgentInput {
  readonly workspace: string;
  readonly definition: AgentDefinition;
  readonly hash: VersionHash;
  readonly source: string;
  readonly origin: "file" | "api";
  readonly file: string | null;
  readonly state: AgentStateName;
  /** The module of a WASM agent, if it may be new; stored in the same transaction. */
  readonly module: NewModule | null;
}

export interface AgentStateChange {
  readonly agentId: AgentId;
  readonly from: AgentStateName;
  readonly to: AgentStateName;
  /** Why it is `failed`; otherwise null. */
  readonly failure: string | null;
}

export interface AgentStore {
  /**
   * Creates the agent or moves it to the given version and state. Storing the active version again changes only its
   * origin (`origin`, `file`): an agent that was unloaded stays unloaded.
   */
  put(input: AgentInput): Promise<AgentWithVersion>;
  /** The same for many agents, in order and much faster: one transaction per few hundred. */
  putMany(inputs: readonly AgentInput[]): Promise<readonly AgentWithVersion[]>;
  /** Finds an agent by name, ignoring case. */
  find(workspace: string, name: AgentName): Promise<AgentWithVersion | null>;
  findVersion(agentId: AgentId, hash: VersionHash): Promise<AgentVersionRecord | null>;
  /** All agents with their active versions, for the in-memory index. */
  all(): Promise<readonly AgentWithVersion[]>;
  /** Sorted by name. */
  list(filter: AgentFilter, page: PageRequest): Promise<Page<AgentWithVersion>>;
  /** Newest first. */
  versions(agentId: AgentId, page: PageRequest): Promise<Page<AgentVersionRecord>>;
  /** Does nothing if the agent is not in `from` any more. Returns the time of the change, or null if there was none. */
  setState(change: AgentStateChange): Promise<string | null>;
  /** Whether there are messages for the agent, alone or in batches, that it has not answered yet. */
  hasOpenMessages(name: AgentName): Promise<boolean>;
  /** Its versions remain available to {@link findRemovedVersion} while conversations run that may use them. */
  remove(agentId: AgentId): Promise<void>;
  /** Deletes such versions when all conversations that began before the removal have ended. Called at every start. */
  forgetRemovedVersions(): Promise<void>;
  /** The definition of a removed agent. */
  findRemovedVersion(workspace: string, name: AgentName, hash: VersionHash): Promise<AgentDefinition | null>;
}

export interface ConversationRecord {
  readonly id: ConversationId;
  readonly protocol: InteractionProtocol;
  readonly state: ConversationStateName;
  readonly outcome: ConversationOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly initiator: Sender;
  readonly staysOpen: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string | null;
  readonly participants: readonly { readonly participant: Sender; readonly versionHash: VersionHash | null }[];
}

export interface ConversationFilter {
  readonly state?: ConversationStateName;
  readonly protocol?: InteractionProtocol;
  readonly participant?: Sender;
}

export interface ConversationStore {
  /** Writes the conversation unless it exists. */
  ensure(input: ConversationOpening): Promise<void>;
  find(id: ConversationId): Promise<ConversationRecord | null>;
  /** Newest first. */
  list(filter: ConversationFilter, page: PageRequest): Promise<Page<ConversationRecord>>;
  /**
   * A finished conversation keeps its state: a later call has no effect and returns `false`. `told` is written only
   * together with the change, so that whoever sees the end also finds its events.
   */
  setState(input: ConversationChange, told?: readonly NewEvent[]): Promise<boolean>;
}

export interface MessageRecord {
  readonly message: FipaMessage;
  readonly answers: MessageId | null;
  readonly status: MessageStatus;
}

export interface MessageStore {
  /** Writes a message; returns `false`, without a change, if the id is taken. */
  insert(record: MessageRecord, events?: readonly NewEvent[]): Promise<boolean>;
  /** The same, together with the conversation (as `ConversationStore.ensure`), in one transaction. */
  open(input: {
    readonly conversation: ConversationOpening;
    readonly record: MessageRecord;
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
  /** Also finds messages and replies in batches. */
  find(id: MessageId): Promise<MessageRecord | null>;
  /** Marks a message as accepted or settled; the status never goes back. */
  setStatus(id: MessageId, status: MessageStatus): Promise<void>;
  /** Deletes a message that Temporal rejected, only while it is in `stored`. */
  discard(id: MessageId): Promise<void>;
  /** In the order in which they were stored, including messages and replies of batches. */
  list(conversationId: ConversationId, page: PageRequest): Promise<Page<MessageRecord>>;
  /** The newest `limit` messages, oldest first: the transcript for a prompt. */
  recent(conversationId: ConversationId, limit: number): Promise<readonly MessageRecord[]>;
  /** The replies to a message, in the order in which they were stored. */
  answersTo(id: MessageId): Promise<readonly MessageRecord[]>;
  /** Messages that a crash left in `stored`, oldest first. */
  unaccepted(limit: number): Promise<readonly MessageRecord[]>;
  /** Messages of a conversation that not all receivers have finished, in the order in which they were stored. */
  unsettled(conversationId: ConversationId): Promise<readonly MessageRecord[]>;
}

export interface TurnRecord {
  /** `<message id>/<agent name>` */
  readonly id: string;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly agent: AgentName;
  readonly versionHash: VersionHash;
  /** The opening messages of the model conversation. */
  readonly prompt: Json;
}

export interface ModelCallRecord {
  readonly turnId: string;
  readonly step: number;
  readonly answer: JsonObject;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null if the model has no price. */
  readonly costUsd: number | null;
  readonly durationMs: number;
}

export interface ToolCallRecord {
  readonly turnId: string;
  readonly step: number;
  readonly callId: string;
  readonly tool: string;
  readonly arguments: Json;
  /** `{ ok: true, value }` or `{ ok: false, error }`; of a large result only `{ ok: true }`. */
  readonly result: JsonObject;
  /** Of a large result; null for others. */
  readonly outline: JsonOutline | null;
  readonly durationMs: number;
}

export interface NewToolCall extends ToolCallRecord {
  /** Of a large result, its value; null for others. */
  readonly text: JsonText | null;
}

export type ToolCallKey = Pick<ToolCallRecord, "turnId" | "step" | "callId">;

/** Finished steps by key; a finished step is never repeated. Writing an existing key keeps the first value. */
export interface JournalStore {
  ensureTurn(turn: TurnRecord): Promise<TurnRecord>;
  findTurn(id: string): Promise<TurnRecord | null>;
  modelCalls(turnId: string): Promise<readonly ModelCallRecord[]>;
  addModelCall(call: ModelCallRecord): Promise<void>;
  toolCalls(turnId: string): Promise<readonly ToolCallRecord[]>;
  /** Writes a call's result together with the event that tells of it; neither where the call has a result. */
  addToolCall(call: NewToolCall, event: NewEvent): Promise<void>;
  /** The value of a large result, as bytes of the caller's own. Throws `internal.unexpected` if there is none. */
  largeResult(call: ToolCallKey): Promise<JsonText>;
  /**
   * Writes a turn's final reply, its participant, and the new state of the message and the conversation in one
   * transaction; with `turn` and `modelCall` also the record of how it was produced. Returns `false`, without a change,
   * if a reply with that id exists.
   */
  conclude(input: {
    readonly turn: TurnRecord | null;
    readonly modelCall: ModelCallRecord | null;
    readonly reply: MessageRecord;
    readonly participant: { readonly sender: Sender; readonly versionHash: VersionHash | null } | null;
    readonly settled: MessageId | null;
    readonly conversation: {
      readonly id: ConversationId;
      readonly state: ConversationStateName;
      readonly outcome: ConversationOutcome | null;
      readonly error: { readonly code: string; readonly message: string } | null;
      /** Events to write only if this ends the conversation. */
      readonly told?: readonly NewEvent[];
    } | null;
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
}

export interface StoredEvent extends NewEvent {
  /** Increases with every event; used as SSE's `Last-Event-ID`. */
  readonly seq: number;
}

export interface EventFilter {
  readonly agent?: AgentName;
  readonly kind?: string;
  readonly conversationId?: ConversationId;
  readonly since?: string;
  readonly until?: string;
}

export interface EventStore {
  append(events: readonly NewEvent[]): Promise<void>;
  /** After `afterSeq`, lowest first. */
  after(filter: EventFilter, afterSeq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Events of any of the kinds after `afterSeq`, lowest first; events of other kinds cost nothing. */
  ofKinds(kinds: readonly string[], afterSeq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The highest `seq`; 0 if there are no events. */
  newest(): Promise<number>;
  /** Newest first. */
  list(filter: EventFilter, page: PageRequest): Promise<Page<StoredEvent>>;
}

export interface Registry {
  readonly agents: AgentStore;
  readonly modules: ModuleStore;
  readonly tools: ToolStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly batches: BatchStore;
  readonly approvals: ApprovalStore;
  readonly journal: JournalStore;
  readonly events: EventStore;
  readonly apiKeys: ApiKeyStore;
  readonly idempotency: IdempotencyStore;
  /** Throws `database.unavailable` if the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
