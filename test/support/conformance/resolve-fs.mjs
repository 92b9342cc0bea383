/** Gives `globSync` to a package that takes it from `fs`, which has it only from Node.js 22 on, and uses it for nothing here. */
export const resolve = (specifier, context, next) =>
  specifier === "fs" && context.parentURL?.includes("/@modelcontextprotocol/conformance/")
    ? { url: new URL("./fs.mjs", import.meta.url).href, shortCircuit: true }
    : next(specifier, context);
