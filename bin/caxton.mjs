#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * Runs the built command line; says how to build it where that was not done. The flag above (and in `npm start`) gives young
 * objects twice the usual room: a message leaves many behind, and docs/benchmarks.md has what collecting them less often brings.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/cli/main.js", import.meta.url);

if (existsSync(main)) {
  await import(main.href);
} else {
  const folder = fileURLToPath(new URL("..", import.meta.url));
  console.error(`caxton is not built yet. Build it in ${folder} with:\n\n  npm run build\n`);
  process.exitCode = 1;
}
