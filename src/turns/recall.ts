/** What an agent remembers at the beginning of a turn. If the memory fails, the turn continues without it. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { formatDuration, milliseconds } from "../domain/quantities.ts";
import type { TurnDependencies } from "./types.ts";

/**
 * How long a turn waits for the memory before it continues without it, in milliseconds. Opening a large memory takes
 * seconds.
 */
const patienceMs = 15_000;

/** Added to the prompt, so that the model does not mistake a failed memory for an empty one. */
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

/** Text for the prompt; empty if the agent has no memory, or remembers nothing relevant to the text. */
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
