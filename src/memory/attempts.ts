/** Trying again where another process was first. */
import { setTimeout as wait } from "node:timers/promises";
import { changedAllTheTime } from "./rules.ts";

/** Others may be first between two attempts; so often in a row they are not. */
const mostAttempts = 30;

/** The first attempts follow at once; then one of the two gives way, by chance, for up to so long, in milliseconds. */
const [attemptsAtOnce, mostWaitMs] = [2, 40];

/** Repeats it until it answers with something. Throws `memory.unavailable`. */
export const untilDone = async <Value>(attempt: () => Promise<{ readonly value: Value } | null>): Promise<Value> => {
  for (let made = 0; made < mostAttempts; made++) {
    const done = await attempt();
    if (done !== null) return done.value;
    if (made >= attemptsAtOnce) await wait(Math.random() * mostWaitMs);
  }
  throw changedAllTheTime();
};
