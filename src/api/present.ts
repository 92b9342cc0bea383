/** Converts domain values to the API's representation. */
import type { CapabilityOffer } from "../domain/agent.ts";
import type { Complaint } from "../domain/errors.ts";
import type { Accepted, AcceptedBatch } from "../messaging/types.ts";
import type {
  AgentVersionRecord,
  AgentWithVersion,
  ApiKeyRecord,
  ApprovalRecord,
  BatchRecord,
  ConversationRecord,
  MessageRecord,
  Page,
  StoredEvent,
} from "../registry/stores.ts";
import type { CapabilityListing, Provider } from "../routing/types.ts";
import type { RemoteServerStatus } from "../tools/remote/types.ts";
import type { Tool } from "../tools/types.ts";
import type * as agents from "./dto/agents.ts";
import type { ApiKey } from "./dto/api-keys.ts";
import type { Approval } from "./dto/approvals.ts";
import type { ProblemError } from "./dto/common.ts";
import type { CaxtonEvent, Conversation } from "./dto/conversations.ts";
import type { AcceptedBatch as AcceptedBatchBody, AcceptedMessage, Batch, Message } from "./dto/messages.ts";
import type { Readiness } from "./dto/status.ts";
import type { Tool as ToolBody, ToolServer as ToolServerBody } from "./dto/tools.ts";
import type { ReadinessReport } from "./types.ts";

export const presentPage = <From, To>(
  page: Page<From>,
  present: (item: From) => To,
): { items: To[]; nextCursor: string | null } => ({ items: page.items.map(present), nextCursor: page.nextCursor });

const presentOffers = (offers: readonly CapabilityOffer[]): agents.CapabilityOffer[] =>
  offers.map(({ name, description, priority }) => ({ name, description, priority }));

export const presentComplaints = (complaints: readonly Complaint[]): ProblemError[] =>
  complaints.map((complaint) => ({ ...complaint }));

export const presentAgent = ({ agent, version: { definition } }: AgentWithVersion): agents.Agent => ({
  id: agent.id,
  workspace: agent.workspace,
  name: agent.name,
  kind: agent.kind,
  state: agent.state,
  failure: agent.failure,
  origin: agent.origin,
  file: agent.file,
  activeVersion: agent.activeVersion,
  version: definition.version,
  description: definition.description,
  capabilities: presentOffers(definition.capabilities),
  createdAt: agent.createdAt,
  updatedAt: agent.updatedAt,
});

export const presentAgentDetails = (
  stored: AgentWithVersion,
  warnings: readonly Complaint[] = [],
): agents.AgentDetails => ({
  ...presentAgent(stored),
  definition: { ...stored.version.definition },
  source: stored.version.source,
  warnings: presentComplaints(warnings),
});

export const presentVersion =
  (active: string) =>
  ({ hash, definition, createdAt }: AgentVersionRecord): agents.AgentVersion => ({
    hash,
    version: definition.version,
    description: definition.description,
    active: hash === active,
    createdAt,
  });

export const presentCapability = (listing: CapabilityListing): agents.Capability => ({
  name: listing.capability,
  description: listing.description,
  providers: [...listing.providers],
});

export const presentProvider = ({ agent, version, description, score }: Provider): agents.CapabilityProvider => ({
  agent,
  version,
  description,
  score: {
    total: score.total,
    priority: score.priority,
    health: score.health,
    load: score.load,
    latency: score.latency,
    success: score.success,
  },
});

export const presentMessage = ({ message, status, answers }: MessageRecord): Message => ({
  id: message.id,
  conversationId: message.conversationId,
  performative: message.performative,
  sender: message.sender,
  receivers: [...message.receivers],
  targetCapability: message.targetCapability,
  replyTo: message.replyTo,
  content: message.content,
  language: message.language,
  encoding: message.encoding,
  ontology: message.ontology,
  protocol: message.protocol,
  replyWith: message.replyWith,
  inReplyTo: message.inReplyTo,
  replyBy: message.replyBy,
  traceId: message.traceId,
  spanId: message.spanId,
  timestamp: message.timestamp,
  status,
  answers,
});

export const presentAccepted = ({ message, deliveredTo, replies }: Accepted): AcceptedMessage => ({
  messageId: message.id,
  conversationId: message.conversationId,
  deliveredTo: [...deliveredTo],
  traceId: message.traceId,
  replies: replies === null ? null : replies.map(presentMessage),
});

export const presentConversation = (record: ConversationRecord): Conversation => ({
  id: record.id,
  protocol: record.protocol,
  state: record.state,
  outcome: record.outcome,
  error: record.error === null ? null : { code: record.error.code, message: record.error.message },
  initiator: record.initiator,
  staysOpen: record.staysOpen,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
  expiresAt: record.expiresAt,
  participants: record.participants.map(({ participant, versionHash }) => ({ participant, versionHash })),
});

export const presentApproval = (approval: ApprovalRecord): Approval => ({
  id: approval.id,
  conversationId: approval.conversationId,
  messageId: approval.messageId,
  agent: approval.agent,
  tool: approval.tool,
  arguments: approval.arguments,
  state: approval.state,
  reason: approval.reason,
  decidedBy: approval.decidedBy,
  requestedAt: approval.requestedAt,
  expiresAt: approval.expiresAt,
  decidedAt: approval.decidedAt,
});

export const presentEvent = ({ seq, time, kind, agent, conversationId, traceId, data }: StoredEvent): CaxtonEvent => ({
  seq,
  time,
  kind,
  agent,
  conversationId,
  traceId,
  data: { ...data },
});

export const presentKey = ({ id, name, role, agent, createdAt, lastUsedAt }: ApiKeyRecord): ApiKey => ({
  id,
  name,
  role,
  agent,
  createdAt,
  lastUsedAt,
});

export const presentReadiness = ({ parts, llm }: ReadinessReport): Readiness => {
  const failing = parts.filter((part) => !part.ready).map((part) => part.name);
  return {
    ready: failing.length === 0,
    failing,
    parts: parts.map(({ name, ready, detail }) => ({ name, ready, detail })),
    llm: { provider: llm.provider, isLanguageModel: llm.isLanguageModel, model: llm.model },
  };
};

/** Everything except the replies, which are already text. */
export const presentAcceptedBatch = ({
  batchId,
  frame,
  agent,
  size,
}: Omit<AcceptedBatch, "replies">): Omit<AcceptedBatchBody, "replies"> => ({
  batchId,
  conversationId: frame.conversationId,
  deliveredTo: agent,
  size,
  traceId: frame.traceId,
});

export const presentBatch = ({ id, frame, agent, items, replies, status }: BatchRecord): Batch => ({
  ...presentAcceptedBatch({ batchId: id, frame, agent, size: items.length }),
  replies: replies === null ? null : replies.map(({ performative, content }) => ({ performative, content })),
  status,
});

export const presentToolServer = (status: RemoteServerStatus): ToolServerBody => ({
  name: status.name,
  transport: status.transport,
  address: status.address,
  state: status.state,
  since: status.since,
  error: status.error,
  tools: [...status.tools],
  refused: status.refused.map((each) => ({ ...each })),
  missing: [...status.missing],
  truncated: status.truncated,
  protocolVersion: status.protocolVersion,
});

export const presentTool = (tool: Tool): ToolBody => ({
  name: tool.name,
  origin: tool.origin,
  sandboxed: tool.manifest !== null,
  description: tool.description,
  inputSchema: { ...tool.parameters },
  outputSchema: tool.resultSchema === null ? null : { ...tool.resultSchema },
  idempotent: tool.idempotent,
  timeoutMs: tool.timeoutMs,
  manifest: tool.manifest === null ? null : { ...tool.manifest },
});
