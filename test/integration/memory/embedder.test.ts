import { expect } from "chai";
import { cp, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import { createEmbedder } from "../../../src/memory/embedding/embedder.ts";
import { defaultModel, modelFolderOf } from "../../../src/memory/embedding/model-folder.ts";
import type { Embedder } from "../../../src/memory/embedding/types.ts";

const cosine = (one?: Float32Array, other?: Float32Array): number =>
  one?.reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0) ?? Number.NaN;

const refused = async (model: string): Promise<CaxtonError> =>
  createEmbedder({ model }).then(
    async (embedder) => {
      await embedder.close();
      throw new Error("It was taken.");
    },
    (thrown: CaxtonError) => thrown,
  );

describe("the embedder", function () {
  this.timeout(120_000);
  let embedder: Embedder;
  before(async () => {
    embedder = await createEmbedder();
  });
  after(async () => embedder.close());

  it("places texts of similar meaning near each other, in vectors of unit length", async () => {
    const [cat, feline, stocks] = await embedder.embed([
      "A cat sits on the mat.",
      "A feline is resting on a rug.",
      "The stock market fell today.",
    ]);
    expect(cat).to.have.length(384);
    expect(cosine(cat, cat)).to.be.closeTo(1, 1e-4);
    expect(cosine(cat, feline)).to.be.greaterThan(0.5);
    expect(cosine(cat, stocks)).to.be.lessThan(0.2);
  });

  it("returns to each of many callers the vectors of its own texts", async () => {
    const texts = Array.from({ length: 300 }, (_, index) => `Item ${index} of the long list of things`);
    const together = await Promise.all(texts.map(async (text) => (await embedder.embed([text]))[0]));
    const fresh = await createEmbedder({ cacheSize: 0 });
    for (const index of [0, 77, 299]) {
      const [alone] = await fresh.embed([texts[index] ?? ""]);
      expect(cosine(alone, together[index])).to.be.greaterThan(0.97);
    }
    await fresh.close();
  });

  it("accepts an empty text, a megabyte, and twenty scripts", async () => {
    const texts = [
      "",
      "x ".repeat(524_288),
      "日本語の文章",
      "한국어 문장",
      "Русский текст",
      "ελληνικά",
      "العربية",
      "עברית",
      "हिन्दी",
      "বাংলা",
      "தமிழ்",
      "తెలుగు",
      "ಕನ್ನಡ",
      "മലയാളം",
      "ไทย",
      "ລາວ",
      "ქართული",
      "Հայերեն",
      "አማርኛ",
      "ខ្មែរ",
      "မြန်မာ",
      "😀🎉",
      "\u0000\uFFFD",
    ];
    const vectors = await embedder.embed(texts);
    for (const vector of vectors) expect(cosine(vector, vector)).to.be.closeTo(1, 1e-3);
  });

  it("does not block the event loop", async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    await embedder.embed(["warm"]);
    delay.enable();
    await Promise.all(Array.from({ length: 20 }, async (_, round) => embedder.embed([`${round} `.repeat(5_000)])));
    delay.disable();
    // The test machine may be busy; the runs in the meantime take hundreds of milliseconds.
    expect(delay.percentile(50) / 1e6).to.be.lessThan(100);
  });

  it("rejects pending and later requests when it is closed", async () => {
    const other = await createEmbedder();
    const waiting = other.embed(["a".repeat(10_000)]).catch((thrown: CaxtonError) => thrown.code);
    await other.close();
    expect(await waiting).to.equal("memory.embedding_failed");
    expect(await other.embed(["b"]).catch((thrown: CaxtonError) => thrown.code)).to.equal("memory.embedding_failed");
  });
});

describe("a model that cannot be used", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-model-"));
    await cp(modelFolderOf(defaultModel), folder, { recursive: true });
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("is refused with the missing file", async () => {
    await rm(join(folder, "tokenizer.json"));
    const error = await refused(folder);
    expect(error.code).to.equal("memory.model_unavailable");
    expect(error.message).to.include("tokenizer.json is missing");
    expect(error.hint).to.include("CAXTON_EMBEDDING_MODEL");
    expect((await refused("no-such-model")).message).to.include("model.json is missing");
  });

  it("is refused if a file is damaged", async () => {
    await truncate(join(folder, "model.onnx"), 1_000_000);
    expect((await refused(folder)).message).to.match(/model\.onnx is damaged: its SHA-256 is [0-9a-f]{64}/);
  });

  it("is refused if model.json is wrong", async () => {
    await writeFile(join(folder, "model.json"), `{"id": "x"}`);
    expect((await refused(folder)).message).to.include("lacks one of");
    await writeFile(join(folder, "model.json"), "{");
    expect((await refused(folder)).message).to.include("is no JSON");
  });
});
