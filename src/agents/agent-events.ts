/** Events about agents. */
import { randomUUID } from "node:crypto";
import type { Complaint } from "../domain/errors.ts";
import type { AgentName } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { AgentWithVersion, NewEvent } from "../registry/stores.ts";

export type AgentEventKind =
  | "agent.loaded"
  | "agent.updated"
  | "agent.removed"
  | "agent.started"
  | "agent.draining"
  | "agent.drained"
  | "agent.unloaded"
  | "agent.failed"
  | "agent.file_rejected";

export const agentEvent = (kind: AgentEventKind, agent: AgentName | null, data: JsonObject, at: Date): NewEvent => ({
  key: `${kind}/${randomUUID()}`,
  time: at.toISOString(),
  kind,
  agent,
  conversationId: null,
  traceId: null,
  data,
});

export const versionFacts = ({ agent, version }: AgentWithVersion): JsonObject => ({
  hash: version.hash,
  version: version.definition.version,
  origin: agent.origin,
  file: agent.file,
  capabilities: version.definition.capabilities.map((each) => each.name),
});

/** Complaints as JSON, without fields that are undefined. */
export const asJson = (complaints: readonly Complaint[]): readonly JsonObject[] =>
  complaints.map((complaint) => JSON.parse(JSON.stringify(complaint)) as JsonObject);
