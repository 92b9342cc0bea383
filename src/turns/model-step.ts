/** One step of a turn: the model's next answer, and what is to be done about it. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type StepOutcome, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import { expectsReply, mayAnswer, type FipaMessage } from "../domain/fipa.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { formatDuration, milliseconds } from "../domain/quantities.ts";
import type { ChatAnswer, ChatMessage, LlmProvider, ToolCallRequest } from "../llm/provider.ts";
import type { ModelCallRecord, NewEvent, ToolCallRecord, TurnRecord } from "../registry/stores.ts";
import { sendMessageTool } from "../tools/names.ts";
import { admitCall, describeTools, failed, storeResult, withOwnIds } from "./calls.ts";
import { concludeTurn } from "./conclude.ts";
import { traceparentOf } from "./derived-id.ts";
import { openingPrompt, textOf } from "./prompt.ts";
import { runModule } from "./module-step.ts";
import { persist } from "./persist.ts";
import { parseReply } from "./reply.ts";
import { fillIn, resultText } from "./results.ts";
import type { TurnDependencies } from "./types.ts";

/** A model's answer as the journal keeps it. */
interface JournaledAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCallRequest[];
  readonly finishReason: ChatAnswer["finishReason"];
  /** A structured answer that addresses another capability: the replies to it will be this turn's reply. */
  readonly forwards: boolean;
}

interface TurnState {
  readonly task: TurnTask;
  readonly step: number;
  readonly asked: FipaMessage;
  readonly definition: ConfigAgentDefinition;
  readonly turn: TurnRecord;
  /** The turn is in the database already. */
  readonly turnIsStored: boolean;
  readonly modelCalls: readonly ModelCallRecord[];
  readonly toolCalls: readonly ToolCallRecord[];
}

const loadTurn = async (
  deps: TurnDependencies,
  task: TurnTask,
  definition: ConfigAgentDefinition,
  step: number,
): Promise<TurnState> => {
  const { journal, messages } = deps.registry;
  const turnId = turnIdOf(task);
  const record = await messages.find(task.messageId);
  if (record === null) throw new CaxtonError("message.not_found", `The message ${task.messageId} is not stored.`);
  const asked = record.message;
  const stored = await journal.findTurn(turnId);
  if (stored !== null) {
    const [modelCalls, toolCalls] = await Promise.all([journal.modelCalls(turnId), journal.toolCalls(turnId)]);
    return { task, step, asked, definition, turn: stored, turnIsStored: true, modelCalls, toolCalls };
  }
  const earlier = task.first ? [] : await messages.recent(task.conversationId, deps.defaults.historyLength + 1);
  const history = earlier.map((each) => each.message).filter((each) => each.id !== asked.id);
  const prompt = openingPrompt({ definition, message: asked, history, render: deps.render });
  const turn: TurnRecord = {
    id: turnId,
    conversationId: task.conversationId,
    messageId: task.messageId,
    agent: task.agent,
    versionHash: task.version,
    prompt: prompt as unknown as Json,
  };
  return { task, step, asked, definition, turn, turnIsStored: false, modelCalls: [], toolCalls: [] };
};

const answerOf = (call: ModelCallRecord): JournaledAnswer => call.answer as unknown as JournaledAnswer;

/** The model conversation so far: the opening, and each earlier answer with the results of its calls. */
const transcript = ({ turn, modelCalls, toolCalls, step }: TurnState): readonly ChatMessage[] => [
  ...(turn.prompt as unknown as readonly ChatMessage[]),
  ...modelCalls
    .filter((each) => each.step < step)
    .flatMap((each): readonly ChatMessage[] => {
      const answer = answerOf(each);
      return [
        { role: "assistant", content: answer.text, toolCalls: answer.toolCalls },
        ...answer.toolCalls.map((call): ChatMessage => {
          const made = toolCalls.find((one) => one.step === each.step && one.callId === call.id);
          return { role: "tool", toolCallId: call.id, content: made === undefined ? "" : resultText(made) };
        }),
      ];
    }),
];

/** Milliseconds that the agent has left for this message, from its acceptance on. */
const timeLeft = ({ definition, asked }: TurnState, deps: TurnDependencies): number =>
  Date.parse(asked.timestamp) + (definition.limits.timeout ?? deps.defaults.turnTimeoutMs) - deps.clock().getTime();

const withinLimits = (state: TurnState, deps: TurnDependencies): void => {
  const { definition, modelCalls, toolCalls, step } = state;
  const { limits, name } = definition;
  const exceeded = (limit: string, value: number | string): CaxtonError =>
    new CaxtonError("resource.limit_exceeded", `${name} reached its limit ${limit} of ${value} without an answer.`, {
      hint: `Raise limits.${limit} in the agent's file, or make the task smaller.`,
    });
  const maxTurns = limits.maxTurns ?? deps.defaults.maxTurns;
  if (step >= maxTurns) throw exceeded("max_turns", maxTurns);
  const maxToolCalls = limits.maxToolCalls ?? deps.defaults.maxToolCalls;
  if (toolCalls.length > maxToolCalls) throw exceeded("max_tool_calls", maxToolCalls);
  const tokens = modelCalls.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
  const maxTokens = limits.maxTokens ?? deps.defaults.maxTokens;
  if (maxTokens !== null && tokens >= maxTokens) throw exceeded("max_tokens", maxTokens);
  if (timeLeft(state, deps) <= 0) {
    throw exceeded("timeout", formatDuration(milliseconds(limits.timeout ?? deps.defaults.turnTimeoutMs)));
  }
};

/** The implied call of a structured answer that addresses another capability, where the agent may do so. */
const withForward = (definition: ConfigAgentDefinition, answer: ChatAnswer): JournaledAnswer => {
  const { text, finishReason } = answer;
  const toolCalls = withOwnIds(answer.toolCalls);
  const reply = toolCalls.length === 0 ? parseReply(text, false) : null;
  if (reply?.forwardTo == null || !definition.tools.includes(sendMessageTool)) {
    return { text, toolCalls, finishReason, forwards: false };
  }
  const args = { capability: reply.forwardTo, performative: reply.performative, content: reply.content };
  const call = { id: "forward", name: sendMessageTool, arguments: args, rawArguments: JSON.stringify(args) };
  return { text: "", toolCalls: [call], finishReason, forwards: true };
};

const askModel = async (
  deps: TurnDependencies,
  state: TurnState,
  provider: LlmProvider,
  signal: AbortSignal,
): Promise<ModelCallRecord> => {
  const { definition, task, step, turn } = state;
  const { model } = deps.models.resolveModel(provider, definition.model);
  const started = performance.now();
  const noTokens = { input: 0, output: 0 };
  const answer = await provider
    .chat(
      {
        model,
        messages: transcript(state),
        tools: describeTools(definition, deps.tools),
        temperature: definition.llm.temperature,
        maxTokens: definition.llm.maxTokens,
        responseFormat: definition.llm.responseFormat,
        timeoutMs: Math.max(1, Math.min(definition.llm.timeout ?? deps.defaults.callTimeoutMs, timeLeft(state, deps))),
      },
      {
        signal,
        headers: { traceparent: traceparentOf(task, `${turn.id}#${step}`) },
        onToken: (text) =>
          deps.events.publishToken({ conversationId: task.conversationId, turnId: turn.id, agent: task.agent, text }),
      },
    )
    .catch((thrown: unknown) => {
      deps.observer.modelCalled(provider.name, "error", noTokens);
      throw thrown;
    });
  if (answer.text.trim() === "" && answer.toolCalls.length === 0 && expectsReply(state.asked.performative)) {
    deps.observer.modelCalled(provider.name, "error", noTokens);
    throw new CaxtonError("llm.invalid_response", `The model ${answer.model} answered with nothing.`);
  }
  const { inputTokens, outputTokens } = answer.usage;
  deps.observer.modelCalled(provider.name, "ok", { input: inputTokens, output: outputTokens });
  return {
    turnId: turn.id,
    step,
    answer: withForward(definition, answer) as unknown as JsonObject,
    model: answer.model,
    inputTokens,
    outputTokens,
    durationMs: Math.round(performance.now() - started),
  };
};

const modelAnswered = ({ task, step }: TurnState, call: ModelCallRecord, time: string): NewEvent => ({
  key: `model ${call.turnId}#${step}`,
  time,
  kind: "model.answered",
  agent: task.agent,
  conversationId: task.conversationId,
  traceId: task.traceId,
  data: {
    messageId: task.messageId,
    step,
    model: call.model,
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    durationMs: call.durationMs,
  },
});

/** Journals an answer that asks for calls, refuses those that are not allowed, and names the others. */
const beginCalls = async (
  deps: TurnDependencies,
  state: TurnState,
  call: ModelCallRecord,
  isNew: boolean,
): Promise<StepOutcome> => {
  if (isNew) {
    await deps.registry.journal.ensureTurn(state.turn);
    await deps.registry.journal.addModelCall(call);
    await deps.events.record([modelAnswered(state, call, deps.clock().toISOString())]);
  }
  const answer = answerOf(call);
  const done = new Set(state.toolCalls.filter((each) => each.step === state.step).map((each) => each.callId));
  const most = state.definition.limits.maxToolCalls ?? deps.defaults.maxToolCalls;
  const left = Math.max(0, most - state.toolCalls.length);
  const tooMany = failed(
    "resource.limit_exceeded" satisfies ErrorCode,
    `You may make ${most} tool calls for one message.`,
  );
  const admitted = answer.toolCalls
    .filter((each) => !done.has(each.id))
    .map((each, index) => ({
      each,
      verdict: index < left ? admitCall(state.definition, deps.tools, each) : { refused: tooMany },
    }));
  for (const { each, verdict } of admitted) {
    if ("pending" in verdict) continue;
    await storeResult(deps, state.task, {
      step: state.step,
      callId: each.id,
      tool: each.name,
      arguments: each.arguments ?? each.rawArguments,
      result: verdict.refused,
      durationMs: 0,
    });
  }
  return { kind: "calls", calls: admitted.flatMap(({ verdict }) => ("pending" in verdict ? [verdict.pending] : [])) };
};

/** The reply of a turn that handed the matter to another capability: what came back from there. */
const concludeForward = async (deps: TurnDependencies, state: TurnState): Promise<StepOutcome> => {
  const result = state.toolCalls.find((each) => each.callId === "forward")?.result;
  const error = isJsonObject(result?.["error"]) ? result["error"] : null;
  const problem =
    result?.["ok"] === true
      ? null
      : { code: textOf(error?.["code"] ?? "internal.unexpected"), message: textOf(error?.["message"] ?? "No result.") };
  const replies = result?.["value"];
  const only = Array.isArray(replies) && replies.length === 1 ? (replies[0] as Json) : null;
  const reply = await concludeTurn(deps, state.task, state.asked, {
    performative: problem === null ? "inform" : "failure",
    content: problem === null ? (isJsonObject(only) ? (only["content"] ?? "") : (replies ?? "")) : { error: problem },
    error: problem,
    turn: null,
    modelCall: null,
    events: [],
  });
  return { kind: "replied", reply };
};

const conclude = async (
  deps: TurnDependencies,
  state: TurnState,
  call: ModelCallRecord,
  isNew: boolean,
): Promise<StepOutcome> => {
  const answer = answerOf(call);
  const parsed = parseReply(answer.text, state.definition.llm.responseFormat !== null);
  const wanted = answer.finishReason === "content_filter" ? "refuse" : parsed.performative;
  const performative = mayAnswer(state.asked.performative, wanted) ? wanted : "inform";
  const content = fillIn(parsed.content, state.toolCalls);
  const failure = performative === "failure" ? { code: "agent.failed", message: textOf(content).slice(0, 500) } : null;
  const reply = await concludeTurn(deps, state.task, state.asked, {
    performative,
    content,
    error: failure,
    turn: state.turnIsStored ? null : state.turn,
    modelCall: isNew ? call : null,
    events: isNew ? [modelAnswered(state, call, deps.clock().toISOString())] : [],
  });
  return { kind: "replied", reply };
};

/** Takes one step. A finished model call is never repeated: the journal is asked first and written right after. */
export const takeStep = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const definition = await deps.definition(task.agent, task.version);
  if (definition.kind === "wasm") return runModule(deps, task, definition, signal);
  const state = await loadTurn(deps, task, definition, step);
  const previous = state.modelCalls.find((each) => each.step === step - 1);
  if (previous !== undefined && answerOf(previous).forwards) return concludeForward(deps, state);
  const journaled = state.modelCalls.find((each) => each.step === step);
  if (journaled === undefined) withinLimits(state, deps);
  const call = journaled ?? (await askModel(deps, state, deps.models.get(state.definition.llm.provider), signal));
  const isNew = journaled === undefined;
  const proceed = answerOf(call).toolCalls.length > 0 ? beginCalls : conclude;
  return persist(async () => proceed(deps, state, call, isNew));
};
