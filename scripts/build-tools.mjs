/**
 * Compiles guests written in AssemblyScript: `node scripts/build-tools.mjs`, or with folders:
 * `node scripts/build-tools.mjs agents/wordcount`.
 *
 * Every folder in `tools/` with an `assembly/index.ts` is compiled to `dist/tools/<name>.wasm`, with its manifest
 * beside it. A folder given as an argument is compiled to `<folder>/<name>.wasm`, and so is every such folder in
 * `agents/`. The output uses only what the sandbox allows by default: no bulk memory, no start function, and no imports
 * except host functions.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A tool lives for one call, so it never frees memory; an agent keeps its instance, so it needs a garbage collector. */
const runtimes = { tool: "stub", agent: "incremental" };

const compile = async (folder, target, kind) => {
  const said = [];
  const note = { write: (text) => said.push(text) };
  const options = [
    join(folder, "assembly/index.ts"),
    ...["--outFile", target],
    ...["--baseDir", root],
    ...["--runtime", runtimes[kind]],
    ...["--exportStart", "_initialize"],
    ...["--use", "abort="],
    ...["--disable", "bulk-memory"],
    "-O3",
  ];
  const { error } = await asc.main(options, { stdout: note, stderr: note });
  if (error !== null) throw new Error(`${folder}: ${said.join("")}${error.message}`);
};

/** Returns a tool's self-description from `describe`. These tools are our own, so they run without a sandbox. */
const describe = (bytes) => {
  const host = new Proxy({}, { get: () => () => 0 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { caxton: host });
  if (exports.describe === undefined) return {};
  exports._initialize();
  exports.describe();
  const start = exports.response_ptr() >>> 0;
  const said = new Uint8Array(exports.memory.buffer, start, exports.response_len());
  return JSON.parse(new TextDecoder().decode(said));
};

const buildTools = async () => {
  const target = join(root, "dist/tools");
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(target)) if (/\.(wasm|json)$/.test(file)) rmSync(join(target, file));
  for (const name of readdirSync(join(root, "tools"))) {
    if (!existsSync(join(root, "tools", name, "assembly/index.ts"))) continue;
    await compile(`tools/${name}`, `dist/tools/${name}.wasm`, "tool");
    const manifest = JSON.parse(readFileSync(join(root, "tools", name, "manifest.json"), "utf8"));
    const described = describe(readFileSync(join(target, `${name}.wasm`)));
    writeFileSync(join(target, `${name}.json`), JSON.stringify({ ...described, ...manifest }, null, 2));
  }
};

/** The bundled agents that have AssemblyScript source. */
const agentFolders = () =>
  readdirSync(join(root, "agents"))
    .map((name) => join("agents", name))
    .filter((folder) => existsSync(join(root, folder, "assembly/index.ts")));

const named = process.argv.slice(2);
if (named.length === 0) await buildTools();
for (const folder of named.length === 0 ? agentFolders() : named)
  await compile(folder, join(folder, `${basename(folder)}.wasm`), "agent");
