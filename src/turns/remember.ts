/** Keeping what a turn has taught, after its reply. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { repliedMessage } from "./conclude.ts";
import { taughtByExchange, taughtByModel, type Attempt, type Exchange } from "./extraction.ts";
import type { TurnDependencies } from "./types.ts";

/** Whether to store anything of the turn. A failed turn teaches nothing that is known to be true. */
export const isWorthRemembering = (
  { memory }: ConfigAgentDefinition,
  reply: { readonly error: unknown; readonly performative: string },
): boolean =>
  memory.enabled &&
  memory.autoStore &&
  reply.error === null &&
  !["failure", "refuse", "not-understood"].includes(reply.performative);

/** Learns from a turn that has its reply. Safe to run twice. Throws `memory.*`, and `llm.*` unless it is the last attempt. */
export const rememberTurn = async (deps: TurnDependencies, task: TurnTask, attempt: Attempt): Promise<void> => {
  const definition = await deps.definition(task.agent, task.version);
  const record = await deps.registry.messages.find(task.messageId);
  const answered = await repliedMessage(deps, task);
  if (definition.kind !== "config" || record === null || answered === null) return;
  const { conversationId, messageId, agent } = task;
  const who = { agent, settings: definition.memory };
  const exchange: Exchange = { asked: record.message, answered };
  const review = async (text: string) => deps.memory.review(who, text);
  const { lesson, from, problem } = deps.models.get(definition.llm.provider).isLanguageModel
    ? await taughtByModel(deps, task, definition, exchange, { review, ...attempt })
    : taughtByExchange(exchange, null);
  const provenance = { agent, conversationId, messageId, source: null };
  const learnt = await deps.memory.learn(who, lesson, turnIdOf(task), provenance);
  await deps.events.record([
    {
      key: `learnt ${turnIdOf(task)}`,
      time: deps.clock().toISOString(),
      kind: "memory.learnt",
      agent,
      conversationId,
      traceId: task.traceId,
      data: { messageId, from, ...learnt, problem },
    },
  ]);
};

/** Tells that nothing was learnt from a turn, and why. The reply is kept. */
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
