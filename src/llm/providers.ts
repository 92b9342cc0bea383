/** All configured providers, and the choice among them. */
import { CaxtonError } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { complainOf, loadFactory } from "../extensions/load-factory.ts";
import { createOfflineProvider } from "./offline-provider.ts";
import { createOpenAiProvider } from "./openai-provider.ts";
import type { LlmProvider, LlmProviderFactory, LlmProviders } from "./provider.ts";
import { createReplayProvider, recordExchanges } from "./replay-provider.ts";

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

export interface LlmSettings {
  readonly defaultProvider: string | null;
  readonly openai: { readonly apiKey: string | null; readonly baseUrl: string | null };
  readonly defaultModel: string | null;
  readonly aliases: Readonly<Record<string, string>>;
  /** By the model's own name, not by an alias. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly modules: readonly { readonly name: string; readonly module: string; readonly settings: Json }[];
  readonly replayFile: string | null;
  readonly recordFile: string | null;
}

const free: ModelPrice = { input: 0, output: 0 };

const openAiModel = "gpt-4o-mini";

const isProvider = (value: unknown): value is LlmProvider => {
  const provider = value as Partial<LlmProvider> | null;
  return (
    typeof provider === "object" &&
    typeof provider?.name === "string" &&
    typeof provider.isLanguageModel === "boolean" &&
    typeof provider.defaultModel === "string" &&
    typeof provider.chat === "function"
  );
};

const loadModule = async ({ name, module, settings }: LlmSettings["modules"][number]): Promise<LlmProvider> => {
  const invalid = complainOf(
    `The LLM provider “${name}”`,
    module,
    "Its default export must be a function that returns { name, isLanguageModel, defaultModel, chat }; see docs/models.md.",
  );
  const factory = (await loadFactory(module, invalid)) as LlmProviderFactory;
  const provider: unknown = await factory(settings);
  if (!isProvider(provider)) throw invalid("does not return a provider");
  return { ...provider, name, chat: async (request, options) => provider.chat(request, options) };
};

const chooseDefault = ({ defaultProvider, replayFile, openai }: LlmSettings): string => {
  if (defaultProvider !== null) return defaultProvider;
  if (replayFile !== null) return "replay";
  return openai.apiKey !== null || openai.baseUrl !== null ? "openai" : "offline";
};

/**
 * Throws `configuration.invalid` for a module that cannot be used and for a default provider that is not configured.
 */
export const createProviders = async (settings: LlmSettings): Promise<LlmProviders> => {
  const { openai, defaultModel, aliases, recordFile } = settings;
  const made: LlmProvider[] = [
    createOfflineProvider(),
    createOpenAiProvider({ ...openai, defaultModel: defaultModel ?? openAiModel }),
    ...(settings.replayFile === null ? [] : [await createReplayProvider(settings.replayFile)]),
    ...(await Promise.all(settings.modules.map(loadModule))),
  ];
  const byName = new Map(
    made.map((each) => [each.name, recordFile === null ? each : recordExchanges(each, recordFile)]),
  );

  const get = (name: string): LlmProvider => {
    const provider = byName.get(name);
    if (provider !== undefined) return provider;
    const [similar] = nearest(name, [...byName.keys()]);
    throw new CaxtonError("llm.rejected", `No LLM provider is called “${name}”.`, {
      hint: similar === undefined ? `There are ${[...byName.keys()].join(", ")}.` : `Did you mean “${similar}”?`,
    });
  };

  const fallback = chooseDefault(settings);
  if (!byName.has(fallback)) {
    throw new CaxtonError("configuration.invalid", `The default LLM provider “${fallback}” is not configured.`, {
      hint: `There are ${[...byName.keys()].join(", ")}.`,
    });
  }

  const resolveModel: LlmProviders["resolveModel"] = (provider, model) => {
    const wanted = model === null ? (defaultModel ?? provider.defaultModel) : (aliases[model] ?? model);
    if (provider.isLanguageModel || wanted === provider.defaultModel) return { model: wanted, warning: null };
    return {
      model: provider.defaultModel,
      warning:
        model === null ? null : `The provider ${provider.name} has no model “${wanted}”; it answers with its own.`,
    };
  };

  /** A provider that is not a language model is free. */
  const priceOf = (provider: LlmProvider, ...models: readonly string[]): ModelPrice | null => {
    if (!provider.isLanguageModel) return free;
    const named = models.find((model) => Object.hasOwn(settings.prices, model));
    return named === undefined ? null : (settings.prices[named] ?? null);
  };

  return {
    get: (name) => get(name ?? fallback),
    resolveModel,
    costOf: (provider, { asked, answered }, { inputTokens, outputTokens }) => {
      const price = priceOf(provider, asked, answered);
      return price === null ? null : (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
    },
    costWarning: (name, model) => {
      const provider = byName.get(name ?? fallback);
      if (provider === undefined) return null;
      const { model: meant } = resolveModel(provider, model);
      if (priceOf(provider, meant) !== null) return null;
      return `There is no price for the model ${meant}, so its cost is not counted, and max_cost_usd has no effect.`;
    },
  };
};
