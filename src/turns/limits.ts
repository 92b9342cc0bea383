/** Limits of an agent for one message: time, calls, tokens, cost. */
import { waitedMs } from "../domain/approval.ts";
import { CaxtonError } from "../domain/errors.ts";
import { formatDuration, milliseconds } from "../domain/quantities.ts";
import { wasRefused, wasTooMany } from "./calls.ts";
import type { TurnState } from "./turn-state.ts";
import type { TurnDependencies } from "./types.ts";

/** Milliseconds left for this message, counted from its acceptance; waiting for approvals does not count. */
export const timeLeft = ({ definition, asked, approvals }: TurnState, deps: TurnDependencies): number => {
  const now = deps.clock().getTime();
  const given = definition.limits.timeout ?? deps.defaults.turnTimeoutMs;
  return Date.parse(asked.timestamp) + given + waitedMs(approvals, now) - now;
};

/** US dollars without exponent: 0.00042, never 4.2e-4. */
const dollars = (amount: number): string => amount.toFixed(8).replace(/\.?0+$/, "");

const withinCost = ({ definition: { limits, name }, modelCalls }: TurnState, deps: TurnDependencies): void => {
  const most = limits.maxCostUsd ?? deps.defaults.maxCostUsd;
  const spent = modelCalls.reduce((sum, each) => sum + (each.costUsd ?? 0), 0);
  if (most === null || spent < most) return;
  const calls = modelCalls.length === 1 ? "its model call" : `its ${modelCalls.length} model calls`;
  throw new CaxtonError(
    "resource.limit_exceeded",
    `${name} reached its limit max_cost_usd of ${dollars(most)} without an answer: ${calls} cost ${dollars(spent)} US dollars.`,
    {
      hint: "Raise limits.max_cost_usd in the agent's file, make the task smaller, or choose a cheaper model.",
      facts: { spentUsd: spent, maxCostUsd: most },
    },
  );
};

/** Whether the model has been told that it may make no more calls: then it gets one more step, without tools. */
export const mustAnswerNow = ({ toolCalls, step }: TurnState): boolean =>
  toolCalls.some((each) => each.step < step && wasTooMany(each));

/** The model asked for calls again after it had been told that it may make none. */
const ignoredRefusal = ({ toolCalls }: TurnState): boolean =>
  new Set(toolCalls.filter(wasTooMany).map(({ step }) => step)).size > 1;

/** Throws `resource.limit_exceeded` if another model call would exceed a limit. */
export const withinLimits = (state: TurnState, deps: TurnDependencies): void => {
  const { definition, modelCalls, toolCalls, step } = state;
  const { limits, name } = definition;
  const exceeded = (limit: string, value: number | string): CaxtonError =>
    new CaxtonError("resource.limit_exceeded", `${name} reached its limit ${limit} of ${value} without an answer.`, {
      hint: `Raise limits.${limit} in the agent's file, or make the task smaller.`,
    });
  const maxTurns = limits.maxTurns ?? deps.defaults.maxTurns;
  if (step >= maxTurns) throw exceeded("max_turns", maxTurns);
  const maxToolCalls = limits.maxToolCalls ?? deps.defaults.maxToolCalls;
  // The second can only come from a journal that an older version wrote, which counted refusals.
  const made = toolCalls.filter((each) => !wasRefused(each)).length;
  if (ignoredRefusal(state) || made > maxToolCalls) throw exceeded("max_tool_calls", maxToolCalls);
  const tokens = modelCalls.reduce((sum, each) => sum + each.inputTokens + each.outputTokens, 0);
  const maxTokens = limits.maxTokens ?? deps.defaults.maxTokens;
  if (maxTokens !== null && tokens >= maxTokens) throw exceeded("max_tokens", maxTokens);
  withinCost(state, deps);
  if (timeLeft(state, deps) <= 0) {
    throw exceeded("timeout", formatDuration(milliseconds(limits.timeout ?? deps.defaults.turnTimeoutMs)));
  }
};
