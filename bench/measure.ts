/** Measuring and printing, shared by all benchmarks. */
import { availableParallelism } from "node:os";

export interface Measured {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly count: number;
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;

/** Runs `task` repeatedly for a given time with a given concurrency; each concurrent runner gets its own number. */
export const run = async (
  options: { readonly milliseconds: number; readonly atOnce: number },
  task: (number: number) => Promise<void>,
): Promise<Measured> => {
  const times: number[] = [];
  const started = performance.now();
  const until = started + options.milliseconds;
  await Promise.all(
    Array.from({ length: options.atOnce }, async (_, number) => {
      while (performance.now() < until) {
        const before = performance.now();
        await task(number);
        times.push(performance.now() - before);
      }
    }),
  );
  const elapsed = performance.now() - started;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    perSecond: (times.length / elapsed) * 1_000,
    count: times.length,
  };
};

/** The median run by p50, so that runs disturbed or favoured by other load on the machine do not count. */
export const middle = (runs: readonly Measured[]): Measured => {
  const sorted = runs.toSorted((a, b) => a.p50 - b.p50);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new RangeError("There was no run to take the middle of.");
  return found;
};

export const machine = (): string => `${availableParallelism()} cores, Node.js ${process.version}, ${process.platform}`;

export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
};
