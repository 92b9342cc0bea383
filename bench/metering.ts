/**
 * Measures the cost of metering: one module in its original form and after the pass, side by side in the same run.
 * `npx tsx bench/metering.ts`. The target for JSON work is a ratio of at most 1.4.
 */
import { execFileSync } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { passModule } from "../src/sandbox/pass/pass.ts";
import { fuelExport } from "../src/sandbox/pass/types.ts";
import { machine, table } from "./measure.ts";

const rounds = 41;
const plenty = 2n ** 60n;

const compileGuest = async (): Promise<Uint8Array> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-metering-"));
  try {
    const compiler = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
    const guest = fileURLToPath(new URL("metering-guest.assemblyscript", import.meta.url));
    const out = join(folder, "guest.wasm");
    const flags = [
      "-O3",
      "--runtime",
      "minimal",
      "--disable",
      "bulk-memory",
      "--use",
      "abort=",
      "--exportStart",
      "_initialize",
    ];
    // Copied to a `.ts` name, which the compiler requires. The source has another extension, because TypeScript would
    // try to check it.
    await copyFile(guest, join(folder, "guest.ts"));
    execFileSync(process.execPath, [compiler, "guest.ts", "-o", out, ...flags], { cwd: folder });
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true });
  }
};

type Guest = Readonly<Record<string, (...all: readonly number[]) => number>>;

const start = (wasm: Uint8Array): { readonly guest: Guest; readonly fuel: WebAssembly.Global | undefined } => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const fuel = exports[fuelExport];
  const global = fuel instanceof WebAssembly.Global ? fuel : undefined;
  if (global !== undefined) global.value = plenty;
  const guest = exports as unknown as Guest;
  guest["_initialize"]?.();
  guest["fill"]?.();
  return { guest, fuel: global };
};

const work: readonly (readonly [string, string, ...(readonly number[])])[] = [
  ["JSON, 1 MB scanned, numbers read", "json"],
  ["bytes, 1 MB, quotes counted", "bytes"],
  ["SHA-256, 3,000 blocks", "sha", 3_000],
  ["strings as keys of a map, 20,000", "strings", 20_000],
  ["fib(27), nothing but calls", "fib", 27],
];

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

const original = await compileGuest();
const passStarted = performance.now();
const passed = passModule(original, {
  features: [],
  maxModuleBytes: 1 << 20,
  maxMemoryBytes: 1 << 26,
  maxTableElements: 1_000,
  imports: [],
});
const passMs = performance.now() - passStarted;
const plain = start(original);
const metered = start(passed.wasm);

const time = (task: () => void): number => {
  const started = performance.now();
  task();
  return performance.now() - started;
};

const rows = work.map(([title, name, ...given]) => {
  const before = (metered.fuel?.value ?? 0n) as bigint;
  const results = [plain, metered].map(({ guest }) => guest[name]?.(...given));
  if (results[0] !== results[1]) throw new RangeError(`${name} gave ${results.join(" and ")}.`);
  const burned = Number(before - ((metered.fuel?.value ?? 0n) as bigint));
  const times = Array.from({ length: rounds }, () =>
    [plain, metered].map(({ guest }) => time(() => void guest[name]?.(...given))),
  );
  const [without = Number.NaN, withIt = Number.NaN] = [0, 1].map((side) =>
    median(times.map((pair) => pair[side] ?? 0)),
  );
  const ratio = median(times.map(([one = 0, other = 0]) => other / one));
  return [title, without.toFixed(2), withIt.toFixed(2), ratio.toFixed(2), (burned / withIt / 1e6).toFixed(1)];
});

console.log(machine());
console.log(
  `The module: ${original.length} bytes, ${passed.wasm.length} with metering; the pass took ${passMs.toFixed(1)} ms, cold.`,
);
console.log(table([["work", "plain ms", "metered ms", "ratio", "million fuel/ms"], ...rows]));
