/**
 * What a millisecond of processor time is worth in fuel. Fuel counts instructions, whatever the machine, so that the same
 * message always burns the same; this constant only lets people think in time. `bench/sandbox.ts` measures it again.
 */

/** Fuel that an endless loop burns in about one millisecond of a current core (measured: an integer loop in optimised code). */
export const fuelPerMilli = 400_000;

/** The fuel for so many milliseconds of processor time. */
export const fuelFor = (cpuMillis: number): number => Math.ceil(cpuMillis * fuelPerMilli);
