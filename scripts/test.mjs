/**
 * Runs all tests (`npm test`). The folders of tests are shared out among several mocha processes, because a test waits for
 * a server or the disk most of the time. The output of a folder is printed when its process has ended. The last line
 * is the sum of what the runners counted. `npm test -- FILE...` passes its arguments to a single mocha.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const mocha = join(root, "node_modules/mocha/bin/mocha.js");

/** These take longest. They start first, so that none of them runs alone at the end. */
const slowest = ["test/e2e", "test/integration/memory", "test/integration/api", "test/integration/sandbox"];

/** The slowest folder takes longer than the rest divided by this, so more processes gain nothing. */
const mostLanes = 4;

/**
 * A test that never returns blocks mocha and its time limits, so its process is killed after this time, in milliseconds: several
 * times what the slowest folder takes on two busy cores.
 */
const longestMs = 40 * 60_000;

/** Folders that contain tests, each with its files. All unit tests are one folder: starting mocha would take longer than they do. */
const folders = () => {
  const found = new Map();
  const paths = readdirSync(join(root, "test"), { recursive: true }).map(
    (path) => `test/${path.replaceAll("\\", "/")}`,
  );
  for (const path of paths.filter((each) => each.endsWith(".test.ts")).toSorted()) {
    const folder = path.startsWith("test/unit/") ? "test/unit" : dirname(path);
    found.set(folder, [...(found.get(folder) ?? []), path]);
  }
  return found;
};

/** Resolves to the exit code, and the output unless it goes to this process's own. */
const runMocha = (args, { isPiped }) =>
  new Promise((resolve, reject) => {
    const output = [];
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined ? ["--color"] : ["--no-color"];
    const child = spawn(process.execPath, [mocha, ...(isPiped ? color : []), ...args], {
      cwd: root,
      stdio: isPiped ? ["ignore", "pipe", "pipe"] : "inherit",
      ...(isPiped ? { timeout: longestMs, killSignal: "SIGKILL" } : {}),
    });
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 1, signal, output: Buffer.concat(output).toString("utf8").trimEnd() }),
    );
  });

/** What the reporter counted; see test/support/reporter.cjs. Null if mocha ended before it could tell. */
const countsIn = (output) => {
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(output.slice(output.lastIndexOf("\n") + 1));
  return match === null ? null : { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) };
};

const runFolder = async (folder, files) => {
  const { output, code, signal } = await runMocha(files, { isPiped: true });
  const counts = countsIn(output);
  process.stdout.write(`\n== ${folder}\n${output}\n`);
  if (counts !== null) return { ...counts, code };
  process.stdout.write(`== ${folder}: mocha ended with ${signal ?? `code ${code}`} before it counted its tests\n`);
  return { passed: 0, failed: 1, skipped: 0, code: code || 1 };
};

const runAll = async () => {
  const started = performance.now();
  const found = folders();
  const waiting = [...slowest, ...[...found.keys()].filter((folder) => !slowest.includes(folder))];
  const results = [];
  const lane = async () => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      results.push(await runFolder(folder, found.get(folder)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostLanes, availableParallelism()) }, lane));
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum("skipped");
  process.stdout.write(`\n${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  process.stdout.write(
    `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`,
  );
  return results.some(({ code }) => code !== 0) ? 1 : 0;
};

// A terminal's Ctrl-C reaches the mocha processes too; this one waits until they have cleaned up.
process.on("SIGINT", () => undefined);

const given = process.argv.slice(2);
process.exitCode = given.length > 0 ? (await runMocha(given, { isPiped: false })).code : await runAll();
