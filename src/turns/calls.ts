/** Which calls a model may make, and how calls are recorded in the journal. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type PendingCall, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError, type ErrorCode } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { ToolCallRequest, ToolDescription } from "../llm/provider.ts";
import { performatives } from "../domain/fipa.ts";
import { derivedSpanId, traceparentOf } from "./derived-id.ts";
import { sendMessageTool } from "../tools/names.ts";
import type { ToolCatalogue } from "../tools/types.ts";
import type { ToolCallRecord } from "../registry/stores.ts";
import { persist } from "./persist.ts";
import { withinTurn } from "./spans.ts";
import { resolveReferences } from "./results.ts";
import type { TurnDependencies } from "./types.ts";

export const failed = (code: string, message: string): JsonObject => ({ ok: false, error: { code, message } });

/** Milliseconds added to a tool's own time limit for Temporal's, so that the tool's error is the one reported. */
const settlingMs = 2_000;

export const succeeded = (value: Json): JsonObject => ({ ok: true, value });

const sendMessageDescription: ToolDescription = {
  name: sendMessageTool,
  description:
    "Sends a message to the providers of a capability, and returns their replies. Use it for tasks that another agent does better.",
  parameters: {
    type: "object",
    properties: {
      capability: { type: "string", description: "The capability to address, such as data-analysis." },
      performative: { type: "string", enum: performatives, description: "request by default." },
      content: { description: "The content: a text or any JSON value." },
    },
    required: ["capability", "content"],
    additionalProperties: false,
  },
};

/** The tools of the agent's allowlist that exist; others are omitted. */
export const describeTools = (
  definition: ConfigAgentDefinition,
  catalogue: ToolCatalogue,
): readonly ToolDescription[] =>
  definition.tools.flatMap((name) => {
    if (name === sendMessageTool) return [sendMessageDescription];
    const tool = catalogue.get(name);
    return tool === null ? [] : [{ name, description: tool.description, parameters: tool.parameters }];
  });

/** Gives each call of an answer a unique id, by which results are stored: some models reuse ids or give none. */
export const withOwnIds = (calls: readonly ToolCallRequest[]): readonly ToolCallRequest[] => {
  const taken = new Set<string>();
  return calls.map((call) => {
    let id = call.id === "" ? "call" : call.id;
    for (let count = 2; taken.has(id); count++) id = `${call.id}_${count}`;
    taken.add(id);
    return { ...call, id };
  });
};

/** The call to make, or the result that refuses it. */
export const admitCall = (
  definition: ConfigAgentDefinition,
  catalogue: ToolCatalogue,
  call: ToolCallRequest,
): { readonly pending: PendingCall } | { readonly refused: JsonObject } => {
  const tool = catalogue.get(call.name);
  if (!definition.tools.includes(call.name) || (tool === null && call.name !== sendMessageTool)) {
    const known = describeTools(definition, catalogue).map((each) => each.name);
    return {
      refused: failed(
        "tool.not_allowed" satisfies ErrorCode,
        `You have no tool “${call.name}”. ${known.length === 0 ? "You have no tools." : `You have ${known.join(", ")}.`}`,
      ),
    };
  }
  if (call.arguments === null) {
    return {
      refused: failed(
        "tool.invalid_arguments",
        `The arguments of ${call.id} are not a JSON object: ${call.rawArguments}`,
      ),
    };
  }
  return {
    pending: {
      callId: call.id,
      tool: call.name,
      kind: tool === null ? "message" : "tool",
      timeoutMs: (tool?.timeoutMs ?? 60_000) + settlingMs,
      idempotent: tool?.idempotent ?? true,
    },
  };
};

/** The call as the model wrote it, from the journal. */
export const findCall = async (
  { registry }: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
): Promise<{ readonly name: string; readonly arguments: JsonObject }> => {
  const made = (await registry.journal.modelCalls(turnIdOf(task))).find((each) => each.step === step);
  const calls = made?.answer["toolCalls"];
  for (const call of Array.isArray(calls) ? calls : []) {
    if (isJsonObject(call) && call["id"] === callId && typeof call["name"] === "string") {
      return { name: call["name"], arguments: isJsonObject(call["arguments"]) ? call["arguments"] : {} };
    }
  }
  throw new CaxtonError(
    "internal.unexpected",
    `The journal has no call ${callId} in step ${step} of ${turnIdOf(task)}.`,
  );
};

/** Stores the result of a call and the event that records it, with audit data. */
export const storeResult = async (
  { registry, events, clock }: TurnDependencies,
  task: TurnTask,
  record: Omit<ToolCallRecord, "turnId">,
  audit: JsonObject = {},
): Promise<void> => {
  const turnId = turnIdOf(task);
  await registry.journal.addToolCall({ turnId, ...record });
  await events.record([
    {
      key: `call ${turnId}#${record.step}/${record.callId}`,
      time: clock().toISOString(),
      kind: "tool.called",
      agent: task.agent,
      conversationId: task.conversationId,
      traceId: task.traceId,
      data: {
        messageId: task.messageId,
        tool: record.tool,
        ok: record.result["ok"] === true,
        durationMs: record.durationMs,
        error: record.result["error"] ?? null,
        ...audit,
      },
    },
  ]);
};

export const hasResult = (calls: readonly ToolCallRecord[], step: number, callId: string): boolean =>
  calls.some((each) => each.step === step && each.callId === callId);

/** The calls of earlier steps, whose results the model had seen when it wrote this one. */
export const stepsBefore = (calls: readonly ToolCallRecord[], step: number): readonly ToolCallRecord[] =>
  calls.filter((each) => each.step < step);

const auditIn = ({ facts }: CaxtonError): JsonObject => (isJsonObject(facts["audit"]) ? facts["audit"] : {});

/** Runs a tool call, unless the journal has its result. Errors that a retry could resolve are thrown. */
export const callTool = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  signal: AbortSignal,
): Promise<void> => {
  const turnId = turnIdOf(task);
  const earlier = await deps.registry.journal.toolCalls(turnId);
  if (hasResult(earlier, step, callId)) return;
  const call = await findCall(deps, task, step, callId);
  const tool = deps.tools.get(call.name);
  if (tool === null) throw new CaxtonError("tool.not_found", `The tool “${call.name}” no longer exists.`);
  const started = performance.now();
  const attempt = async () => {
    // The model can refer only to results it has seen, so those of other calls in this step do not count.
    const args = resolveReferences(call.arguments, stepsBefore(earlier, step));
    if (!args.ok) throw new CaxtonError("tool.invalid_arguments", args.error);
    return tool.call(args.value, {
      agent: task.agent,
      conversationId: task.conversationId,
      callKey: `${turnId}#${step}/${callId}`,
      signal,
      traceparent: traceparentOf(task, `${turnId}#${step}/${callId}`),
    });
  };
  const span = {
    ...withinTurn("tool.call", task, { "caxton.tool": tool.name, "caxton.tool.origin": tool.origin }),
    spanId: derivedSpanId(`${turnId}#${step}/${callId}`),
  };
  const { result, audit } = await deps.tracing.measure(span, attempt).then(
    (given) => ({ result: succeeded(given.value), audit: given.audit }),
    (thrown: unknown) => {
      const error = toCaxtonError(thrown);
      // A cancelled call has no result: the turn has ended, or another process makes the call again.
      if (signal.aborted || (error.retryable && tool.idempotent)) throw error;
      return { result: failed(error.code, error.message), audit: auditIn(error) };
    },
  );
  const durationMs = Math.round(performance.now() - started);
  const record = { step, callId, tool: call.name, arguments: call.arguments, result, durationMs };
  await persist(async () => storeResult(deps, task, record, { origin: tool.origin, ...audit }));
};

/** Records that a call was abandoned, unless it has a result. */
export const abandonCall = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  problem: { readonly code: string; readonly message: string },
): Promise<void> => {
  if (hasResult(await deps.registry.journal.toolCalls(turnIdOf(task)), step, callId)) return;
  const call = await findCall(deps, task, step, callId);
  await storeResult(deps, task, {
    step,
    callId,
    tool: call.name,
    arguments: call.arguments,
    result: failed(problem.code, problem.message),
    durationMs: 0,
  });
};
