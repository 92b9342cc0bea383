/**
 * Vectors of unit length derived from the text's hash, without a model, for tests and benchmarks that are about
 * something else.
 */
import { createHash } from "node:crypto";
import type { Embedder } from "../../src/memory/embedding/types.ts";

const dimensions = 384;

const vectorOf = (text: string): Float32Array => {
  const hash = createHash("sha256").update(text).digest();
  const vector = Float32Array.from({ length: dimensions }, (_, index) => (hash[index % hash.length] ?? 0) - 127.5);
  const length = Math.hypot(...vector);
  return vector.map((each) => each / length);
};

export const stubEmbedder: Embedder = {
  modelId: "stub",
  dimensions,
  embed: async (texts) => texts.map(vectorOf),
  close: async () => undefined,
};
