/**
 * Tool calls and their audit. Every call ends in one event `tool.called`, whoever asked for it: an agent in its turn, the
 * REST API or an MCP client, and also where the call was refused. All of these events are made here.
 */
import { toCaxtonError, type CaxtonError } from "./errors.ts";
import type { AgentName, ConversationId, TraceId } from "./ids.ts";
import type { WrittenJson } from "./json-text.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

interface CallSourceIds {
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  readonly traceId: TraceId | null;
}

/** Where a call comes from. */
export interface CallSource extends CallSourceIds {
  readonly via: "turn" | "api" | "mcp";
  /** Name of the API key; null in a turn. */
  readonly caller: string | null;
}

export interface CalledTool {
  readonly name: string;
  /** `ToolOrigin`; `capability` and `memory` for tools that only MCP has; null where there is no such tool. */
  readonly origin: string | null;
}

export interface CallReport {
  /** The same when the same call is recorded twice, so that there is one event. */
  readonly key: string;
  /** ISO 8601, when the call ended. */
  readonly time: string;
  readonly tool: CalledTool;
  /** Milliseconds; null where the end of the call was not seen. */
  readonly durationMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What the tool told of the call: fuel, grants used or missing, log lines. */
  readonly audit: JsonObject;
  /** Facts of the source, such as the message of a turn. */
  readonly facts?: JsonObject;
}

/** What the event store takes. */
interface CallEvent extends CallSourceIds {
  readonly key: string;
  readonly time: string;
  readonly kind: CallEventKind;
  readonly data: JsonObject;
}

/** `tool.attempt_failed` is an attempt that is made again, or whose turn was cancelled; it says the same as `tool.called`. */
export type CallEventKind = "tool.called" | "tool.attempt_failed";

export const callEvent = (kind: CallEventKind, source: CallSource, report: CallReport): CallEvent => {
  const { key, time, tool, durationMs, error, audit, facts } = report;
  const { via, caller, agent, conversationId, traceId } = source;
  return {
    key,
    time,
    kind,
    agent,
    conversationId,
    traceId,
    data: {
      via,
      caller,
      tool: tool.name,
      origin: tool.origin,
      ok: error === null,
      durationMs,
      error: error === null ? null : { code: error.code, message: error.message },
      fuel: null,
      grants: [],
      ...audit,
      ...facts,
    },
  };
};

interface CallResult extends WrittenJson {
  readonly audit: JsonObject;
}

export type MeasuredCall = { readonly durationMs: number; readonly audit: JsonObject } & (
  | { readonly written: WrittenJson; readonly error: null }
  | { readonly written: null; readonly error: CaxtonError }
);

const auditIn = ({ facts }: CaxtonError): JsonObject => (isJsonObject(facts["audit"]) ? facts["audit"] : {});

/** Makes a call and says what came of it and how long it took. Never throws. `now` gives milliseconds. */
export const measureCall = async (call: () => Promise<CallResult>, now: () => number): Promise<MeasuredCall> => {
  const started = now();
  const elapsed = (): number => Math.round(now() - started);
  try {
    const { audit, ...written } = await call();
    return { written, audit, error: null, durationMs: elapsed() };
  } catch (thrown) {
    const error = toCaxtonError(thrown);
    return { written: null, audit: auditIn(error), error, durationMs: elapsed() };
  }
};

/** Whether a call may be made a second time. References in the arguments may stand in place of their values. */
export const isIdempotentCall = (
  tool: { readonly idempotent: boolean; readonly isIdempotentFor?: (args: JsonObject) => boolean },
  args: JsonObject,
): boolean => tool.idempotent || (tool.isIdempotentFor?.(args) ?? false);
