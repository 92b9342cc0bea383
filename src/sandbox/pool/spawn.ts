/** Starts workers, from the built files as well as from the sources (under tsx). */
import { type MessagePort, Worker, type WorkerOptions } from "node:worker_threads";
import type { AgentWorkerInput, ToolWorkerInput } from "../worker/messages.ts";

/** A URL in a string is nothing that the compiler would rewrite, so what runs here says how the worker's file ends. */
const fromSources = import.meta.url.endsWith(".ts");

/**
 * Built workers get no flags and no environment of the process: they need none, start faster (a `--import` of the server would
 * be loaded in each), and hold nothing that a guest could want.
 */
const built = (entry: string): [URL, WorkerOptions] => [
  new URL(`../worker/${entry}-main.js`, import.meta.url),
  { execArgv: [], env: {} },
];

/** On Node.js 20 tsx registers itself in the main thread only, so the worker begins with that. */
const source = (entry: string): [string, WorkerOptions] => {
  const tsx = import.meta.resolve("tsx/esm/api");
  const main = new URL(`../worker/${entry}-main.ts`, import.meta.url).href;
  const load = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(main)}); });`;
  return [load, { eval: true, execArgv: [] }];
};

/**
 * Of a worker that many share: a call that runs into the end of the stack costs 1.1 ms for each MB, in which its neighbours wait.
 * It is what browsers give.
 */
const sharedStackMb = 1;
/** What Node.js gives workers. */
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

/** Lets the process end although the worker runs: the watchdog's timer holds it as long as something is in hand. After the listeners, for those hold it. */
export const letGo = (worker: Worker): void => worker.unref();
