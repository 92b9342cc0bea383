/** Where a worker thread's code is, in the built files as well as in the sources (under tsx). */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { ResourceLimits, WorkerOptions } from "node:worker_threads";

/** A URL in a string is nothing that the compiler would rewrite, so what runs here says how the thread's file ends. */
const fromSources = import.meta.url.endsWith(".ts");

/**
 * What `new Worker` takes to run `module`, a URL without the ending of its file. A thread gets no flags and no environment
 * of the process: it needs none, and starts faster without.
 */
export const threadFile = (module: URL): readonly [string | URL, WorkerOptions] => {
  if (!fromSources) return [new URL(`${module.href}.js`), { execArgv: [], env: {} }];
  // On Node.js 20 tsx registers itself in the main thread only, so the thread begins with that. (`import.meta.resolve` is
  // not there where mocha has loaded a test by `require`.)
  const installed = createRequire(import.meta.url).resolve("tsx/package.json");
  const tsx = new URL("./dist/esm/api/index.mjs", pathToFileURL(installed)).href;
  const [register, main] = [tsx, `${module.href}.ts`].map((each) => JSON.stringify(each));
  const load = `import(${register}).then(({ register }) => { register(); return import(${main}); });`;
  return [load, { eval: true, execArgv: [] }];
};

/**
 * For a thread that makes much that lives for a moment, such as rows and their bytes: of a small young generation they are gone sooner, and
 * with them the memory that they hold outside of the heap. Measured for the memory's thread: 37 MB less of the process, no slower.
 */
export const shortLived: ResourceLimits = { maxYoungGenerationSizeMb: 4 };
