/** Records exchanges with a model and answers from a recording: for demonstrations and tests without a model. */
import { createHash } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import { CaxtonError } from "../domain/errors.ts";
import type { ChatAnswer, ChatRequest, LlmProvider } from "./provider.ts";

/** One line of a recording. */
interface Exchange {
  readonly key: string;
  readonly request: ChatRequest;
  readonly answer: ChatAnswer;
}

/** Two requests are the same if they differ in nothing but the timeout. */
const keyOf = (request: ChatRequest): string => {
  const counted = { ...request, timeoutMs: undefined };
  const canonical = JSON.stringify(counted, Object.keys(flattened(counted)).toSorted());
  return createHash("sha256").update(canonical).digest("hex").slice(0, 32);
};

/** All property names at any depth, the form that the second argument of JSON.stringify takes. */
const flattened = (value: unknown, names: Record<string, true> = {}): Record<string, true> => {
  if (typeof value !== "object" || value === null) return names;
  for (const [name, inner] of Object.entries(value)) {
    names[name] = true;
    flattened(inner, names);
  }
  return names;
};

/** The provider, which also appends each finished exchange to a file as a JSON line. */
export const recordExchanges = (provider: LlmProvider, file: string): LlmProvider => ({
  ...provider,
  chat: async (request, options) => {
    const answer = await provider.chat(request, options);
    const exchange: Exchange = { key: keyOf(request), request, answer };
    await appendFile(file, `${JSON.stringify(exchange)}\n`);
    return answer;
  },
});

const parseLine = (line: string, number: number, file: string): Exchange => {
  try {
    const exchange = JSON.parse(line) as Partial<Exchange>;
    if (typeof exchange.key === "string" && exchange.answer !== undefined) return exchange as Exchange;
  } catch {
    // Reported below, with the line number.
  }
  throw new CaxtonError(
    "configuration.invalid",
    `Line ${number} of the recording ${file} is not a recorded exchange.`,
    {
      errors: [{ file, line: number, message: "Not a JSON object with key, request and answer." }],
    },
  );
};

/** Answers from a recording. Throws `configuration.invalid` if the file cannot be read. */
export const createReplayProvider = async (file: string): Promise<LlmProvider> => {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CaxtonError("configuration.invalid", `The recording ${file} cannot be read.`, { cause });
  });
  const answers = new Map(
    text
      .split("\n")
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line.trim() !== "")
      .map(({ line, number }) => parseLine(line, number, file))
      .map(({ key, answer }) => [key, answer]),
  );
  return {
    name: "replay",
    isLanguageModel: false,
    defaultModel: "replay",
    chat: async (request, { onToken }) => {
      const answer = answers.get(keyOf(request));
      if (answer === undefined) {
        throw new CaxtonError("llm.not_recorded", `The recording ${file} has no answer to this request.`, {
          hint: "Record it with llm.recordFile and a real model. Requests match if model, messages, tools and settings are equal.",
        });
      }
      onToken?.(answer.text);
      return answer;
    },
  };
};
