/**
 * The default provider if no model is configured. It is not a language model and says so in every reply: it repeats
 * what it was asked, always the same for the same prompt, so that everything around the model can be tried and tested.
 */
import type { Json, JsonObject } from "../domain/json.ts";
import { isJsonObject } from "../domain/json.ts";
import type { ChatAnswer, ChatRequest, LlmProvider } from "./provider.ts";

const notice =
  "[Offline: no language model answered. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server, and start again.]";

const firstSentence = (text: string): string =>
  /^[\s\S]{1,200}?(?:[.!?](?=\s|$)|\n|$)/.exec(text.trim())?.[0].trim() ?? "";

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** A minimal instance of a JSON Schema; covers the schemas that agents typically use for answers. */
const minimalInstance = (schema: JsonObject): Json => {
  if (schema["const"] !== undefined) return schema["const"];
  if (Array.isArray(schema["enum"]) && schema["enum"].length > 0) return schema["enum"][0] as Json;
  if (schema["default"] !== undefined) return schema["default"];
  switch (schema["type"]) {
    case "object": {
      const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
      const required = Array.isArray(schema["required"]) ? schema["required"] : [];
      return Object.fromEntries(
        required.map((name) => {
          const property = properties[String(name)];
          return [String(name), isJsonObject(property) ? minimalInstance(property) : ""];
        }),
      );
    }
    case "array":
      return [];
    case "number":
    case "integer":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 0;
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return "offline";
  }
};

const answerText = (request: ChatRequest): string => {
  if (request.responseFormat !== null) return JSON.stringify(minimalInstance(request.responseFormat));
  const said = (role: string): string => request.messages.findLast((each) => each.role === role)?.content ?? "";
  const agent = firstSentence(said("system")) || "an agent without a system prompt";
  const asked = said("user").trim();
  return `${notice}\n\nThe agent's instructions begin: “${agent}”\nThe message: “${asked}” (${words(asked)} words)`;
};

export const createOfflineProvider = (): LlmProvider => ({
  name: "offline",
  isLanguageModel: false,
  defaultModel: "offline",
  chat: async (request, { onToken }): Promise<ChatAnswer> => {
    const text = answerText(request);
    for (const piece of text.match(/\S+\s*/g) ?? []) onToken?.(piece);
    return {
      text,
      toolCalls: [],
      finishReason: "stop",
      model: "offline",
      usage: {
        inputTokens: request.messages.reduce((sum, each) => sum + words(each.content), 0),
        outputTokens: words(text),
      },
    };
  },
});
