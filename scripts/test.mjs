/**
 * Runs all tests (`npm test`), with a mocha process for each folder, so that a test that hangs costs only its folder. The
 * last line is the sum of what the runners counted. `npm test -- FILE...` passes its arguments to a single mocha.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const mocha = join(root, "node_modules/mocha/bin/mocha.js");
/** What that starts in a process of its own if there are flags for Node.js: started at once, it has the channel to this process. */
const mochaItself = ["--import=tsx", join(root, "node_modules/mocha/lib/cli/cli.js")];

/** These take longest. They start first, so that none of them runs alone at the end. */
const slowest = ["test/e2e", "test/integration/memory", "test/integration/api", "test/integration/sandbox"];

/**
 * How many folders are tested at once. A test starts servers and programs of its own, so on two cores two at once took longer
 * than one after the other. The slowest folder takes longer than the rest divided by four, so more gain nothing.
 */
const lanes = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));

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

/** Runs a single mocha on this terminal. Resolves to its exit code. */
const runAlone = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...args], { cwd: root, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });

/** Prints only whole lines, so that those of several processes do not mix. */
const printLines = (stream) => {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const end = (rest + text).lastIndexOf("\n") + 1;
    process.stdout.write((rest + text).slice(0, end));
    rest = (rest + text).slice(end);
  });
};

/** Runs the tests of a folder. The reporter sends what it counted; see test/support/reporter.cjs. */
const runFolder = (folder, files) =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const color = process.stdout.isTTY && process.env.NO_COLOR === undefined ? "--color" : "--no-color";
    const child = spawn(process.execPath, [...mochaItself, color, ...files], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      timeout: longestMs,
      killSignal: "SIGKILL",
    });
    let counts = null;
    printLines(child.stdout);
    printLines(child.stderr);
    child.on("message", (message) => (counts = message));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const time = `${((performance.now() - started) / 1000).toFixed(1)} s`;
      const { passed = 0, failed = 0 } = counts ?? {};
      const outcome =
        counts === null ? `${signal ?? `code ${code}`} before it counted its tests` : `${failed} failures`;
      process.stdout.write(`== ${folder} ended after ${time} with ${outcome}, ${passed} tests passed\n`);
      resolve(counts === null ? { passed: 0, failed: 1, skipped: 0, code: code || 1 } : { ...counts, code });
    });
  });

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
  await Promise.all(Array.from({ length: lanes }, lane));
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
process.exitCode = given.length > 0 ? await runAlone(given) : await runAll();
