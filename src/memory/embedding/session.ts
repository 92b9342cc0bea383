/** Runs the model in the embedder's thread: ONNX Runtime blocks its caller, for tens of milliseconds per batch. */
import { Tokenizer } from "@huggingface/tokenizers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { meanDirection, shorten, windowsOf } from "./chunks.ts";
import type { EmbeddingModel } from "./model-folder.ts";

export interface Session {
  /** Vectors in the order of the texts; of unit length. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

/**
 * The maximum number of tokens in one run, including padding: enough to keep the cores busy, few enough to keep other requests
 * waiting only briefly.
 */
const tokensInRun = 2_048;

interface Window {
  readonly ids: readonly number[];
  /** The index of its text. */
  readonly text: number;
}

/** Groups windows of similar length, to reduce padding. */
const inRuns = (windows: readonly Window[]): readonly (readonly Window[])[] => {
  const runs: Window[][] = [];
  for (const window of windows.toSorted((one, other) => one.ids.length - other.ids.length)) {
    const run = runs.at(-1);
    // Windows are sorted by length, so this window determines the padded length of the run.
    if (run === undefined || (run.length + 1) * window.ids.length > tokensInRun) runs.push([window]);
    else run.push(window);
  }
  return runs;
};

/** The file's bytes and the vocabulary (40 MB together) are released once the session and tokenizer are created. */
export const openSession = async (
  { onnx, tokenizer: vocabulary, maxTokens, inputIds, inputMask, output, dimensions }: EmbeddingModel,
  threads: number,
): Promise<Session> => {
  const tokenizer = new Tokenizer(vocabulary, {});
  // The special tokens around every text: [CLS] and [SEP] for BERT.
  const [before = 0, after = 0] = tokenizer.encode("").ids;
  const size = maxTokens - 2;
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Spinning threads would take the cores from everything else and delay the event loop by tens of milliseconds.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });

  const run = async (windows: readonly Window[]): Promise<readonly Float32Array[]> => {
    const width = (windows.at(-1)?.ids.length ?? 0) + 2;
    const ids = new BigInt64Array(windows.length * width);
    const mask = new BigInt64Array(windows.length * width);
    for (const [row, window] of windows.entries()) {
      const framed = [before, ...window.ids, after];
      for (const [column, id] of framed.entries()) {
        ids[row * width + column] = BigInt(id);
        mask[row * width + column] = 1n;
      }
    }
    const shape = [windows.length, width];
    const answer = await session.run({
      [inputIds]: new Tensor("int64", ids, shape),
      [inputMask]: new Tensor("int64", mask, shape),
    });
    const data = answer[output]?.data;
    if (!(data instanceof Float32Array)) throw new TypeError(`The model has no output ${output} of 32-bit floats.`);
    return windows.map((_, row) => data.slice(row * dimensions, (row + 1) * dimensions));
  };

  return {
    embed: async (texts) => {
      const windows = texts.flatMap((text, index) =>
        windowsOf(tokenizer.encode(shorten(text, size), { add_special_tokens: false }).ids, size).map((ids) => ({
          ids,
          text: index,
        })),
      );
      const vectors: Float32Array[][] = texts.map(() => []);
      for (const each of inRuns(windows)) {
        for (const [row, vector] of (await run(each)).entries()) vectors[each[row]?.text ?? 0]?.push(vector);
      }
      return vectors.map(meanDirection);
    },
  };
};
