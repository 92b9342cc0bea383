/** Counts how the calls of agents, or of tools, have ended. */
import type { ErrorCode } from "../../domain/errors.ts";
import type { CallResult } from "../types.ts";

export interface Tally {
  /** Call it once for every result. */
  note(result: CallResult): void;
  /** Number of results by `ok` or the code of the error. */
  ended(): ReadonlyMap<"ok" | ErrorCode, number>;
  /** Total fuel of all calls. */
  readonly fuel: number;
  /** Total time that calls ran, in milliseconds. */
  readonly runMs: number;
}

export const createTally = (): Tally => {
  const failures = new Map<ErrorCode, number>();
  // Fields and not variables: V8 would allocate a new number for each change of a variable, hundreds of thousands a second.
  const totals = { ok: 0, fuel: 0, runMs: 0 };
  return {
    note: (result) => {
      totals.fuel += result.usage.fuel;
      totals.runMs += result.usage.runMs;
      if (result.ok) totals.ok += 1;
      else failures.set(result.error.code, (failures.get(result.error.code) ?? 0) + 1);
    },
    ended: () => new Map([["ok", totals.ok] as const, ...failures]),
    get fuel() {
      return totals.fuel;
    },
    get runMs() {
      return totals.runMs;
    },
  };
};
