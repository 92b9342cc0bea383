/**
 * Converts processor time to fuel. Fuel counts instructions, so the same message burns the same fuel on any machine; the
 * conversion only lets people state limits as time. `bench/sandbox.ts` measures the rate.
 */

/**
 * Fuel per millisecond of a current core. Measured: optimised code of an agent that reads and writes JSON burns 14 million
 * per millisecond; the slowest loops found (divisions, cache misses, code not yet optimised) burn 1.4 to 2.5 million. A
 * limit of 100 ms therefore allows 30 ms of ordinary work, or up to 300 ms of the slowest.
 */
const fuelPerMilli = 4_000_000;

/** The fuel for this many milliseconds of processor time. */
export const fuelFor = (cpuMillis: number): number => Math.ceil(cpuMillis * fuelPerMilli);
