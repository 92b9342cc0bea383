/** Starts workers, either from the built files or from the sources (under tsx). */
import { type MessagePort, Worker, type WorkerOptions } from "node:worker_threads";
import type { AgentWorkerInput, ToolWorkerInput } from "../worker/messages.ts";

/** The compiler does not rewrite file names in strings, so the extension of this file decides which worker file is used. */
const fromSources = import.meta.url.endsWith(".ts");

/**
 * Built workers get neither the process's flags nor its environment. They need neither, start faster (the server's `--import` modules
 * would be loaded in each), and hold no secrets that a guest could steal.
 */
const built = (entry: string): [URL, WorkerOptions] => [
  new URL(`../worker/${entry}-main.js`, import.meta.url),
  { execArgv: [], env: {} },
];

/** On Node.js 20 tsx registers itself only in the main thread, so the worker has to register it first. */
const source = (entry: string): [string, WorkerOptions] => {
  const tsx = import.meta.resolve("tsx/esm/api");
  const main = new URL(`../worker/${entry}-main.ts`, import.meta.url).href;
  const load = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(main)}); });`;
  return [load, { eval: true, execArgv: [] }];
};

/**
 * Stack size of workers shared by many instances. A call that overflows the stack takes 1.1 ms per MB, during which the others wait.
 * Browsers use the same size.
 */
const sharedStackMb = 1;
/** Node.js's default stack size for workers. */
const ownStackMb = 4;

export const startWorker = (
  entry: "agent" | "tool" | "pass",
  input: AgentWorkerInput | ToolWorkerInput | null,
  heapMb: number,
  transfer: readonly MessagePort[] = [],
): Worker => {
  const [file, options] = fromSources ? source(entry) : built(entry);
  return new Worker(file, {
    ...options,
    name: `caxton ${entry}`,
    workerData: input,
    transferList: [...transfer],
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: entry === "agent" ? sharedStackMb : ownStackMb },
  });
};

/**
 * Lets the process exit while the worker is running; the watchdog's timer keeps it alive while calls are in progress. Call this after
 * adding listeners, because adding one references the worker again.
 */
export const letGo = (worker: Worker): void => worker.unref();
