/** Files of vectors as consecutive floats. Embedding 117,000 texts takes a minute, so vectors are kept. */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Embedder } from "../../src/memory/embedding/types.ts";

const kept = fileURLToPath(new URL("../../.caxton-test/vectors/", import.meta.url));

const textsAtOnce = 512;

export interface VectorSet {
  readonly file: string;
  readonly count: number;
  /** Texts per second; null if the vectors existed already. */
  readonly embeddedPerSecond: number | null;
}

const fileOf = (name: string, modelId: string, texts: readonly string[]): string => {
  const sum = createHash("sha256").update(modelId).update("\0").update(texts.join("\0")).digest("hex");
  return `${kept}${name}-${sum.slice(0, 16)}.f32`;
};

const exists = async (file: string): Promise<boolean> =>
  open(file).then(
    async (handle) => {
      await handle.close();
      return true;
    },
    () => false,
  );

export const embedAll = async (name: string, texts: readonly string[], embedder: Embedder): Promise<VectorSet> => {
  const file = fileOf(name, embedder.modelId, texts);
  if (await exists(file)) return { file, count: texts.length, embeddedPerSecond: null };
  await mkdir(kept, { recursive: true });
  const handle = await open(`${file}.part`, "w");
  const started = performance.now();
  for (let from = 0; from < texts.length; from += textsAtOnce) {
    for (const vector of await embedder.embed(texts.slice(from, from + textsAtOnce))) {
      await handle.write(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    }
  }
  await handle.close();
  await rename(`${file}.part`, file);
  return {
    file,
    count: texts.length,
    embeddedPerSecond: texts.length / ((performance.now() - started) / 1_000),
  };
};

export const readFloats = async (file: string): Promise<Float32Array> => {
  const content = await readFile(file);
  return new Float32Array(content.buffer, content.byteOffset, content.byteLength / 4);
};

/** A random number generator with a fixed seed (xorshift, Marsaglia 2003). */
const randomNumbers = (): (() => number) => {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

/**
 * More vectors than there are sentences, clustered like those of sentences: each lies between two real ones, seven to three, with
 * noise of a tenth of its length. The first `real` are the real ones.
 */
export const multiply = async (
  from: VectorSet,
  name: string,
  count: number,
  dimensions: number,
): Promise<VectorSet> => {
  const file = `${kept}${name}-${count}.f32`;
  if (await exists(file)) return { file, count, embeddedPerSecond: null };
  const real = await readFloats(from.file);
  const random = randomNumbers();
  const handle = await open(`${file}.part`, "w");
  const noise = (0.1 * Math.sqrt(12)) / Math.sqrt(dimensions);
  for (let at = 0; at < count; at += 1) {
    const [one, other] = [at % from.count, Math.floor(random() * from.count)];
    const share = at < from.count ? 1 : 0.7;
    const vector = Float32Array.from({ length: dimensions }, (_, d) => {
      const value = share * (real[one * dimensions + d] ?? 0) + (1 - share) * (real[other * dimensions + d] ?? 0);
      return at < from.count ? value : value + (random() - 0.5) * noise;
    });
    const length = Math.hypot(...vector);
    const unit = vector.map((value) => value / length);
    await handle.write(new Uint8Array(unit.buffer));
  }
  await handle.close();
  await rename(`${file}.part`, file);
  return { file, count, embeddedPerSecond: null };
};
