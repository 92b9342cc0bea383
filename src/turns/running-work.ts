/** What goes on for a turn beside its steps, such as calls of tools: the end of the turn is its end too. */
import { turnIdOf } from "../domain/delivery.ts";

type Turn = Parameters<typeof turnIdOf>[0];

export interface RunningWork {
  /** Does `work` under a signal that also aborts when the turn ends. */
  run<Value>(turn: Turn, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Ends what goes on for the turn in this process. */
  end(turn: Turn, why: Error): void;
}

export const createRunningWork = (): RunningWork => {
  const running = new Map<string, Set<AbortController>>();

  const forget = (id: string, controller: AbortController): void => {
    const all = running.get(id);
    all?.delete(controller);
    if (all?.size === 0) running.delete(id);
  };

  return {
    run: async (turn, signal, work) => {
      signal.throwIfAborted();
      const id = turnIdOf(turn);
      const controller = new AbortController();
      const all = running.get(id) ?? new Set();
      running.set(id, all.add(controller));
      const onAbort = (): void => controller.abort(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await work(controller.signal);
      } finally {
        signal.removeEventListener("abort", onAbort);
        forget(id, controller);
      }
    },
    end: (turn, why) => {
      for (const controller of running.get(turnIdOf(turn)) ?? []) controller.abort(why);
    },
  };
};
