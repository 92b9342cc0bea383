/** Computes vectors of texts in a separate thread, because the model would block the event loop for milliseconds. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { CaxtonError } from "../../domain/errors.ts";
import { shortLived, threadFile } from "../../concurrency/thread-file.ts";
import type { Embedder } from "./types.ts";
import type { EmbedRequest, ThreadInput, ThreadMessage } from "./messages.ts";
import { defaultModel, modelFolderOf } from "./model-folder.ts";

export interface EmbedderOptions {
  /** A folder, or the name of a model included with Caxton. */
  readonly model?: string;
  /** Threads for inference. Default: half of the processor's, at most four. */
  readonly threads?: number;
  /** The number of vectors to cache. Default: 1,000, which take 1.5 MB. */
  readonly cacheSize?: number;
}

interface Pending {
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (error: CaxtonError) => void;
}

const failure = (why: string): CaxtonError =>
  new CaxtonError("memory.embedding_failed", `The embedding model did not answer: ${why}`, {
    hint: "Try again; if it recurs, see the log.",
  });

const startThread = (input: ThreadInput): Worker => {
  const [file, options] = threadFile(new URL("./thread-main", import.meta.url));
  return new Worker(file, { ...options, name: "caxton embedder", resourceLimits: shortLived, workerData: input });
};

/** Resolves when the model is loaded. Throws `memory.model_unavailable`. */
const ready = async (thread: Worker): Promise<Extract<ThreadMessage, { kind: "ready" }>> =>
  new Promise((resolve, reject) => {
    thread.once("message", (message: ThreadMessage) => {
      if (message.kind === "ready") resolve(message);
      else if (message.kind === "unusable") {
        reject(new CaxtonError("memory.model_unavailable", message.message, { hint: message.hint }));
      }
    });
    thread.once("error", (cause) => {
      reject(
        new CaxtonError("memory.model_unavailable", `The embedding model cannot be loaded: ${cause.message}`, {
          cause,
        }),
      );
    });
  });

/** Caches the vectors of recent requests for a single text: queries and stored texts are often repeated. */
const createCache = (most: number) => {
  const vectors = new Map<string, Float32Array>();
  return {
    get: (text: string): Float32Array | undefined => {
      const vector = vectors.get(text);
      if (vector === undefined) return undefined;
      vectors.delete(text);
      vectors.set(text, vector);
      return vector;
    },
    set: (text: string, vector: Float32Array): void => {
      vectors.set(text, vector);
      const [oldest] = vectors.keys();
      if (vectors.size > most && oldest !== undefined) vectors.delete(oldest);
    },
  };
};

/** In characters; longer texts are rarely queries, and are not cached. */
const longestCached = 500;

/** Loads the model in its own thread. Throws `memory.model_unavailable`. */
export const createEmbedder = async (options: EmbedderOptions = {}): Promise<Embedder> => {
  const { model = defaultModel, cacheSize = 1_000 } = options;
  const threads = options.threads ?? Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const thread = startThread({ folder: modelFolderOf(model), threads });
  const { modelId, dimensions } = await ready(thread).catch(async (thrown: unknown) => {
    await thread.terminate();
    throw thrown;
  });
  const cache = createCache(cacheSize);
  const pending = new Map<number, Pending>();
  let requests = 0;
  let ended: CaxtonError | null = null;

  const end = (why: string): void => {
    ended = failure(why);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const settled = (id: number): Pending | undefined => {
    const found = pending.get(id);
    pending.delete(id);
    // Pending requests keep the process alive; an idle thread does not.
    if (pending.size === 0) thread.unref();
    return found;
  };
  thread.on("message", (message: ThreadMessage) => {
    if (message.kind === "embedded") settled(message.id)?.resolve(message.vectors);
    else if (message.kind === "failed") settled(message.id)?.reject(failure(message.message));
  });
  thread.on("error", (error) => end(error.message));
  thread.on("exit", () => end("its thread has ended."));
  thread.unref();

  const ask = async (texts: readonly string[]): Promise<readonly Float32Array[]> =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const request: EmbedRequest = { id: ++requests, texts };
      pending.set(request.id, { resolve, reject });
      thread.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
      thread.postMessage(request);
    });

  return {
    modelId,
    dimensions,
    embed: async (texts, signal) => {
      signal?.throwIfAborted();
      const vectors = texts.map((text) => cache.get(text));
      const missing = [...new Set(texts.filter((_, index) => vectors[index] === undefined))];
      const made = missing.length === 0 ? [] : await ask(missing);
      const byText = new Map(missing.map((text, index) => [text, made[index] as Float32Array]));
      for (const [text, vector] of byText) if (text.length <= longestCached) cache.set(text, vector);
      return texts.map((text, index) => vectors[index] ?? (byText.get(text) as Float32Array));
    },
    close: async () => {
      await thread.terminate();
    },
  };
};
