#!/usr/bin/env node
/**
 * Runs random WebAssembly modules both plain and metered and reports how many behaved differently (expected: none):
 *
 *     node scripts/fuzz-sandbox.mjs [--count=10000] [--seed=1] [--keep=folder]
 *
 * Needs Rust: wasm-smith generates the modules, through test/wasm-cases. `--record` writes to test/fixtures/wasm the
 * modules and the core test suite that `npm test` runs without Rust. A module that runs for a minute has escaped its
 * fuel limit.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "test/wasm-cases");
const target = join(root, ".caxton-test/cargo");
/** A process keeps the address space of every memory until garbage collection, so each chunk gets a fresh process. */
const chunk = 1_000;
const patienceMs = 60_000;
const recorded = 200;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    keep: { type: "string" },
    record: { type: "boolean", default: false },
  },
});

const build = () => {
  try {
    execFileSync("cargo", ["build", "--release", "--quiet", "--target-dir", target], { cwd: folder, stdio: "inherit" });
  } catch (error) {
    console.error("fuzz-sandbox: wasm-cases could not be built. It needs cargo; see https://rustup.rs.");
    throw error;
  }
  return join(target, "release/wasm-cases");
};

const generate = (program, ...args) =>
  execFileSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 30 })
    .trimEnd()
    .split("\n");

const record = (program) => {
  const write = (name, lines) =>
    writeFileSync(join(root, "test/fixtures/wasm", name), gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
  write("spec.jsonl.gz", generate(program, "spec"));
  write("random.jsonl.gz", generate(program, "random", "1", String(recorded)));
};

/** One process judges all lines. Returns one verdict per line, or fewer if a module hung. */
const judge = (lines) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import=tsx", "test/support/random-worker.ts"], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const verdicts = [];
    const giveUp = () => child.kill("SIGKILL");
    let timer = setTimeout(giveUp, patienceMs);
    createInterface({ input: child.stdout }).on("line", (line) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patienceMs);
      verdicts.push(JSON.parse(line));
    });
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      resolve(verdicts);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(`${lines.join("\n")}\n`);
  });

const keep = (line, name) => {
  if (values.keep === undefined) return;
  mkdirSync(values.keep, { recursive: true });
  const { wasm, endless } = JSON.parse(line);
  writeFileSync(join(values.keep, `${name}.wasm`), Buffer.from(wasm, "base64"));
  writeFileSync(join(values.keep, `${name}.endless.wasm`), Buffer.from(endless, "base64"));
};

const program = build();
if (values.record) {
  record(program);
  process.exit(0);
}

const count = Number(values.count);
const sums = { modules: 0, refused: {}, calls: 0, traps: 0, overflowed: 0, stopped: 0, different: 0, escaped: 0 };
const started = performance.now();
for (let first = 0; first < count; first += chunk) {
  const seed = `${Number(values.seed) * 1_000_003 + first}`;
  let lines = generate(program, "random", seed, String(Math.min(chunk, count - first)));
  while (lines.length > 0) {
    const verdicts = await judge(lines);
    for (const [index, verdict] of verdicts.entries()) {
      sums.modules += 1;
      if (verdict.refused !== undefined) sums.refused[verdict.refused] = (sums.refused[verdict.refused] ?? 0) + 1;
      sums.calls += verdict.calls;
      sums.traps += verdict.traps;
      sums.stopped += verdict.stopped;
      if (verdict.overflowed) sums.overflowed += 1;
      if (verdict.differences.length === 0) continue;
      sums.different += 1;
      console.error(`seed ${seed}, module ${index}: ${verdict.differences.join("; ")}`);
      keep(lines[index], `${seed}-${index}`);
    }
    if (verdicts.length < lines.length) {
      sums.modules += 1;
      sums.escaped += 1;
      console.error(`seed ${seed}: a module took longer than ${patienceMs / 1_000} s, or ended its process`);
      keep(lines[verdicts.length], `${seed}-escaped-${first}`);
    }
    lines = lines.slice(verdicts.length + 1);
  }
}
console.log(
  `${sums.modules} random modules, ${Math.round((performance.now() - started) / 1_000)} s: ${sums.different} differ, ${sums.escaped} escaped. ` +
    `${sums.calls} calls compared, of which ${sums.traps} trapped; ${sums.stopped} endless calls stopped by fuel; ` +
    `${sums.overflowed} modules ran out of stack and are compared until there; refused: ${JSON.stringify(sums.refused)}.`,
);
process.exitCode = sums.different + sums.escaped === 0 ? 0 : 1;
