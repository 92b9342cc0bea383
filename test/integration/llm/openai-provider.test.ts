import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createOpenAiProvider } from "../../../src/llm/openai-provider.ts";
import type { ChatRequest, LlmProvider } from "../../../src/llm/provider.ts";
import { startOpenAiServer, type Behaviour, type OpenAiServer } from "../../support/openai-server.ts";

const aRequest = (parts: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "test-model",
  messages: [
    { role: "system", content: "You are a test." },
    { role: "user", content: "Hello?" },
  ],
  tools: [],
  temperature: 0.5,
  maxTokens: 100,
  responseFormat: null,
  timeoutMs: 5_000,
  ...parts,
});

describe("the OpenAI provider, against a server that speaks the protocol", () => {
  let vendor: OpenAiServer;
  let provider: LlmProvider;

  before(async () => {
    vendor = await startOpenAiServer();
    provider = createOpenAiProvider({ apiKey: "sk-test", baseUrl: vendor.url, defaultModel: "test-model" });
  });
  after(async () => vendor.close());
  beforeEach(() => vendor.calls.splice(0));

  const chat = async (
    behaviour: Behaviour,
    request: Partial<ChatRequest> = {},
    signal = new AbortController().signal,
  ) => {
    vendor.script(() => behaviour);
    return provider.chat(aRequest(request), { signal });
  };

  const failure = async (behaviour: Behaviour, request: Partial<ChatRequest> = {}): Promise<CaxtonError> =>
    chat(behaviour, request).then(
      (answer) => expect.fail(`answered ${JSON.stringify(answer)}`),
      (thrown: unknown) => {
        expect(thrown).to.be.instanceOf(CaxtonError);
        return thrown as CaxtonError;
      },
    );

  it("streams text, counts tokens, and sends what was asked", async () => {
    vendor.script(() => ({ kind: "text", text: "Hello, whoever you are over there." }));
    const pieces: string[] = [];
    const answer = await provider.chat(aRequest(), {
      signal: new AbortController().signal,
      onToken: (text) => pieces.push(text),
      headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    });
    expect(answer).to.deep.equal({
      text: "Hello, whoever you are over there.",
      toolCalls: [],
      finishReason: "stop",
      model: "test-model",
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    expect(pieces.length).to.be.greaterThan(1);
    expect(pieces.join("")).to.equal(answer.text);
    const [call] = vendor.calls;
    expect(call?.request).to.include({ model: "test-model", temperature: 0.5, max_tokens: 100, stream: true });
    expect(call?.headers["authorization"]).to.equal("Bearer sk-test");
    expect(call?.headers["traceparent"]).to.match(/^00-0af7/);
  });

  it("estimates tokens where the server counts none", async () => {
    const answer = await chat({ kind: "text", text: "Four score and seven", usage: false });
    expect(answer.usage).to.deep.equal({ inputTokens: 6, outputTokens: 5 });
  });

  it("puts streamed tool calls together, and keeps what is no JSON as text", async () => {
    const answer = await chat(
      {
        kind: "calls",
        calls: [
          { id: "a", name: "look_up", arguments: { word: "caxton", deep: { list: [1, 2, 3] } } },
          { id: "b", name: "look_up", arguments: '{"word": ' },
        ],
      },
      { tools: [{ name: "look_up", description: "", parameters: { type: "object" } }] },
    );
    expect(answer.finishReason).to.equal("tool_calls");
    expect(answer.toolCalls.map((call) => [call.id, call.arguments])).to.deep.equal([
      ["a", { word: "caxton", deep: { list: [1, 2, 3] } }],
      ["b", null],
    ]);
    expect(answer.toolCalls[1]?.rawArguments).to.equal('{"word": ');
  });

  it("says which failures can pass, and when", async () => {
    const limited = await failure({ kind: "status", status: 429, headers: { "retry-after": "7" } });
    expect([limited.code, limited.retryable, limited.retryAfterMs]).to.deep.equal(["llm.rate_limited", true, 7_000]);
    const inMs = await failure({ kind: "status", status: 429, headers: { "retry-after-ms": "250" } });
    expect(inMs.retryAfterMs).to.equal(250);
    for (const status of [500, 502, 503, 409]) {
      const error = await failure({ kind: "status", status });
      expect([error.code, error.retryable], String(status)).to.deep.equal(["llm.unavailable", true]);
    }
    for (const status of [400, 401, 403, 404, 422]) {
      const error = await failure({ kind: "status", status });
      expect([error.code, error.retryable], String(status)).to.deep.equal(["llm.rejected", false]);
      expect(error.message).to.include(`status ${status}`);
    }
    expect((await failure({ kind: "status", status: 401 })).hint).to.include("OPENAI_API_KEY");
  });

  it("makes one attempt only", async () => {
    await failure({ kind: "status", status: 500 });
    expect(vendor.calls).to.have.length(1);
  });

  it("takes a cut connection as passing, and garbage as an invalid answer", async () => {
    expect((await failure({ kind: "cut" })).code).to.equal("llm.unavailable");
    expect((await failure({ kind: "garbage" })).code).to.equal("llm.invalid_response");
    expect((await failure({ kind: "garbage", body: "data: [DONE]\n\n" })).code).to.equal("llm.invalid_response");
    const away = createOpenAiProvider({ apiKey: null, baseUrl: "http://127.0.0.1:9/v1", defaultModel: "x" });
    const refused = await away.chat(aRequest(), { signal: new AbortController().signal }).catch((thrown) => thrown);
    expect(refused.code).to.equal("llm.unavailable");
  });

  it("gives up on a silent server, before and in the middle of an answer", async () => {
    expect((await failure({ kind: "hang" }, { timeoutMs: 150 })).code).to.equal("llm.timeout");
    expect((await failure({ kind: "hang", after: "I was" }, { timeoutMs: 150 })).code).to.equal("llm.timeout");
  });

  it("ends a call when it is cancelled", async () => {
    const abort = new AbortController();
    vendor.script(() => ({ kind: "hang", after: "I was" }));
    const started = provider.chat(aRequest(), { signal: abort.signal, onToken: () => abort.abort() });
    const error = await started.catch((thrown: unknown) => thrown as CaxtonError);
    expect((error as CaxtonError).code).to.equal("llm.cancelled");
  });

  it("holds structured answers to their schema", async () => {
    const responseFormat = { type: "object", properties: { rows: { type: "integer" } }, required: ["rows"] };
    expect((await chat({ kind: "text", text: '{"rows": 3}' }, { responseFormat })).text).to.equal('{"rows": 3}');
    const wrong = await failure({ kind: "text", text: '{"rows": "three"}' }, { responseFormat });
    expect(wrong.code).to.equal("llm.invalid_response");
    expect(wrong.message).to.include("integer");
    expect((await failure({ kind: "text", text: "three" }, { responseFormat })).code).to.equal("llm.invalid_response");
    expect(vendor.calls[0]?.request["response_format"]).to.have.property("type", "json_schema");
  });
});
