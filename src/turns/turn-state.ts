/** The state of a turn at the beginning of a step: the message, and what the journal has. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { ChatMessage } from "../llm/provider.ts";
import type { ApprovalRecord, ModelCallRecord, ToolCallRecord, TurnRecord } from "../registry/stores.ts";
import { answerOf, promptOf } from "./journal-forms.ts";
import { openingPrompt, textOf } from "./prompt.ts";
import { recallForTurn } from "./recall.ts";
import { resultText } from "./results.ts";
import type { TurnDependencies } from "./types.ts";

export interface TurnState {
  readonly task: TurnTask;
  readonly step: number;
  readonly asked: FipaMessage;
  readonly definition: ConfigAgentDefinition;
  readonly turn: TurnRecord;
  /** Whether the turn is already in the database. */
  readonly turnIsStored: boolean;
  readonly modelCalls: readonly ModelCallRecord[];
  readonly toolCalls: readonly ToolCallRecord[];
  /** The approvals requested in this turn, pending or not. */
  readonly approvals: readonly ApprovalRecord[];
}

export const loadTurn = async (
  deps: TurnDependencies,
  task: TurnTask,
  definition: ConfigAgentDefinition,
  step: number,
): Promise<TurnState> => {
  const { journal, messages, approvals: approvalStore } = deps.registry;
  const turnId = turnIdOf(task);
  const record = await messages.find(task.messageId);
  if (record === null) throw new CaxtonError("message.not_found", `The message ${task.messageId} is not stored.`);
  const asked = record.message;
  const stored = await journal.findTurn(turnId);
  if (stored !== null) {
    const [modelCalls, toolCalls, approvals] = await Promise.all([
      journal.modelCalls(turnId),
      journal.toolCalls(turnId),
      definition.approval.length === 0 ? [] : approvalStore.ofTurn(turnId),
    ]);
    return { task, step, asked, definition, turn: stored, turnIsStored: true, modelCalls, toolCalls, approvals };
  }
  const earlier = task.first ? [] : await messages.recent(task.conversationId, deps.defaults.historyLength + 1);
  const history = earlier.map((each) => each.message).filter((each) => each.id !== asked.id);
  const memory = await recallForTurn(deps, task, definition, textOf(asked.content));
  const prompt = openingPrompt({ definition, message: asked, history, memory, render: deps.render });
  const turn: TurnRecord = {
    id: turnId,
    conversationId: task.conversationId,
    messageId: task.messageId,
    agent: task.agent,
    versionHash: task.version,
    prompt,
  };
  return { task, step, asked, definition, turn, turnIsStored: false, modelCalls: [], toolCalls: [], approvals: [] };
};

/** The model conversation so far: the opening messages, then each earlier answer with the results of its calls. */
export const transcript = ({ turn, modelCalls, toolCalls, step }: TurnState): readonly ChatMessage[] => [
  ...promptOf(turn),
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
