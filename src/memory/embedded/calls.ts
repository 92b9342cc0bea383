/** Calls to the store's thread. */
import { Worker } from "node:worker_threads";
import { CaxtonError } from "../../domain/errors.ts";
import { shortLived, threadFile } from "../../concurrency/thread-file.ts";
import type { StoreInput } from "./context.ts";
import type { CarriedError, StoreRequest, ThreadMessage } from "./messages.ts";
import type { Store } from "./store.ts";

/** The thread's answer: a value, or the texts whose vectors the call lacked. */
export type Answered<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "vectors-needed"; readonly texts: readonly string[] };

export interface StoreThread {
  call<Name extends keyof Store>(
    name: Name,
    ...args: Parameters<Store[Name]>
  ): Promise<Answered<ReturnType<Store[Name]>>>;
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (answer: Answered<never>) => void;
  readonly reject: (error: CaxtonError) => void;
}

const thrown = ({ code, message, hint, facts }: CarriedError): CaxtonError =>
  new CaxtonError(code, message, { ...(hint === null ? {} : { hint }), ...(facts === null ? {} : { facts }) });

const gone = (why: string): CaxtonError =>
  new CaxtonError("memory.unavailable", `The memory does not answer: ${why}`, {
    hint: "Restart Caxton; nothing that was stored is lost. See the log for details.",
  });

const ready = async (thread: Worker): Promise<void> =>
  new Promise((resolve, reject) => {
    thread.once("message", (message: ThreadMessage) => {
      if (message.kind === "unusable") reject(thrown(message.error));
      else resolve();
    });
    thread.once("error", (error) => reject(gone(error.message)));
  });

/** Resolves when the file is open and loaded. Throws `memory.unavailable`. */
export const startStoreThread = async (input: StoreInput): Promise<StoreThread> => {
  const [file, options] = threadFile(new URL("./thread-main", import.meta.url));
  const thread = new Worker(file, { ...options, name: "caxton memory", resourceLimits: shortLived, workerData: input });
  await ready(thread).catch(async (error: unknown) => {
    await thread.terminate();
    throw error;
  });
  const pending = new Map<number, Pending>();
  let requests = 0;
  let ended: CaxtonError | null = null;

  const end = (why: string): void => {
    ended ??= gone(why);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  thread.on("message", (message: ThreadMessage) => {
    if (message.kind === "ready" || message.kind === "unusable") return;
    const found = pending.get(message.id);
    pending.delete(message.id);
    // Pending calls keep the process alive; an idle thread does not.
    if (pending.size === 0) thread.unref();
    if (message.kind === "failed") found?.reject(thrown(message.error));
    else found?.resolve(message as Answered<never>);
  });
  thread.on("error", (error) => end(error.message));
  thread.on("exit", () => end("its thread has ended."));
  thread.unref();

  const call: StoreThread["call"] = async (operation, ...args) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const request: StoreRequest = { id: ++requests, operation, args };
      pending.set(request.id, { resolve, reject });
      thread.ref();
      thread.postMessage(request, []);
    });
  return {
    call,
    close: async () => {
      // Earlier calls complete first, because calls are processed in order.
      await call("close").catch(() => undefined);
      ended = gone("it is closed.");
      await thread.terminate();
    },
  };
};

/** The value of a call that embeds nothing. */
export const value = async <Value>(answer: Promise<Answered<Value>>): Promise<Value> => {
  const answered = await answer;
  if (answered.kind === "done") return answered.value;
  throw new CaxtonError("internal.unexpected", "A read of the memory asked for vectors.");
};
