/**
 * What a millisecond of processor time is worth in fuel. Fuel counts instructions, whatever the machine, so that the same
 * message always burns the same; this constant only lets people think in time. `bench/sandbox.ts` measures it again.
 */

/**
 * About the fuel of one millisecond of a current core. Measured: optimised code of an agent that reads and writes JSON burns 14 million a
 * millisecond, the slowest loops that could be found (divisions, misses of the cache, code not optimised yet) 1.4 to 2.5 million.
 * So what is allowed 100 ms can take 30 ms of ordinary work, or up to 300 ms of the most tiresome.
 */
export const fuelPerMilli = 4_000_000;

/** The fuel for so many milliseconds of processor time. */
export const fuelFor = (cpuMillis: number): number => Math.ceil(cpuMillis * fuelPerMilli);
