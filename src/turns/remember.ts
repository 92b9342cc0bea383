/**
 * Keeping what a turn has taught, after its reply: by the model's own account of it where there is a model, else the
 * exchange itself. The model's account is journaled like any answer, so that a retry does not pay for it again.
 */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import { lessonOfExchange, lessonSchema, readLesson, type Lesson } from "../domain/lesson.ts";
import type { ChatMessage } from "../llm/provider.ts";
import type { ModelCallRecord } from "../registry/stores.ts";
import { repliedMessage } from "./conclude.ts";
import { traceparentOf } from "./derived-id.ts";
import { textOf } from "./prompt.ts";
import type { TurnDependencies } from "./types.ts";

/** Whether the turn leaves something to be remembered. Failures teach nothing that is known to be true. */
export const isWorthRemembering = (
  { memory }: ConfigAgentDefinition,
  reply: { readonly error: unknown; readonly performative: string },
): boolean =>
  memory.enabled &&
  memory.autoStore &&
  reply.error === null &&
  !["failure", "refuse", "not-understood"].includes(reply.performative);

const instructions =
  "You keep the long-term memory of an assistant. From the exchange below, take only what will still be useful in later " +
  "conversations: facts about people, things, preferences, decisions and results. Write each as a short sentence that " +
  "can be understood alone, under the entity that it is about. Leave out small talk, and what is only about this " +
  "exchange. Answer with JSON: entities (name, type, observations) and relations (from, to, type) between them by name; " +
  "both may be empty.";

const promptFor = (asked: FipaMessage, answered: FipaMessage): readonly ChatMessage[] => [
  { role: "system", content: instructions },
  {
    role: "user",
    content: `${asked.sender} said:\n${textOf(asked.content)}\n\nThe assistant answered:\n${textOf(answered.content)}`,
  },
];

/** What the model makes of the exchange; asked once, however often this runs. */
const askForLesson = async (
  deps: TurnDependencies,
  task: TurnTask,
  definition: ConfigAgentDefinition,
  prompt: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<Lesson> => {
  const provider = deps.models.get(definition.llm.provider);
  const turnId = `${turnIdOf(task)}/memory`;
  const { journal } = deps.registry;
  const [before] = await journal.modelCalls(turnId);
  if (before !== undefined) return readLesson(before.answer["lesson"]);
  const { model } = deps.models.resolveModel(provider, definition.model);
  const started = performance.now();
  const answer = await provider.chat(
    {
      model,
      messages: prompt,
      tools: [],
      temperature: 0,
      maxTokens: definition.llm.maxTokens,
      responseFormat: lessonSchema,
      timeoutMs: definition.llm.timeout ?? deps.defaults.callTimeoutMs,
    },
    { signal, headers: { traceparent: traceparentOf(task, turnId) } },
  );
  const { inputTokens, outputTokens } = answer.usage;
  deps.observer.modelCalled(provider.name, "ok", { input: inputTokens, output: outputTokens });
  const lesson = readLesson(JSON.parse(answer.text));
  await journal.ensureTurn({
    id: turnId,
    conversationId: task.conversationId,
    messageId: task.messageId,
    agent: task.agent,
    versionHash: task.version,
    prompt,
  });
  const record: ModelCallRecord = {
    turnId,
    step: 0,
    answer: { lesson },
    model: answer.model,
    inputTokens,
    outputTokens,
    costUsd: deps.models.costOf(provider, { asked: model, answered: answer.model }, answer.usage),
    durationMs: performance.now() - started,
  };
  await journal.addModelCall(record);
  return lesson;
};

/** Learns from a turn that has its reply. Safe to run twice. */
export const rememberTurn = async (deps: TurnDependencies, task: TurnTask, signal: AbortSignal): Promise<void> => {
  const definition = await deps.definition(task.agent, task.version);
  const asked = await deps.registry.messages.find(task.messageId);
  const answered = await repliedMessage(deps, task);
  if (definition.kind !== "config" || asked === null || answered === null) return;
  const provider = deps.models.get(definition.llm.provider);
  const lesson = provider.isLanguageModel
    ? await askForLesson(deps, task, definition, promptFor(asked.message, answered), signal)
    : lessonOfExchange(textOf(asked.message.content), textOf(answered.content));
  const { conversationId, messageId, agent } = task;
  const provenance = { agent, conversationId, messageId, source: null };
  const stored = await deps.memory.learn({ agent, settings: definition.memory }, lesson, turnIdOf(task), provenance);
  await deps.events.record([
    {
      key: `learnt ${turnIdOf(task)}`,
      time: deps.clock().toISOString(),
      kind: "memory.learnt",
      agent,
      conversationId,
      traceId: task.traceId,
      data: { messageId, ...stored },
    },
  ]);
};

/** Tells that a turn's lesson was lost, and why. The reply stands. */
export const noteUnlearnt = async (
  { events, clock }: TurnDependencies,
  task: TurnTask,
  problem: { readonly code: string; readonly message: string },
): Promise<void> => {
  const { agent, conversationId, messageId, traceId } = task;
  await events.record([
    {
      key: `unlearnt ${turnIdOf(task)}`,
      time: clock().toISOString(),
      kind: "memory.not_learnt",
      agent,
      conversationId,
      traceId,
      data: { messageId, error: { ...problem } },
    },
  ]);
};
