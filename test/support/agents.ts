/** Agents for tests where the definition does not matter. */
import type { ConfigAgentDefinition } from "../../src/domain/agent.ts";
import type { AgentId, AgentName, Capability, Version, VersionHash } from "../../src/domain/ids.ts";
import type { AgentWithVersion } from "../../src/registry/stores.ts";

export const aDefinition = (parts: {
  readonly name: string;
  readonly capabilities?: readonly string[];
  readonly priority?: number;
  readonly tools?: readonly string[];
}): ConfigAgentDefinition => ({
  kind: "config",
  name: parts.name as AgentName,
  version: "1.0.0" as Version,
  description: `${parts.name} of the tests`,
  capabilities: (parts.capabilities ?? [parts.name.toLowerCase()]).map((name) => ({
    name: name as Capability,
    description: "",
    priority: parts.priority ?? 0,
  })),
  tools: parts.tools ?? [],
  model: null,
  llm: { provider: null, temperature: null, maxTokens: null, timeout: null, responseFormat: null },
  memory: { enabled: false, scope: "workspace", autoStore: true, searchLimit: 10, minSimilarity: 0.7 },
  parameters: {},
  systemPrompt: `You are ${parts.name}.`,
  userPromptTemplate: "{{request}}",
  limits: {
    maxTurns: null,
    maxToolCalls: null,
    maxTokens: null,
    maxCostUsd: null,
    timeout: null,
    maxMessageSize: null,
  },
  approval: [],
  schedule: null,
  deployment: { strategy: "direct" },
  examples: [],
  unknown: {},
});

export const anAgent = (parts: Parameters<typeof aDefinition>[0]): AgentWithVersion => {
  const hash = "0".repeat(64) as VersionHash;
  const at = "2026-01-01T00:00:00.000Z";
  return {
    agent: {
      id: "1" as AgentId,
      workspace: "default",
      name: parts.name as AgentName,
      kind: "config",
      state: "running",
      failure: null,
      origin: "api",
      file: null,
      activeVersion: hash,
      createdAt: at,
      updatedAt: at,
    },
    version: { agentId: "1" as AgentId, hash, definition: aDefinition(parts), source: "", createdAt: at },
  };
};
