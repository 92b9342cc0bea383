/**
 * Turns without Temporal: real turns, registry and events, driven in the same way as by the workflow, with a scripted
 * model.
 */
import type { ConfigAgentDefinition } from "../../src/domain/agent.ts";
import { renderTemplate } from "../../src/agents/template.ts";
import type { PendingCall, StepOutcome, TurnTask } from "../../src/domain/delivery.ts";
import { toCaxtonError } from "../../src/domain/errors.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { VersionHash } from "../../src/domain/ids.ts";
import type { ChatAnswer, ChatRequest } from "../../src/llm/provider.ts";
import { noTracing } from "../../src/observability/tracing.ts";
import type { MessageRecord, Registry } from "../../src/registry/stores.ts";
import type { Tool } from "../../src/tools/types.ts";
import { createValueChecks } from "../../src/tools/value-checks.ts";
import { createTurns, type Turns } from "../../src/turns/turns.ts";
import type { TurnDependencies } from "../../src/turns/types.ts";

export interface ScriptedAnswer {
  readonly text?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly arguments: JsonObject }[];
}

export interface DrivenTurns {
  readonly turns: Turns;
  readonly task: TurnTask;
  /** The model's requests, step by step. */
  readonly asked: ChatRequest[];
  step(step: number): Promise<StepOutcome>;
  /**
   * Makes one call as the workflow does: after a failure it is retried only if it is idempotent, and otherwise given
   * up.
   */
  carryOut(step: number, call: PendingCall): Promise<void>;
  /** Runs the whole turn and returns the content of its reply. */
  run(): Promise<unknown>;
}

const attempts = 3;

export const driveTurns = (options: {
  readonly registry: Registry;
  readonly message: MessageRecord;
  readonly definition: ConfigAgentDefinition;
  readonly tools: readonly Tool[];
  readonly script: (request: ChatRequest) => ScriptedAnswer;
  /** Overrides for parts of the journal. */
  readonly journal?: Partial<Registry["journal"]>;
  readonly clock?: () => Date;
}): DrivenTurns => {
  const { registry, message, definition, tools, script, clock = () => new Date() } = options;
  const asked: ChatRequest[] = [];
  const chat = async (request: ChatRequest): Promise<ChatAnswer> => {
    asked.push(request);
    const { text = "", calls = [] } = script(request);
    const toolCalls = calls.map((call) => ({ ...call, rawArguments: JSON.stringify(call.arguments) }));
    const usage = { inputTokens: 1, outputTokens: 1 };
    return { text, toolCalls, usage, model: "scripted", finishReason: calls.length > 0 ? "tool_calls" : "stop" };
  };
  const provider = { name: "scripted", isLanguageModel: true, defaultModel: "scripted", chat };
  const nothing = (): void => undefined;
  const deps = {
    registry: { ...registry, journal: { ...registry.journal, ...options.journal } },
    events: { record: registry.events.append, announce: nothing, publishToken: nothing },
    tracing: noTracing,
    models: {
      get: () => provider,
      resolveModel: () => ({ model: "scripted", warning: null }),
      costOf: () => null,
    },
    parts: createValueChecks(),
    tools: { get: (name: string) => tools.find((each) => each.name === name) ?? null, all: () => tools },
    definition: async () => definition,
    observer: { started: nothing, ended: nothing, concluded: nothing, modelCalled: nothing },
    render: renderTemplate,
    defaults: {
      maxTurns: 10,
      maxToolCalls: 10,
      maxTokens: null,
      maxCostUsd: null,
      callTimeoutMs: 10_000,
      turnTimeoutMs: 10 * 365 * 86_400_000,
      maxHops: 3,
      approvalTimeoutMs: 60_000,
      historyLength: 10,
    },
    clock,
  };
  // Contains only those dependencies that agents with tools need.
  const turns = createTurns(deps as unknown as TurnDependencies);
  const task: TurnTask = {
    conversationId: message.message.conversationId,
    messageId: message.message.id,
    agent: definition.name,
    version: "v1" as VersionHash,
    path: [],
    settles: true,
    closes: true,
    first: true,
    traceId: message.message.traceId,
  };
  const never = new AbortController().signal;
  const step = async (number: number): Promise<StepOutcome> => turns.step(task, number, null, never);
  const carryOut = async (number: number, { callId, idempotent }: PendingCall): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await turns.callTool(task, number, callId, never);
      } catch (thrown) {
        const { code, message: why, retryable } = toCaxtonError(thrown);
        if (retryable && idempotent && attempt < attempts) continue;
        return turns.abandonCall(task, number, callId, { code, message: why });
      }
    }
  };
  return {
    turns,
    task,
    asked,
    step,
    carryOut,
    run: async () => {
      for (let number = 0; ; number += 1) {
        const outcome = await step(number);
        if (outcome.kind === "replied") {
          return (await registry.messages.find(outcome.reply.messageId))?.message.content;
        }
        if (outcome.kind === "calls") for (const call of outcome.calls) await carryOut(number, call);
      }
    },
  };
};
