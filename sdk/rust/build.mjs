/**
 * Builds an agent in Rust: `node build.mjs <file.wasm>`, in the folder of its Cargo.toml. Needs cargo with the target
 * wasm32-unknown-unknown, and wasm-opt, from the npm package binaryen or from the path.
 *
 * Rust's standard library is compiled in advance, with memory.copy and memory.fill (the feature bulk-memory), which
 * Caxton does not allow by default. No flag of rustc changes code that is already compiled; wasm-opt rewrites these
 * instructions as loops.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const target = "wasm32-unknown-unknown";

/** Older ones cannot rewrite memory.copy and memory.fill. */
const oldestBinaryen = 121;

/** What stable Rust emits and wasm-opt must know to read it: all but the first is allowed by default. */
const features = ["--enable-bulk-memory", "--enable-nontrapping-float-to-int"];
const lowering = "--llvm-memory-copy-fill-lowering";

const stop = (message) => {
  console.error(message);
  process.exit(1);
};

/** Runs a program to its end and returns its output; its errors go to the terminal. */
const run = (command, args, whenMissing) => {
  const { error, status, stdout } = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  if (error?.code === "ENOENT") stop(whenMissing);
  if (error) stop(`${command} could not be started: ${error.message}`);
  if (status !== 0) stop(`${command} failed; nothing was written.`);
  return stdout;
};

const checkRust = () => {
  run("cargo", ["--version"], "There is no cargo. Install Rust: https://rustup.rs");
  const rustc = process.env.RUSTC ?? "rustc";
  const library = run(rustc, ["--print", "target-libdir", "--target", target], `There is no ${rustc}. Install Rust.`);
  if (existsSync(library.trim())) return;
  stop(`Rust has no standard library for ${target}. Install it: rustup target add ${target}
(Debian and Ubuntu: apt install libstd-rust-dev-wasm32 lld)`);
};

/** The command and first arguments of wasm-opt: the one that npm installed, or the one on the path. */
const findWasmOpt = () => {
  let wasmOpt = ["wasm-opt"];
  try {
    // npm's is a script for Node.js, which Windows cannot start by its name.
    wasmOpt = [process.execPath, createRequire(join(process.cwd(), "package.json")).resolve("binaryen/bin/wasm-opt")];
  } catch {
    // Not installed by npm.
  }
  const [command, ...first] = wasmOpt;
  const install = "Install it: npm install --save-dev binaryen";
  const said = run(command, [...first, "--version"], `There is no wasm-opt. ${install}`);
  const version = Number(/version (\d+)/.exec(said)?.[1]);
  if (!(version >= oldestBinaryen))
    stop(`wasm-opt is too old: ${said.trim()}; version ${oldestBinaryen} or newer is needed. ${install}`);
  return { command, first };
};

/** Compiles the crate and returns the path of its module. */
const compile = () => {
  const args = ["build", "--release", "--target", target, "--message-format", "json-render-diagnostics"];
  const files = run("cargo", args)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .flatMap(({ reason, filenames }) => (reason === "compiler-artifact" ? filenames : []));
  return (
    files.findLast((file) => file.endsWith(".wasm")) ??
    stop('Cargo built no module: Cargo.toml must have a [lib] with crate-type = ["cdylib"].')
  );
};

const out = process.argv[2] ?? stop("usage: node build.mjs <file.wasm>");
checkRust();
const { command, first } = findWasmOpt();
run(command, [...first, compile(), "-o", out, "-O3", ...features, lowering]);
