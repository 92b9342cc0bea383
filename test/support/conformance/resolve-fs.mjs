/**
 * Provides `globSync` to a package that imports it from `fs`, where it exists only from Node.js 22 on. The package does
 * not use it here.
 */
export const resolve = (specifier, context, next) =>
  specifier === "fs" && context.parentURL?.includes("/@modelcontextprotocol/conformance/")
    ? { url: new URL("./fs.mjs", import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
