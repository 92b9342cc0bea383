/** What the journal keeps of a turn as JSON, parsed back into types. */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { ChatAnswer, ChatMessage, ToolCallRequest } from "../llm/provider.ts";
import type { ModelCallRecord, TurnRecord } from "../registry/stores.ts";

/** A model's answer as the journal stores it. */
export type JournaledAnswer = {
  readonly text: string;
  readonly toolCalls: readonly ToolCallRequest[];
  readonly finishReason: ChatAnswer["finishReason"];
  /** A structured answer addressed to another capability, whose replies become the reply of this turn. */
  readonly forwards: boolean;
};

const finishReasons: readonly ChatAnswer["finishReason"][] = ["stop", "tool_calls", "length", "content_filter"];

const malformed = (what: string): CaxtonError =>
  new CaxtonError("internal.unexpected", `The journal has a malformed entry: ${what}.`, {
    hint: "The row was changed outside of Caxton, or written by an incompatible version.",
  });

const textIn = (entry: JsonObject, key: string, what: string): string => {
  const value = entry[key];
  if (typeof value === "string") return value;
  throw malformed(`${what} has no text ${key}`);
};

const parseCalls = (value: Json | undefined, what: string): readonly ToolCallRequest[] => {
  if (!Array.isArray(value)) throw malformed(`${what} has no list of tool calls`);
  return value.map((call: Json) => {
    if (!isJsonObject(call)) throw malformed(`a tool call of ${what} is not an object`);
    const { arguments: args } = call;
    return {
      id: textIn(call, "id", what),
      name: textIn(call, "name", what),
      arguments: isJsonObject(args) ? args : null,
      rawArguments: typeof call["rawArguments"] === "string" ? call["rawArguments"] : JSON.stringify(args ?? {}),
    };
  });
};

const parseMessage = (value: Json, what: string): ChatMessage => {
  if (!isJsonObject(value)) throw malformed(`a message of ${what} is not an object`);
  const { role } = value;
  const content = textIn(value, "content", what);
  switch (role) {
    case "system":
    case "user":
      return { role, content };
    case "assistant":
      return { role, content, toolCalls: parseCalls(value["toolCalls"], what) };
    case "tool":
      return { role, content, toolCallId: textIn(value, "toolCallId", what) };
    default:
      throw malformed(`a message of ${what} has an unknown role`);
  }
};

/**
 * The answer of a model call. What a custom provider may leave out has a default. Throws `internal.unexpected` for an entry
 * that is not a model's answer.
 */
export const answerOf = ({ answer, turnId, step }: ModelCallRecord): JournaledAnswer => {
  const what = `step ${step} of ${turnId}`;
  return {
    text: textIn(answer, "text", what),
    toolCalls: parseCalls(answer["toolCalls"], what),
    finishReason: finishReasons.find((each) => each === answer["finishReason"]) ?? "stop",
    forwards: answer["forwards"] === true,
  };
};

/** The opening messages of a turn. Throws `internal.unexpected` for an entry that is not a list of messages. */
export const promptOf = ({ id, prompt }: TurnRecord): readonly ChatMessage[] => {
  if (!Array.isArray(prompt)) throw malformed(`the prompt of ${id} is not a list`);
  return prompt.map((message: Json) => parseMessage(message, `the prompt of ${id}`));
};
