/** One step of a turn: the model's next answer, and what follows from it. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import type { StepOutcome, TurnTask } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import { expectsReply, mayAnswer } from "../domain/fipa.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import type { ChatAnswer, LlmProvider } from "../llm/provider.ts";
import type { ModelCallRecord } from "../registry/stores.ts";
import { sendMessageTool } from "../tools/names.ts";
import { beginCalls, modelAnswered } from "./begin-calls.ts";
import { describeTools, withOwnIds } from "./calls.ts";
import { concludeTurn } from "./conclude.ts";
import { traceparentOf } from "./derived-id.ts";
import { mustAnswerNow, timeLeft, withinLimits } from "./limits.ts";
import { textOf } from "./prompt.ts";
import { isWorthRemembering } from "./remember.ts";
import { runModule } from "./module-step.ts";
import { persist } from "./persist.ts";
import { parseReply } from "./reply.ts";
import { fillIn, valueOf } from "./references.ts";
import { answerOf, type JournaledAnswer } from "./journal-forms.ts";
import { loadTurn, transcript, type TurnState } from "./turn-state.ts";
import type { TurnDependencies } from "./types.ts";

/**
 * Turns a structured answer addressed to another capability into a call of `send_message`, if the agent may call it.
 */
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
        tools: mustAnswerNow(state) ? [] : describeTools(definition, deps.tools),
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
    throw new CaxtonError("llm.invalid_response", `The model ${answer.model} gave an empty answer.`);
  }
  const { inputTokens, outputTokens } = answer.usage;
  deps.observer.modelCalled(provider.name, "ok", { input: inputTokens, output: outputTokens });
  return {
    turnId: turn.id,
    step,
    answer: withForward(definition, answer),
    model: answer.model,
    inputTokens,
    outputTokens,
    costUsd: deps.models.costOf(provider, { asked: model, answered: answer.model }, answer.usage),
    durationMs: Math.round(performance.now() - started),
  };
};

const forwardCall = ({ toolCalls }: TurnState) => toolCalls.find((each) => each.callId === "forward");

/** Whether a person refused the forwarding; the model is told, and continues. */
const wasRefused = (state: TurnState): boolean => {
  const error = forwardCall(state)?.result["error"];
  return isJsonObject(error) && textOf(error["code"] ?? "").startsWith("approval.");
};

/** Concludes a turn that forwarded its request with the reply that came back. */
const concludeForward = async (deps: TurnDependencies, state: TurnState): Promise<StepOutcome> => {
  const call = forwardCall(state);
  const result = call?.result;
  const error = isJsonObject(result?.["error"]) ? result["error"] : null;
  const problem =
    result?.["ok"] === true
      ? null
      : { code: textOf(error?.["code"] ?? "internal.unexpected"), message: textOf(error?.["message"] ?? "No result.") };
  const replies = call === undefined ? undefined : await valueOf(deps, call);
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
  const content = await fillIn(deps, parsed.content, state.toolCalls);
  const failure = performative === "failure" ? { code: "agent.failed", message: textOf(content).slice(0, 500) } : null;
  const reply = await concludeTurn(deps, state.task, state.asked, {
    performative,
    content,
    error: failure,
    turn: state.turnIsStored ? null : state.turn,
    modelCall: isNew ? call : null,
    events: isNew ? [modelAnswered(state, call, deps.clock().toISOString())] : [],
  });
  return { kind: "replied", reply, ...(isWorthRemembering(state.definition, reply) ? { learns: true } : {}) };
};

/**
 * Takes one step. A finished model call is never repeated: the journal is read first and written right after the call.
 */
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
  if (previous !== undefined && answerOf(previous).forwards && !wasRefused(state)) return concludeForward(deps, state);
  const journaled = state.modelCalls.find((each) => each.step === step);
  if (journaled === undefined) withinLimits(state, deps);
  const call = journaled ?? (await askModel(deps, state, deps.models.get(state.definition.llm.provider), signal));
  const isNew = journaled === undefined;
  const proceed = answerOf(call).toolCalls.length > 0 ? beginCalls : conclude;
  return persist(async () => proceed(deps, state, call, isNew));
};
