/** The store's thread: processes one call at a time, so that the server's event loop is never blocked. */
import { parentPort, workerData } from "node:worker_threads";
import type { CaxtonError } from "../../domain/errors.ts";
import { VectorsNeeded, type StoreInput } from "./context.ts";
import type { CarriedError, StoreRequest, ThreadMessage } from "./messages.ts";
import { asMemoryError } from "./errors.ts";
import { openStore } from "./store.ts";

// The compiler knows neither the type of `workerData` nor that this is a worker.
const input = workerData as StoreInput;
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: ThreadMessage): void => port.postMessage(message);

const carried = ({ code, message, hint, facts }: CaxtonError): CarriedError => ({
  code,
  message,
  hint: hint ?? null,
  facts: facts ?? null,
});

const answer = (call: ReturnType<typeof openStore>["call"], { id, operation, args }: StoreRequest): ThreadMessage => {
  try {
    // The backend calls with the types of the same `Store`.
    const value = (call as (name: string, ...all: readonly unknown[]) => unknown)(operation, ...args);
    return { kind: "done", id, value };
  } catch (thrown) {
    if (thrown instanceof VectorsNeeded) return { kind: "vectors-needed", id, texts: thrown.texts };
    return { kind: "failed", id, error: carried(asMemoryError(thrown, input.file)) };
  }
};

try {
  const { call } = openStore(input);
  port.on("message", (request: StoreRequest) => say(answer(call, request)));
  say({ kind: "ready" });
} catch (thrown) {
  say({ kind: "unusable", error: carried(asMemoryError(thrown, input.file)) });
}
