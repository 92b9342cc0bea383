/** Writing what became of a tool call: its row in the journal and its event of the audit, in one transaction. */
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { callEvent, type CallSource, type MeasuredCall } from "../domain/tool-call.ts";
import type { NewToolCall, StoredEvent } from "../registry/stores.ts";
import type { TurnDependencies } from "./types.ts";

/** The same for every attempt at the same call. */
export const callKeyOf = (task: TurnTask, step: number, callId: string): string =>
  `${turnIdOf(task)}#${step}/${callId}`;

const sourceOf = ({ agent, conversationId, traceId }: TurnTask): CallSource => ({
  via: "turn",
  caller: null,
  agent,
  conversationId,
  traceId,
});

const toolOf = ({ tools }: TurnDependencies, name: string) => ({ name, origin: tools.get(name)?.origin ?? null });

const errorIn = ({ error }: JsonObject): { readonly code: string; readonly message: string } | null =>
  isJsonObject(error) && typeof error["code"] === "string" && typeof error["message"] === "string"
    ? { code: error["code"], message: error["message"] }
    : null;

/** What the audit of a call holds besides its result. */
export interface CallAuditFacts {
  readonly audit?: JsonObject;
  /** In place of the record's, where the end of the call was not seen. */
  readonly durationMs?: number | null;
}

/** Writes the result of a call with its event `tool.called`. The first result of a call stays. */
export const storeResult = async (
  deps: TurnDependencies,
  task: TurnTask,
  record: Omit<NewToolCall, "turnId">,
  { audit = {}, durationMs = record.durationMs }: CallAuditFacts = {},
): Promise<void> => {
  const event = callEvent("tool.called", sourceOf(task), {
    key: `call ${callKeyOf(task, record.step, record.callId)}`,
    time: deps.clock().toISOString(),
    tool: toolOf(deps, record.tool),
    durationMs,
    error: errorIn(record.result),
    audit,
    facts: { messageId: task.messageId },
  });
  await deps.registry.journal.addToolCall({ turnId: turnIdOf(task), ...record }, event);
  deps.events.announce();
};

/** Records an attempt that has no result: it is made again, or its turn was cancelled. */
export const recordAttempt = async (
  deps: TurnDependencies,
  task: TurnTask,
  call: { readonly key: string; readonly tool: string },
  { durationMs, error, audit }: MeasuredCall,
): Promise<void> => {
  const time = deps.clock().toISOString();
  const report = { key: `attempt ${call.key} ${time}`, time, tool: toolOf(deps, call.tool), durationMs, error, audit };
  const facts = { messageId: task.messageId, call: call.key };
  await deps.events.record([callEvent("tool.attempt_failed", sourceOf(task), { ...report, facts })]);
};

/** Attempts that are looked for among the newest of their conversation. */
const mostAttempts = 200;

const attemptsAt = async (
  { registry }: TurnDependencies,
  { conversationId }: TurnTask,
  callKey: string,
): Promise<readonly StoredEvent[]> => {
  const filter = { kind: "tool.attempt_failed", conversationId };
  const { items } = await registry.events.list(filter, { limit: mostAttempts, cursor: null });
  return items.filter(({ data }) => data["call"] === callKey).toReversed();
};

const numbersIn = (attempts: readonly StoredEvent[], key: string): readonly number[] =>
  attempts.flatMap(({ data }) => (typeof data[key] === "number" ? [data[key]] : []));

/** Null where no attempt told. */
const sumOf = (attempts: readonly StoredEvent[], key: string): number | null => {
  const numbers = numbersIn(attempts, key);
  return numbers.length === 0 ? null : numbers.reduce((sum, each) => sum + each, 0);
};

const grantsIn = (attempts: readonly StoredEvent[]): readonly Json[] => {
  const all = attempts.flatMap(({ data }) =>
    Array.isArray(data["grants"]) ? (data["grants"] as readonly Json[]) : [],
  );
  return [...new Map(all.map((use) => [JSON.stringify(use), use])).values()];
};

/** What the recorded attempts at a call add up to. An attempt whose worker was lost told nothing. */
export const auditOfAttempts = async (
  deps: TurnDependencies,
  task: TurnTask,
  callKey: string,
): Promise<Required<CallAuditFacts>> => {
  const attempts = await attemptsAt(deps, task, callKey);
  return {
    durationMs: sumOf(attempts, "durationMs"),
    audit: { fuel: sumOf(attempts, "fuel"), grants: grantsIn(attempts), attempts: attempts.length },
  };
};
