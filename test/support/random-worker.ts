/** Started by scripts/fuzz-sandbox.mjs: reads one random module per line and writes one verdict per line. */
import { createInterface } from "node:readline";
import { runRandom } from "./random-run.ts";
import type { RandomModule } from "./wasm-cases.ts";

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(runRandom(JSON.parse(line) as RandomModule))}\n`);
}
