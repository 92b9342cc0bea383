/** The picture in docs/architecture.md as rules: arrows point down, and no folder reaches into a sibling. */
"use strict";

/** Services: each may use the domain, itself, and of its siblings only the contracts. */
const services = [
  "agents",
  "config",
  "llm",
  "memory",
  "messaging",
  "observability",
  "registry",
  "routing",
  "temporal",
  "tools",
  "turns",
];
const service = `^src/(${services.join("|")})/`;
/** The files of a service that say what it is, and hold nothing of how it is done. */
const contracts = "^src/[^/]+/(?:types|stores|provider|names)[.]ts$";

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment: "The domain knows no input, output or clock: of all packages it takes one, for distances between words.",
      severity: "error",
      from: { path: "^src/domain/" },
      to: { pathNot: ["^src/domain/", "(?:^|/)node_modules/fastest-levenshtein/"] },
    },
    {
      name: "workflows-are-deterministic",
      comment: "Workflows take the domain, Temporal's workflow package, and the types of the activities.",
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
      comment:
        "An import that is more than a type would pull the activities, and all below them, into the workflow bundle.",
      severity: "error",
      from: { path: "^src/workflows/" },
      to: { path: "^src/activities/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-reaching-into-siblings",
      comment: "A service takes a sibling as a value of the sibling's interface; src/server.ts puts them together.",
      severity: "error",
      from: { path: service },
      to: { path: service, pathNot: [contracts, "^src/$1/"] },
    },
    {
      name: "services-know-nothing-above",
      comment: "Nothing below imports the ways in, the workflows, the activities or the composition root.",
      severity: "error",
      from: { path: service, pathNot: "^src/temporal/" },
      to: { path: ["^src/(?:api|cli|workflows|activities)/", "^src/server[.]ts$"] },
    },
    {
      name: "temporal-knows-workflows-by-type",
      comment: "The client and the worker name workflows and activities; their code runs elsewhere.",
      severity: "error",
      from: { path: "^src/temporal/" },
      to: { path: "^src/(?:workflows|activities)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "temporal-knows-no-way-in",
      severity: "error",
      from: { path: "^src/temporal/" },
      to: { path: ["^src/(?:api|cli)/", "^src/server[.]ts$"] },
    },
    {
      name: "ways-in-are-not-imported",
      comment: "Only the composition root (the files beside src/server.ts) knows the API and the command line.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(?:api|cli)/", "^src/[^/]+[.]ts$"] },
      to: { path: "^src/(?:api|cli)/" },
    },
    {
      name: "api-starts-no-server",
      severity: "error",
      from: { path: "^src/api/" },
      to: { path: ["^src/(?:cli|workflows|activities)/", "^src/server[.]ts$"] },
    },
    {
      name: "database-only-in-registry",
      comment:
        "Everybody else asks a store. The databases of tools are other people's, and the memory has a file of its own.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(?:registry|generated|tools/host|memory/embedded)/" },
      to: { path: ["(?:^|/)node_modules/(?:better-sqlite3|@prisma/)", "^src/generated/"] },
    },
    { name: "no-cycles", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "no-orphans",
      comment: "A file that nobody imports is dead, or an entrance that should stand here.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "[.]d[.]ts$" },
      to: {},
    },
    {
      name: "no-dev-dependencies",
      comment: "What runs in production must be installed there.",
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
    // Types count: a layer that knows another's types depends on it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
