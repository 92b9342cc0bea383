/** Work in progress for a turn beside its steps, such as tool calls; aborted when the turn ends. */
import { createAbortableTasks } from "../concurrency/abortable-tasks.ts";
import { turnIdOf } from "../domain/delivery.ts";

type Turn = Parameters<typeof turnIdOf>[0];

export interface RunningWork {
  /** Runs `work` with a signal that is also aborted when the turn ends. */
  run<Value>(turn: Turn, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Aborts the work in progress for the turn in this process. */
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
