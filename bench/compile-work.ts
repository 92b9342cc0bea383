/**
 * What a module costs before its first instruction runs, where fuel counts nothing: the pass, and the engine's optimising
 * compiler. Each row repeats one construct as often as the limits allow; src/sandbox/pass/compile-work.ts has the limits
 * and the weights that these figures justify. `node --import tsx bench/compile-work.ts`
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaxtonError, type ErrorCode } from "../src/domain/errors.ts";
import { passModule } from "../src/sandbox/pass/pass.ts";
import { bombPolicy, compileBombs, type CompileBomb } from "../test/support/compile-bombs.ts";
import { machine, table } from "./measure.ts";

/** Up to this size the server runs the pass in its main thread; see src/sandbox/pool/modules.ts. */
const inlineBytes = 32_768;

/** V8 itself refuses a `br_table` of more than 65,520 targets, as an invalid module. */
const refusals: ReadonlySet<string> = new Set([
  "sandbox.module_too_large",
  "sandbox.invalid_module",
] satisfies ErrorCode[]);

/** The metered module, or null if it is refused. */
const passed = (bytes: Uint8Array): Uint8Array | null => {
  try {
    return passModule(bytes, bombPolicy).wasm;
  } catch (error) {
    if (error instanceof CaxtonError && refusals.has(error.code)) return null;
    throw error;
  }
};

/** The largest count for which `fits` holds. */
const largest = (below: number, fits: (count: number) => boolean): number => {
  let low = 1;
  let high = below;
  while (high - low > Math.max(1, low / 100)) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
};

/** Compiles with the optimising compiler alone, in a process of its own, whose memory is then this module's. */
const program = `
  const bytes = require("node:fs").readFileSync(process.argv[1]);
  const before = process.resourceUsage().maxRSS;
  const started = performance.now();
  WebAssembly.compile(bytes).then(() => {
    const seconds = (performance.now() - started) / 1000;
    console.log(JSON.stringify({ seconds, megabytes: (process.resourceUsage().maxRSS - before) / 1024 }));
  });`;

const compileCost = (wasm: Uint8Array, folder: string): { readonly seconds: number; readonly megabytes: number } => {
  const file = join(folder, "module.wasm");
  writeFileSync(file, wasm);
  const flags = ["--no-liftoff", "--no-wasm-lazy-compilation"];
  return JSON.parse(execFileSync(process.execPath, [...flags, "-e", program, file], { encoding: "utf8" }));
};

/** Milliseconds for the pass; the fastest of several runs, so that other load on the machine does not count. */
const passTime = (bytes: Uint8Array): number => {
  const times = Array.from({ length: 7 }, () => {
    const started = performance.now();
    passed(bytes);
    return performance.now() - started;
  });
  return Math.min(...times);
};

const rowOf = (bomb: CompileBomb, folder: string): readonly string[] => {
  const count = largest(bomb.tooMany, (each) => passed(bomb.module(each)) !== null);
  const bytes = bomb.module(count);
  const wasm = passed(bytes);
  if (wasm === null) throw new RangeError(`The pass refuses ${bomb.what} however few there are.`);
  const { seconds, megabytes } = compileCost(wasm, folder);
  const inline = bomb.module(largest(bomb.tooMany, (each) => bomb.module(each).length <= inlineBytes));
  return [
    bomb.what,
    count.toLocaleString("en"),
    bytes.length.toLocaleString("en"),
    passTime(bytes).toFixed(1),
    seconds.toFixed(2),
    megabytes.toFixed(0),
    passTime(inline).toFixed(1),
  ];
};

const folder = mkdtempSync(join(tmpdir(), "caxton-compile-work-"));
try {
  const header = ["construct", "count", "bytes", "pass ms", "compile s", "compile MB", "pass ms inline"];
  const rows = compileBombs.map((bomb) => rowOf(bomb, folder));
  process.stdout.write(`${machine()}\n${table([header, ...rows])}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
