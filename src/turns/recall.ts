/** What an agent remembers at the beginning of a turn. The turn goes on without it where the memory fails. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { formatDuration, milliseconds } from "../domain/quantities.ts";
import type { TurnDependencies } from "./types.ts";

/** Time that the memory is given before a turn goes on without it, in milliseconds. Opening a large one takes seconds. */
const patienceMs = 15_000;

/** Stands in the prompt, so that the model does not take a memory that failed for an empty one. */
const notice =
  "(Your memory does not answer at the moment. Do not conclude that you know nothing of the matter; say so if it counts.)";

const within = async <Value>(work: Promise<Value>, limitMs: number): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const limit = formatDuration(milliseconds(limitMs));
      reject(new CaxtonError("memory.unavailable", `The memory did not answer within ${limit}.`));
    }, limitMs);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
};

/** For the prompt; empty where the agent has no memory, or remembers nothing that is relevant to the text. */
export const recallForTurn = async (
  { memory, events, clock, warn, defaults }: TurnDependencies,
  task: TurnTask,
  definition: ConfigAgentDefinition,
  text: string,
): Promise<string> => {
  if (!definition.memory.enabled) return "";
  const { agent, conversationId, messageId, traceId } = task;
  try {
    const recalled = memory.recall({ agent, settings: definition.memory }, text);
    return (await within(recalled, Math.min(patienceMs, defaults.callTimeoutMs))).text;
  } catch (thrown) {
    const { code, message } = toCaxtonError(thrown);
    warn({ err: thrown, agent, conversationId, messageId }, "A turn goes on without the agent's memory");
    await events.record([
      {
        key: `unrecalled ${turnIdOf(task)}`,
        time: clock().toISOString(),
        kind: "memory.not_recalled",
        agent,
        conversationId,
        traceId,
        data: { messageId, error: { code, message } },
      },
    ]);
    return notice;
  }
};
