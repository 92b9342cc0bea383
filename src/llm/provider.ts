/**
 * The interface to language models. A provider makes one attempt and throws a CaxtonError whose code tells whether a
 * retry can succeed; retries are up to Temporal and the journal.
 */
import type { Json, JsonObject } from "../domain/json.ts";

/** A type alias, since only those are plain JSON to the compiler; the journal stores calls as they are. */
export type ToolCallRequest = {
  /** The model's id of the call; unique within its answer. */
  readonly id: string;
  readonly name: string;
  /** The parsed arguments; null if the model did not write a JSON object. `rawArguments` has the original text. */
  readonly arguments: JsonObject | null;
  readonly rawArguments: string;
};

export type ChatMessage =
  | { readonly role: "system"; readonly content: string }
  | { readonly role: "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls: readonly ToolCallRequest[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: JsonObject;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDescription[];
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  /** JSON Schema for structured output. */
  readonly responseFormat: JsonObject | null;
  /** An answer that does not meet `responseFormat` is wanted all the same: the caller takes what is usable of it. */
  readonly lenient?: boolean;
  readonly timeoutMs: number;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ChatAnswer {
  readonly text: string;
  readonly toolCalls: readonly ToolCallRequest[];
  readonly finishReason: "stop" | "tool_calls" | "length" | "content_filter";
  /** The model that answered, by the provider's name for it. */
  readonly model: string;
  readonly usage: TokenUsage;
}

export interface ChatOptions {
  readonly signal: AbortSignal;
  /** Called with each piece of text as it arrives; never after the call has ended. */
  readonly onToken?: (text: string) => void;
  /** HTTP headers to send with the request, such as `traceparent`; ignored by providers without HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LlmProvider {
  readonly name: string;
  /** `false` for the offline provider; shown by `/ready`. */
  readonly isLanguageModel: boolean;
  readonly defaultModel: string;
  chat(request: ChatRequest, options: ChatOptions): Promise<ChatAnswer>;
}

/** The default export of a provider module: see docs/models.md. */
export type LlmProviderFactory = (settings: Json) => LlmProvider | Promise<LlmProvider>;

/** All configured providers. */
export interface LlmProviders {
  /** The named provider, or the default one for null. Throws `llm.rejected` if no provider has that name. */
  get(name: string | null): LlmProvider;
  /** The model that a request names: the target of an alias, the name itself, or the provider's default model. */
  resolveModel(
    provider: LlmProvider,
    model: string | null,
  ): { readonly model: string; readonly warning: string | null };
  /**
   * Cost of an answer in US dollars; null if neither model has a price. `asked` is the model that the request named,
   * `answered` the provider's own name for it, such as a dated version.
   */
  costOf(
    provider: LlmProvider,
    models: { readonly asked: string; readonly answered: string },
    usage: TokenUsage,
  ): number | null;
  /** Why an agent's cost cannot be tracked; null if it can, and for an unknown provider. */
  costWarning(provider: string | null, model: string | null): string | null;
}
