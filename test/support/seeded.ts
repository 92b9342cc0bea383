/** Random choices that can be reproduced after a failure: `CAXTON_TEST_SEED=<seed>`. */
import { randomInt } from "node:crypto";

export interface Seeded {
  /** Put this into the test's title, so that a failure shows it. */
  readonly seed: number;
  /** From 0 (inclusive) to 1 (exclusive), by mulberry32. */
  next(): number;
  /** An integer from 0 (inclusive) to `end` (exclusive). */
  below(end: number): number;
}

export const seeded = (): Seeded => {
  const given = process.env["CAXTON_TEST_SEED"];
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next, below: (end) => Math.floor(next() * end) };
};
