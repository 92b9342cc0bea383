/** The embedder's thread. It combines waiting requests into batches, so that many callers share a run. */
import { parentPort, workerData } from "node:worker_threads";
import { CaxtonError } from "../../domain/errors.ts";
import type { EmbedRequest, ThreadInput, ThreadMessage } from "./messages.ts";
import { readModelFolder } from "./model-folder.ts";
import { openSession, type Session } from "./session.ts";

/** The maximum number of texts in a batch, which limits how long the next request waits. */
const mostTexts = 64;

// The compiler knows neither the type of `workerData` nor that this is a worker.
const { folder, threads } = workerData as ThreadInput;
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: ThreadMessage): void => port.postMessage(message);

const waiting: EmbedRequest[] = [];

/** The first waiting request, and those after it that fit. */
const nextBatch = (): readonly EmbedRequest[] => {
  const batch = waiting.splice(0, 1);
  let texts = batch[0]?.texts.length ?? 0;
  while (waiting[0] !== undefined && texts + waiting[0].texts.length <= mostTexts) {
    texts += waiting[0].texts.length;
    batch.push(...waiting.splice(0, 1));
  }
  return batch;
};

const answer = async (session: Session, batch: readonly EmbedRequest[]): Promise<void> => {
  try {
    const vectors = (await session.embed(batch.flatMap(({ texts }) => texts))).values();
    for (const { id, texts } of batch) {
      say({ kind: "embedded", id, vectors: texts.map(() => vectors.next().value ?? new Float32Array()) });
    }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    for (const { id } of batch) say({ kind: "failed", id, message });
  }
};

const serve = (session: Session): void => {
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      await answer(session, nextBatch());
      // Receives requests that arrived in the meantime.
      await new Promise(setImmediate);
    }
    busy = false;
  };
  port.on("message", (request: EmbedRequest) => {
    waiting.push(request);
    void work();
  });
};

const start = async (): Promise<void> => {
  const model = await readModelFolder(folder);
  const { id: modelId, dimensions } = model;
  serve(await openSession(model, threads));
  say({ kind: "ready", modelId, dimensions });
};

try {
  await start();
} catch (thrown) {
  const known = thrown instanceof CaxtonError ? thrown : null;
  const message = known?.message ?? `The embedding model in ${folder} cannot be loaded: ${String(thrown)}`;
  say({
    kind: "unusable",
    message,
    hint: known?.hint ?? "ONNX Runtime cannot run the file model.onnx on this machine.",
  });
}
