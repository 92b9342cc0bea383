/**
 * Builds Caxton: `node scripts/build.mjs [--if-stale] [--only=<step>]`.
 *
 *   --if-stale  runs only the steps whose inputs changed since they last succeeded. If none did, this takes a few
 *               milliseconds, because it compares times and sizes of files without reading them
 *   --only=…    runs one step: generate, openapi, tsc, workflows, kernel or tools
 *
 * The build downloads nothing and sends no data. (One exception: if better-sqlite3 has to be recompiled, npm fetches
 * the headers of Node.js unless they are already cached.)
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileAgain, isDangerous } from "./better-sqlite3.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (path) => join(root, path);
const stampFile = at("dist/.build-stamp");
const require = createRequire(import.meta.url);

/** Path of the script behind a package's command, to run it without a shell or npx. */
const binOf = (packageName) => {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(
    dirname(manifest),
    typeof bin === "string" ? bin : bin[packageName === "typescript" ? "tsc" : packageName],
  );
};

/** Runs a Node script and shows its output only if it fails. */
const runNode = async (script, args, env = {}) => {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stdout.on("data", (chunk) => said.push(chunk));
  child.stderr.on("data", (chunk) => said.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(Buffer.concat(said).toString("utf8").trim());
};

const generate = () =>
  runNode(binOf("prisma"), ["generate", "--schema", "prisma/schema.prisma", "--no-hints"], {
    // Prisma looks for a schema engine to download before it generates. Any executable satisfies the check; none is
    // used.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  });

const tools = () => runNode(at("scripts/build-tools.mjs"), []);

const kernel = () => runNode(at("scripts/build-kernel.mjs"), []);

const openapi = () => runNode(at("scripts/api-generate.mjs"), []);

/** The files in `folder` (relative to the root) and its subfolders: their paths and stats. */
const filesBelow = (folder) => {
  if (!existsSync(at(folder))) return [];
  return readdirSync(at(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
};

/** Removes output of deleted sources, which tsc leaves in dist. */
const prune = () => {
  for (const path of filesBelow("dist")) {
    const source = /^dist\/(.+)\.js(?:\.map)?$/.exec(path)?.[1];
    if (source === undefined || source === "workflow-bundle") continue;
    if (!existsSync(at(`src/${source}.ts`))) rmSync(at(path));
  }
};

const tsc = async () => {
  // Without the outputs, the incremental build record would wrongly say that there is nothing to write.
  if (!existsSync(at("dist/domain"))) rmSync(at("dist/.tsbuildinfo"), { force: true });
  await runNode(binOf("typescript"), ["-p", "tsconfig.json", "--pretty", "false"]);
  prune();
};

const workflows = async () => {
  const { bundleWorkflowCode } = await import("@temporalio/worker");
  const said = [];
  const keep = (message) => said.push(message);
  const quiet = () => undefined;
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: keep, error: keep };
  try {
    const { code } = await bundleWorkflowCode({ workflowsPath: at("src/workflows/index.ts"), logger });
    mkdirSync(at("dist"), { recursive: true });
    replaceFile(at("dist/workflow-bundle.js"), code);
  } catch (error) {
    throw new Error([...said, error.message].join("\n"), { cause: error });
  }
};

/** Writes to a temporary file and renames it, so that a reader never sees a partial file. */
const replaceFile = (path, content) => {
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
};

const isSource = (path) => path.startsWith("src/") && !path.startsWith("src/generated/");

/** In execution order: each step may read the outputs of earlier ones. */
const steps = [
  {
    name: "generate",
    what: "database client from prisma/schema.prisma",
    run: generate,
    output: "src/generated/prisma/client.ts",
    reads: (path) => path === "prisma/schema.prisma",
  },
  {
    name: "openapi",
    what: "OpenAPI document and routes from the controllers (both are committed)",
    run: openapi,
    output: "src/api/generated/routes.ts",
    // Excludes its own output.
    reads: (path) => /^(?:tsoa\.json|scripts\/api-.+|src\/(?:api\/(?!generated\/)|domain\/).+)$/.test(path),
  },
  {
    name: "tsc",
    what: "JavaScript in dist/",
    run: tsc,
    output: "dist/domain",
    reads: (path) => isSource(path) || path === "tsconfig.json" || path === "prisma/schema.prisma",
  },
  {
    name: "workflows",
    what: "workflow bundle in dist/workflow-bundle.js",
    run: workflows,
    output: "dist/workflow-bundle.js",
    reads: (path) => path.startsWith("src/workflows/") || path.startsWith("src/domain/") || path === "tsconfig.json",
  },
  {
    name: "kernel",
    what: "loops of the vector index in WebAssembly",
    run: kernel,
    output: "dist/memory/vectors/kernel.wasm",
    reads: (path) => path === "src/memory/vectors/kernel.assemblyscript" || path === "scripts/build-kernel.mjs",
  },
  {
    name: "tools",
    what: "tools and agents in WebAssembly",
    run: tools,
    output: "agents/wordcount/wordcount.wasm",
    reads: (path) =>
      /^(?:tools|sdk)\//.test(path) || /^agents\/.+\/assembly\//.test(path) || path === "scripts/build-tools.mjs",
  },
];

/** Name, time and size of each step's inputs, of the lockfile and of this script. */
const fingerprints = () => {
  const sources = [
    ...filesBelow("src").filter(isSource),
    ...filesBelow("scripts"),
    ...filesBelow("tools"),
    ...filesBelow("sdk"),
    ...filesBelow("agents"),
  ];
  const everything = [...sources, "prisma/schema.prisma", "tsconfig.json", "tsoa.json"];
  const common = ["package-lock.json", "scripts/build.mjs"];
  const stats = new Map();
  for (const path of [...everything, ...common]) {
    const stat = statSync(at(path), { throwIfNoEntry: false });
    if (stat !== undefined) stats.set(path, `${path} ${stat.mtimeMs} ${stat.size}\n`);
  }
  return Object.fromEntries(
    steps.map((step) => {
      const hash = createHash("sha256");
      for (const [path, line] of stats) if (common.includes(path) || step.reads(path)) hash.update(line);
      return [step.name, hash.digest("hex")];
    }),
  );
};

const readStamp = () => {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    // The record is missing or truncated: everything is stale.
    return {};
  }
};

const writeStamp = (stamp) => {
  mkdirSync(at("dist"), { recursive: true });
  replaceFile(stampFile, JSON.stringify(stamp));
};

const usage = () => {
  console.error(
    `usage: node scripts/build.mjs [--if-stale] [--only=<step>]; steps: ${steps.map((step) => step.name).join(", ")}`,
  );
  return 2;
};

const main = async () => {
  const args = process.argv.slice(2);
  const only = args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
  const unknown = args.some((arg) => arg !== "--if-stale" && !arg.startsWith("--only="));
  if (unknown || (only !== undefined && !steps.some((step) => step.name === only))) return usage();

  if (isDangerous()) {
    process.stdout.write("build: better-sqlite3 for this Node.js, which takes a minute … ");
    try {
      await compileAgain();
    } catch (error) {
      process.stdout.write("failed\n\n");
      console.error(error.message);
      return 1;
    }
    process.stdout.write("done\n");
  }

  const ifStale = args.includes("--if-stale");
  const before = readStamp();
  const now = ifStale ? fingerprints() : {};
  const wanted = steps.filter(
    (step) =>
      (only === undefined || step.name === only) &&
      !(ifStale && now[step.name] === before[step.name] && existsSync(at(step.output))),
  );
  if (wanted.length === 0) return 0;

  const began = performance.now();
  let stamp = before;
  for (const step of wanted) {
    const started = performance.now();
    process.stdout.write(`build: ${step.what} … `);
    const { [step.name]: _stale, ...others } = stamp;
    // Taken before the step, so that an edit made while it runs counts as a change not yet built.
    const { [step.name]: seen } = fingerprints();
    try {
      await step.run();
    } catch (error) {
      process.stdout.write("failed\n\n");
      console.error(`${error.message}\n\nbuild: the step “${step.name}” failed.`);
      writeStamp(others);
      return 1;
    }
    process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    stamp = { ...others, [step.name]: seen };
    writeStamp(stamp);
  }
  if (wanted.length > 1) console.log(`build: done in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return 0;
};

process.exitCode = await main();
