/**
 * Chat completions over the OpenAI protocol, for OpenAI and compatible servers. Makes one attempt per call:
 * `maxRetries` is 0, since Temporal retries. Answers are streamed, so that readers see them grow and a stalled
 * connection is noticed.
 */
import OpenAI from "openai";
import type {
  ChatCompletionChunk,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { asLlmError, type AbortReason } from "./openai-errors.ts";
import type { ChatAnswer, ChatMessage, ChatOptions, ChatRequest, LlmProvider, ToolCallRequest } from "./provider.ts";
import { requireSchema } from "./structured.ts";

export interface OpenAiSettings {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  readonly defaultModel: string;
  readonly clock?: () => Date;
}

const asParam = (message: ChatMessage): ChatCompletionMessageParam => {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
  if (message.role !== "assistant") return message;
  return {
    role: "assistant",
    content: message.content,
    ...(message.toolCalls.length === 0
      ? {}
      : {
          tool_calls: message.toolCalls.map(({ id, name, rawArguments }) => ({
            id,
            type: "function" as const,
            function: { name, arguments: rawArguments },
          })),
        }),
  };
};

const asParams = (request: ChatRequest): ChatCompletionCreateParamsStreaming => ({
  model: request.model,
  messages: request.messages.map(asParam),
  stream: true,
  stream_options: { include_usage: true },
  ...(request.temperature === null ? {} : { temperature: request.temperature }),
  ...(request.maxTokens === null ? {} : { max_tokens: request.maxTokens }),
  ...(request.tools.length === 0
    ? {}
    : {
        tools: request.tools.map(({ name, description, parameters }) => ({
          type: "function" as const,
          function: { name, description, parameters: { ...parameters } },
        })),
      }),
  ...(request.responseFormat === null
    ? {}
    : {
        response_format: {
          type: "json_schema" as const,
          json_schema: { name: "answer", schema: { ...request.responseFormat } },
        },
      }),
});

interface Gathered {
  text: string;
  calls: Map<number, { id: string; name: string; arguments: string }>;
  finishReason: string | null;
  model: string;
  usage: { prompt_tokens?: number; completion_tokens?: number } | null;
  chunks: number;
}

const gather = (state: Gathered, chunk: ChatCompletionChunk, onToken: ((text: string) => void) | undefined): void => {
  state.chunks += 1;
  state.model = chunk.model || state.model;
  state.usage = chunk.usage ?? state.usage;
  const choice = chunk.choices?.[0];
  if (choice === undefined) return;
  state.finishReason = choice.finish_reason ?? state.finishReason;
  const text = choice.delta?.content ?? "";
  if (text !== "") {
    state.text += text;
    onToken?.(text);
  }
  for (const delta of choice.delta?.tool_calls ?? []) {
    const call = state.calls.get(delta.index) ?? { id: "", name: "", arguments: "" };
    call.id = delta.id ?? call.id;
    call.name += delta.function?.name ?? "";
    call.arguments += delta.function?.arguments ?? "";
    state.calls.set(delta.index, call);
  }
};

const parseArguments = (raw: string): JsonObject | null => {
  try {
    const value: unknown = raw.trim() === "" ? {} : JSON.parse(raw);
    return isJsonObject(value) ? value : null;
  } catch {
    // The model did not write JSON; the call is refused, and the model is shown what it wrote.
    return null;
  }
};

/** Estimate for servers that report no usage: four characters per token. */
const estimate = (text: string): number => Math.ceil(text.length / 4);

const finishReasons: ReadonlySet<string> = new Set(["stop", "tool_calls", "length", "content_filter"]);

const answerOf = (request: ChatRequest, state: Gathered): ChatAnswer => {
  if (state.chunks === 0 || (state.finishReason === null && state.text === "" && state.calls.size === 0)) {
    throw new CaxtonError("llm.invalid_response", "The model's server sent an answer without any content.");
  }
  if (state.finishReason === null && state.usage === null && state.calls.size > 0) {
    throw new CaxtonError("llm.unavailable", "The model's answer broke off in the middle of a tool call.");
  }
  const toolCalls = [...state.calls.values()].map((call, index): ToolCallRequest => ({
    id: call.id || `call_${index}`,
    name: call.name,
    arguments: parseArguments(call.arguments),
    rawArguments: call.arguments,
  }));
  const finishReason = toolCalls.length > 0 ? "tool_calls" : (state.finishReason ?? "stop");
  return {
    text: state.text,
    toolCalls,
    finishReason: finishReasons.has(finishReason) ? (finishReason as ChatAnswer["finishReason"]) : "stop",
    model: state.model,
    usage: {
      inputTokens: state.usage?.prompt_tokens ?? estimate(request.messages.map((each) => each.content).join("")),
      outputTokens: state.usage?.completion_tokens ?? estimate(state.text),
    },
  };
};

/** Aborts when the caller does, or when the request has taken longer than `timeoutMs` in total. */
const deadlineFor = (signal: AbortSignal, timeoutMs: number) => {
  const abort = new AbortController();
  let reason: AbortReason = null;
  const end = (why: Exclude<AbortReason, null>): void => {
    reason ??= why;
    abort.abort();
  };
  const onAbort = (): void => end("cancelled");
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => end("timeout"), timeoutMs);
  return {
    signal: abort.signal,
    reason: (): AbortReason => reason,
    release: (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    },
  };
};

export const createOpenAiProvider = (settings: OpenAiSettings): LlmProvider => {
  const clock = settings.clock ?? (() => new Date());
  const client = new OpenAI({
    apiKey: settings.apiKey ?? "none",
    ...(settings.baseUrl === null ? {} : { baseURL: settings.baseUrl }),
    maxRetries: 0,
    logLevel: "off",
  });

  const chat = async (request: ChatRequest, { signal, onToken, headers }: ChatOptions): Promise<ChatAnswer> => {
    const deadline = deadlineFor(signal, request.timeoutMs);
    const state: Gathered = {
      text: "",
      calls: new Map(),
      finishReason: null,
      model: request.model,
      usage: null,
      chunks: 0,
    };
    try {
      const stream = await client.chat.completions.create(asParams(request), {
        signal: deadline.signal,
        timeout: request.timeoutMs,
        ...(headers === undefined ? {} : { headers: { ...headers } }),
      });
      for await (const chunk of stream) gather(state, chunk, onToken);
      if (deadline.reason() !== null) throw asLlmError(null, deadline.reason(), request.timeoutMs, clock());
      return requireSchema(answerOf(request, state), request.lenient === true ? null : request.responseFormat);
    } catch (thrown) {
      throw asLlmError(thrown, deadline.reason(), request.timeoutMs, clock());
    } finally {
      deadline.release();
    }
  };

  return { name: "openai", isLanguageModel: true, defaultModel: settings.defaultModel, chat };
};
