/** Which calls a model may make, and how to find them in the journal. */
import type { ConfigAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type PendingCall, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import { isIdempotentCall } from "../domain/tool-call.ts";
import { readJson, type WrittenJson } from "../domain/json-text.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { ToolCallRequest, ToolDescription } from "../llm/provider.ts";
import { performatives } from "../domain/fipa.ts";
import { sendMessageTool } from "../tools/names.ts";
import type { ToolCatalogue } from "../tools/types.ts";
import type { NewToolCall, ToolCallRecord } from "../registry/stores.ts";
import type { TurnDependencies } from "./types.ts";

/** What became of a call, as the journal keeps it and the model reads it. */
export type CallOutcome = Pick<NewToolCall, "result" | "outline" | "text">;

const small = { outline: null, text: null } as const;

/** A call that failed. */
export const failed = (code: string, message: string, hint?: string): CallOutcome => ({
  ...small,
  result: { ok: false, error: { code, message, ...(hint === undefined ? {} : { hint }) } },
});

/** A call that was not made; it does not count against `max_tool_calls`. */
export const refused = (code: ErrorCode, message: string): CallOutcome => ({
  ...small,
  result: { ...failed(code, message).result, refused: true },
});

export const wasRefused = ({ result }: Pick<ToolCallRecord, "result">): boolean => result["refused"] === true;

/** Whether a call was refused because the turn had made as many as it may. */
export const wasTooMany = ({ result }: Pick<ToolCallRecord, "result">): boolean =>
  wasRefused({ result }) &&
  isJsonObject(result["error"]) &&
  result["error"]["code"] === ("resource.limit_exceeded" satisfies ErrorCode);

/** Milliseconds that a call may wait until the sandbox has room for it. */
export const admissionMs = 30_000;

/** Milliseconds added to a tool's own time limit for Temporal's, so that the tool's error is the one reported. */
const settlingMs = 2_000;

/** A large value is kept as text, apart from the others. */
export const succeeded = ({ text, outline }: WrittenJson): CallOutcome =>
  outline === null
    ? { ...small, result: { ok: true, value: readJson(text) } }
    : { outline, text, result: { ok: true } };

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
): { readonly pending: PendingCall } | { readonly refused: CallOutcome } => {
  const tool = catalogue.get(call.name);
  if (!definition.tools.includes(call.name) || (tool === null && call.name !== sendMessageTool)) {
    const known = describeTools(definition, catalogue).map((each) => each.name);
    return {
      refused: refused(
        "tool.not_allowed",
        `You have no tool “${call.name}”. ${known.length === 0 ? "You have no tools." : `You have ${known.join(", ")}.`}`,
      ),
    };
  }
  if (call.arguments === null) {
    return {
      refused: refused(
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
      timeoutMs: (tool?.timeoutMs ?? 60_000) + admissionMs + settlingMs,
      idempotent: tool === null || isIdempotentCall(tool, call.arguments),
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

export const hasResult = (calls: readonly ToolCallRecord[], step: number, callId: string): boolean =>
  calls.some((each) => each.step === step && each.callId === callId);

/** The calls of earlier steps, whose results the model had seen when it wrote this one. */
export const stepsBefore = (calls: readonly ToolCallRecord[], step: number): readonly ToolCallRecord[] =>
  calls.filter((each) => each.step < step);
