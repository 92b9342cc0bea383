/** Running what cannot be trusted to end. */
import { createContext, Script } from "node:vm";

/** Runs `work`, which must not wait for anything, and throws when it takes longer than `ms` milliseconds. */
export type TimeLimit = <Value>(ms: number, work: () => Value) => Value;

/**
 * V8 interrupts a script that overruns, whatever it is at: a loop, a regular expression that backtracks, a validator that
 * goes round. The context is no boundary here, only the means to have the limit; it costs 0.15 ms a call.
 */
export const createTimeLimit = (): TimeLimit => {
  const context = createContext({ run: () => undefined });
  const script = new Script("run()");
  return <Value>(ms: number, work: () => Value): Value => {
    const results: Value[] = [];
    context["run"] = () => void results.push(work());
    try {
      script.runInContext(context, { timeout: ms });
    } finally {
      context["run"] = () => undefined;
    }
    return results[0] as Value;
  };
};
