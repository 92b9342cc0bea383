/** The model at work, in the embedder's thread: ONNX Runtime runs where it is called, and a batch takes tens of milliseconds. */
import { Tokenizer } from "@huggingface/tokenizers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { meanDirection, shorten, windowsOf } from "./chunks.ts";
import type { EmbeddingModel } from "./model-folder.ts";

export interface Session {
  /** In order; of unit length. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

/** Tokens that one run may hold, padding included: enough to keep the cores busy, few enough to answer others soon. */
const tokensInRun = 2_048;

interface Window {
  readonly ids: readonly number[];
  /** Which text it is of. */
  readonly text: number;
}

/** Windows of like length together, so that little is padded. */
const inRuns = (windows: readonly Window[]): readonly (readonly Window[])[] => {
  const runs: Window[][] = [];
  for (const window of windows.toSorted((one, other) => one.ids.length - other.ids.length)) {
    const run = runs.at(-1);
    // The windows come shortest first: with this one, all would be padded to its length.
    if (run === undefined || (run.length + 1) * window.ids.length > tokensInRun) runs.push([window]);
    else run.push(window);
  }
  return runs;
};

/** The file's bytes and the vocabulary are not kept beside what is made of them: together they have 40 MB. */
export const openSession = async (
  { onnx, tokenizer: vocabulary, maxTokens, inputIds, inputMask, output, dimensions }: EmbeddingModel,
  threads: number,
): Promise<Session> => {
  const tokenizer = new Tokenizer(vocabulary, {});
  // What frames every text: for BERT [CLS] and [SEP].
  const [before = 0, after = 0] = tokenizer.encode("").ids;
  const size = maxTokens - 2;
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Threads that wait by spinning take the cores from everybody else: the event loop then waits for tens of milliseconds.
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
    if (!(data instanceof Float32Array)) throw new TypeError(`The model gives no ${output} of 32-bit floats.`);
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
