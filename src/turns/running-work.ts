/** What goes on for a turn beside its steps, such as calls of tools: the end of the turn is its end too. */
import { createAbortableTasks } from "../concurrency/abortable-tasks.ts";
import { turnIdOf } from "../domain/delivery.ts";

type Turn = Parameters<typeof turnIdOf>[0];

export interface RunningWork {
  /** Does `work` under a signal that also aborts when the turn ends. */
  run<Value>(turn: Turn, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Ends what goes on for the turn in this process. */
  end(turn: Turn, why: Error): void;
}

export const createRunningWork = (): RunningWork => {
  const running = createAbortableTasks();
  return {
    run: async (turn, signal, work) => running.run(turnIdOf(turn), signal, work),
    end: (turn, why) => {
      for (const controller of running.controllersOf(turnIdOf(turn))) controller.abort(why);
    },
  };
};
