/** Enforces the layers of docs/architecture.md: imports point down, and no service imports the inside of another. */
"use strict";

/** Each may import the domain, the libraries, its own files, and of another service only the contracts. */
const services = [
  "agents",
  "config",
  "llm",
  "mcp",
  "memory",
  "messaging",
  "observability",
  "registry",
  "routing",
  "sandbox",
  "temporal",
  "tools",
  "turns",
  "wasm-agents",
];
/** Small helpers without a service's state, which any service may import. */
const libraries = ["concurrency", "extensions"];
const service = `^src/(${services.join("|")})/`;
const library = `^src/(?:${libraries.join("|")})/`;
/** The files that declare what a service offers, without the implementation. */
const contracts = "^src/[^/]+/(?:types|stores|provider|names)[.]ts$";
const compositionRoot = ["^src/composition/", "^src/server[.]ts$"];

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment: "The domain has no input, output or clock. Its one package computes distances between words.",
      severity: "error",
      from: { path: "^src/domain/" },
      to: { pathNot: ["^src/domain/", "(?:^|/)node_modules/fastest-levenshtein/"] },
    },
    {
      name: "workflows-are-deterministic",
      comment: "Workflows import the domain, Temporal's workflow package, and the types of the activities.",
      severity: "error",
      from: { path: "^src/workflows/" },
      to: {
        pathNot: [
          "^src/(?:domain|workflows)/",
          "^src/activities/types[.]ts$",
          "(?:^|/)node_modules/@temporalio/(?:workflow|common)/",
        ],
      },
    },
    {
      name: "activities-by-type-only",
      comment: "A value import would pull the activities, and everything below them, into the workflow bundle.",
      severity: "error",
      from: { path: "^src/workflows/" },
      to: { path: "^src/activities/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-reaching-into-siblings",
      comment: "A service is handed the other service as a value of its interface; the composition root passes it in.",
      severity: "error",
      from: { path: service },
      to: { path: service, pathNot: [contracts, "^src/$1/"] },
    },
    {
      name: "every-folder-has-a-layer",
      comment: "A new folder in src belongs into one of the lists above, or no rule applies to it.",
      severity: "error",
      from: {
        path: "^src/[^/]+/",
        pathNot: [service, library, "^src/(?:activities|api|cli|composition|domain|generated|workflows)/"],
      },
      to: {},
    },
    {
      name: "libraries-know-the-domain-only",
      severity: "error",
      from: { path: library },
      to: { path: "^src/", pathNot: [library, "^src/domain/"] },
    },
    {
      name: "services-know-nothing-above",
      comment: "No service imports the API, the command line, the workflows, the activities or the composition root.",
      severity: "error",
      from: { path: service, pathNot: "^src/temporal/" },
      to: { path: ["^src/(?:api|cli|workflows|activities)/", ...compositionRoot] },
    },
    {
      name: "temporal-knows-workflows-by-type",
      comment: "The client and the worker name workflows and activities; the code of those is bundled or passed in.",
      severity: "error",
      from: { path: "^src/temporal/" },
      to: { path: "^src/(?:workflows|activities)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "temporal-knows-nothing-above",
      severity: "error",
      from: { path: "^src/temporal/" },
      to: { path: ["^src/(?:api|cli)/", ...compositionRoot] },
    },
    {
      name: "api-and-cli-are-on-top",
      comment: "Only the composition root knows the API and the command line.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(?:api|cli)/", ...compositionRoot] },
      to: { path: "^src/(?:api|cli)/" },
    },
    {
      name: "api-starts-no-server",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: ["^src/(?:cli|workflows|activities)/", ...compositionRoot] },
    },
    {
      name: "database-only-in-registry",
      comment:
        "Everything else uses a store. The databases of tools are not Caxton's; the embedded memory has its own.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(?:registry|generated|tools/host|memory/embedded)/" },
      to: { path: ["(?:^|/)node_modules/(?:better-sqlite3|@prisma/)", "^src/generated/"] },
    },
    { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "no-orphans",
      comment: "A file that nothing imports is dead code, or an entry point that should be named here.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "[.]d[.]ts$" },
      to: {},
    },
    {
      name: "no-dev-dependencies",
      comment: "A production install lacks the development dependencies.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
    { name: "resolvable", severity: "error", from: { path: "^src/" }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^src/generated/prisma/(?:internal|models)" },
    tsConfig: { fileName: "tsconfig.json" },
    // Type imports count: a layer that uses another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
