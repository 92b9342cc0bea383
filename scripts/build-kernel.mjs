/**
 * Compiles the vector index's kernel (`src/memory/vectors/kernel.assemblyscript`) to `dist/memory/vectors/kernel.wasm`:
 * `node scripts/build-kernel.mjs`. The source has an extension of its own, because TypeScript would try to check a
 * `.ts` file.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = "src/memory/vectors/kernel";
const target = join(root, "dist/memory/vectors/kernel.wasm");

const said = [];
const note = { write: (text) => said.push(text) };
let compiled;
const { error } = await asc.main(
  [
    `${source}.ts`,
    "--outFile",
    "kernel.wasm",
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "--enable",
    "simd",
    "--importMemory",
    "-O3",
  ],
  {
    stdout: note,
    stderr: note,
    readFile: (name) => (name === `${source}.ts` ? readFileSync(join(root, `${source}.assemblyscript`), "utf8") : null),
    writeFile: (_name, content) => {
      compiled = content;
    },
    listFiles: () => [],
  },
);
if (error !== null || compiled === undefined)
  throw new Error(`${source}.assemblyscript: ${said.join("")}${error?.message ?? ""}`);
mkdirSync(dirname(target), { recursive: true });
// Written to a temporary file and renamed, so that a server starting meanwhile never reads a partial file.
writeFileSync(`${target}.${process.pid}`, compiled);
renameSync(`${target}.${process.pid}`, target);
