/** The embedder's thread. It takes all requests that wait into one batch, as far as they fit, so that many callers share runs. */
import { parentPort, workerData } from "node:worker_threads";
import { CaxtonError } from "../../domain/errors.ts";
import type { EmbedRequest, ThreadInput, ThreadMessage } from "./messages.ts";
import { readModelFolder } from "./model-folder.ts";
import { openSession, type Session } from "./session.ts";

/** Texts of one batch: beyond them, who came next would wait too long. */
const mostTexts = 64;

// The compiler knows neither what a worker was given nor that it is one.
const { folder, threads } = workerData as ThreadInput;
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: ThreadMessage): void => port.postMessage(message);

const waiting: EmbedRequest[] = [];

/** The first that waits, and those behind it that fit. */
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
      // Lets in what came meanwhile.
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
  const message = known?.message ?? `The embedding model in ${folder} does not load: ${String(thrown)}`;
  say({
    kind: "unusable",
    message,
    hint: known?.hint ?? "The file model.onnx is not one that ONNX Runtime can run here.",
  });
}
