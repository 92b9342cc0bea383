/** Rust for wasm32-unknown-unknown: the user's, or the one that `scripts/test-tools.sh` makes of Debian's packages. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const made = fileURLToPath(new URL("../../.caxton-test/rust", import.meta.url));

const hasTarget = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  const args = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
  const said = await run("rustc", args, { env }).catch(() => null);
  return said !== null && existsSync(said.stdout.trim());
};

/**
 * The environment in which cargo builds for the target; null if there is none. In CI that is an error, because a
 * skipped test would go unnoticed there.
 */
export const findRust = async (
  environment: NodeJS.ProcessEnv = process.env,
  madeForTests = made,
): Promise<NodeJS.ProcessEnv | null> => {
  if (await hasTarget(environment)) return environment;
  const path = `${join(madeForTests, "bin")}:${environment["PATH"] ?? ""}`;
  if (existsSync(join(madeForTests, "stamp"))) return { ...environment, PATH: path };
  if ((environment["CI"] ?? "") === "") return null;
  throw new Error("There is no Rust for wasm32-unknown-unknown, and in CI the tests that need it must not be skipped.");
};
