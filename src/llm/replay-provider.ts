/** Recording exchanges with a model, and answering from what was recorded: for demonstrations and tests without a model. */
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

/** What makes two requests the same: everything but how long one would wait. */
const keyOf = (request: ChatRequest): string => {
  const counted = { ...request, timeoutMs: undefined };
  const canonical = JSON.stringify(counted, Object.keys(flattened(counted)).toSorted());
  return createHash("sha256").update(canonical).digest("hex").slice(0, 32);
};

/** All property names at any depth, which is what JSON.stringify's list of names wants. */
const flattened = (value: unknown, names: Record<string, true> = {}): Record<string, true> => {
  if (typeof value !== "object" || value === null) return names;
  for (const [name, inner] of Object.entries(value)) {
    names[name] = true;
    flattened(inner, names);
  }
  return names;
};

/** The same provider, which also writes each finished exchange to a file, a JSON line each. */
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
    // Told below, with the place.
  }
  throw new CaxtonError("configuration.invalid", `Line ${number} of the recording ${file} is no recorded exchange.`, {
    errors: [{ file, line: number, message: "Not a JSON object with key, request and answer." }],
  });
};

/** Answers from a recording. Throws `configuration.invalid` when the file cannot be read. */
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
          hint: "Record it with llm.recordFile and a real model; model, messages, tools and settings must be the same.",
        });
      }
      onToken?.(answer.text);
      return answer;
    },
  };
};
