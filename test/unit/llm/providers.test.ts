import { expect } from "chai";
import fc from "fast-check";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createOfflineProvider } from "../../../src/llm/offline-provider.ts";
import type { ChatRequest, LlmProvider } from "../../../src/llm/provider.ts";
import { createProviders, type LlmSettings } from "../../../src/llm/providers.ts";
import { createReplayProvider, recordExchanges } from "../../../src/llm/replay-provider.ts";
import { retryDelayMs } from "../../../src/llm/retry.ts";

const aRequest = (content: string, parts: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "m",
  messages: [
    { role: "system", content: "You are a test. Be brief." },
    { role: "user", content },
  ],
  tools: [],
  temperature: null,
  maxTokens: null,
  responseFormat: null,
  timeoutMs: 1_000,
  ...parts,
});

const settings = (parts: Partial<LlmSettings> = {}): LlmSettings => ({
  defaultProvider: null,
  openai: { apiKey: null, baseUrl: null },
  defaultModel: null,
  aliases: {},
  prices: {},
  modules: [],
  replayFile: null,
  recordFile: null,
  ...parts,
});

const free = { input: 0, output: 0 };

const chat = async (provider: LlmProvider, request: ChatRequest) =>
  provider.chat(request, { signal: new AbortController().signal });

const errorOf = async (work: Promise<unknown>): Promise<CaxtonError> =>
  work.then(
    () => expect.fail("no error"),
    (thrown: unknown) => thrown as CaxtonError,
  );

describe("model providers", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-llm-"));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  describe("offline", () => {
    it("says that it is no language model, and answers the same to the same", async () => {
      const provider = createOfflineProvider();
      expect(provider.isLanguageModel).to.equal(false);
      const pieces: string[] = [];
      const answer = await provider.chat(aRequest("How many rows?"), {
        signal: new AbortController().signal,
        onToken: (piece) => pieces.push(piece),
      });
      expect(answer.text).to.include("no language model").and.to.include("How many rows?");
      expect(pieces.join("")).to.equal(answer.text);
      expect(await chat(provider, aRequest("How many rows?"))).to.deep.equal(answer);
      expect((await chat(provider, aRequest("How many columns?"))).text).not.to.equal(answer.text);
    });

    it("meets a simple response format", async () => {
      const responseFormat = {
        type: "object",
        required: ["rows", "kind", "tags"],
        properties: { rows: { type: "integer", minimum: 1 }, kind: { enum: ["a", "b"] }, tags: { type: "array" } },
      };
      const { text } = await chat(createOfflineProvider(), aRequest("?", { responseFormat }));
      expect(JSON.parse(text)).to.deep.equal({ rows: 1, kind: "a", tags: [] });
    });
  });

  it("are chosen by what is configured", async () => {
    const chosen = async (parts: Partial<LlmSettings>): Promise<string> =>
      (await createProviders(settings(parts))).get(null).name;
    expect(await chosen({})).to.equal("offline");
    expect(await chosen({ openai: { apiKey: "sk", baseUrl: null } })).to.equal("openai");
    expect(await chosen({ openai: { apiKey: null, baseUrl: "http://127.0.0.1:1/v1" } })).to.equal("openai");
    expect(await chosen({ openai: { apiKey: "sk", baseUrl: null }, defaultProvider: "offline" })).to.equal("offline");
    expect((await errorOf(chosen({ defaultProvider: "nobody" }))).code).to.equal("configuration.invalid");
    const { get } = await createProviders(settings());
    expect(() => get("openay"))
      .to.throw(CaxtonError)
      .with.property("hint")
      .that.includes("openai");
  });

  it("resolve aliases and defaults", async () => {
    const { get, resolveModel } = await createProviders(
      settings({ openai: { apiKey: "sk", baseUrl: null }, defaultModel: "large", aliases: { fast: "small-1" } }),
    );
    expect(resolveModel(get(null), null)).to.deep.equal({ model: "large", warning: null });
    expect(resolveModel(get(null), "fast")).to.deep.equal({ model: "small-1", warning: null });
    expect(resolveModel(get("offline"), "fast").warning).to.include("small-1");
  });

  it("record what they answer, and replay it without a model", async () => {
    const file = join(folder, "exchanges.jsonl");
    const recorder = recordExchanges(createOfflineProvider(), file);
    const answer = await chat(recorder, aRequest("How many rows?"));
    const replay = await createReplayProvider(file);
    expect(await chat(replay, aRequest("How many rows?", { timeoutMs: 7 }))).to.deep.equal(answer);
    expect((await errorOf(chat(replay, aRequest("Something else")))).code).to.equal("llm.not_recorded");
    await writeFile(file, `${await readFile(file, "utf8")}{"half": \n`);
    const broken = await errorOf(createReplayProvider(file));
    expect([broken.code, broken.errors[0]?.line]).to.deep.equal(["configuration.invalid", 2]);
  });

  it("may be modules: the one that the documentation shows works as printed", async () => {
    const page = await readFile(new URL("../../../docs/models.md", import.meta.url), "utf8");
    const module = join(folder, "my-provider.mjs");
    await writeFile(module, /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
    const { get } = await createProviders(
      settings({ defaultProvider: "shouting", modules: [{ name: "shouting", module, settings: { ending: "!" } }] }),
    );
    expect((await chat(get(null), aRequest("hello"))).text).to.equal("HELLO!");
  });

  it("are refused as modules when they are none", async () => {
    const attempts = {
      missing: null,
      "no-function": "export default 3;",
      "no-provider": "export default () => ({ name: 'x' });",
    };
    for (const [name, text] of Object.entries(attempts)) {
      const module = join(folder, `${name}.mjs`);
      if (text !== null) await writeFile(module, text);
      const error = await errorOf(createProviders(settings({ modules: [{ name, module, settings: null }] })));
      expect(error.code, name).to.equal("configuration.invalid");
      expect(error.message).to.include(name);
    }
  });

  it("count what an answer cost, by the model that was asked or that answered, and never take no price for nothing", async () => {
    const providers = await createProviders(
      settings({
        openai: { apiKey: "k", baseUrl: null },
        aliases: { small: "gpt-small" },
        prices: { "gpt-small": { input: 0.5, output: 2 }, "gpt-big-2026": { input: 10, output: 40 }, local: free },
      }),
    );
    const provider = providers.get(null);
    const usage = { inputTokens: 1_000, outputTokens: 500 };
    const cost = (asked: string, answered: string) => providers.costOf(provider, { asked, answered }, usage);
    expect(cost("gpt-small", "gpt-small-2026-01-01")).to.be.closeTo(0.0015, 1e-12);
    expect(cost("gpt-big", "gpt-big-2026")).to.be.closeTo(0.03, 1e-12);
    expect(cost("local", "local")).to.equal(0);
    expect(cost("gpt-other", "gpt-other")).to.equal(null);
    expect(cost("toString", "constructor")).to.equal(null);
    expect(providers.costWarning(null, "small")).to.equal(null);
    expect(providers.costWarning(null, "gpt-other")).to.include("gpt-other");
    expect(providers.costWarning(null, null)).to.include("gpt-4o-mini");
    expect(providers.costWarning("offline", null)).to.equal(null);
    expect(providers.costWarning("nobody", null)).to.equal(null);
  });

  it("wait longer each time, but as long as the vendor says", () => {
    expect(retryDelayMs({ retryAfterMs: 7_000 }, 5)).to.equal(7_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, jitter) => {
        const delay = retryDelayMs({ retryAfterMs: undefined }, attempt, jitter);
        expect(delay).to.be.within(500, 37_500);
        expect(retryDelayMs({ retryAfterMs: undefined }, attempt + 1, 0)).to.be.at.least(
          retryDelayMs({ retryAfterMs: undefined }, attempt, 0),
        );
      }),
    );
  });
});
