/** Retries of writes that conflict with those of other processes. */
import { setTimeout as wait } from "node:timers/promises";
import { changedAllTheTime } from "./rules.ts";

/** Losing this many conflicts in a row means that something is wrong. */
const mostAttempts = 30;

/** The first retries follow immediately; later ones wait for a random time of up to this many milliseconds. */
const [attemptsAtOnce, mostWaitMs] = [2, 40];

/** Repeats `attempt` until it returns a result. Throws `memory.unavailable`. */
export const untilDone = async <Value>(attempt: () => Promise<{ readonly value: Value } | null>): Promise<Value> => {
  for (let made = 0; made < mostAttempts; made++) {
    const done = await attempt();
    if (done !== null) return done.value;
    if (made >= attemptsAtOnce) await wait(Math.random() * mostWaitMs);
  }
  throw changedAllTheTime();
};
