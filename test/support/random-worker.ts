/** Started by scripts/fuzz-sandbox.mjs: takes random modules as lines, and gives a verdict on each as a line. */
import { createInterface } from "node:readline";
import { runRandom } from "./random-run.ts";
import type { RandomModule } from "./wasm-cases.ts";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(runRandom(JSON.parse(line) as RandomModule))}\n`);
}
