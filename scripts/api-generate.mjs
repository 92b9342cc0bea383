/**
 * Generates the API's routes and OpenAPI document from the controllers, and a client's types from the document:
 * `node scripts/api-generate.mjs [--check]`.
 *
 * All outputs are committed: src/api/generated/routes.ts, docs/openapi.json, test/support/api-client.ts. `--check`
 * writes nothing and fails if they are out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";
import { finishDocument } from "./api-document.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
// Packages that tsoa is made of and does not re-export individually.
const require = createRequire(createRequire(import.meta.url).resolve("tsoa"));
const { MetadataGenerator } = require("@tsoa/cli/dist/metadataGeneration/metadataGenerator.js");
const { DefaultRouteGenerator } = require("@tsoa/cli/dist/routeGeneration/defaultRouteGenerator.js");
const { SpecGenerator3 } = require("@tsoa/cli/dist/swagger/specGenerator3.js");
const { validateSpecConfig } = require("@tsoa/cli/dist/cli.js");

const generate = async () => {
  const config = JSON.parse(readFileSync("tsoa.json", "utf8"));
  const { compilerOptions, noImplicitAdditionalProperties, controllerPathGlobs, entryFile } = config;
  const specConfig = await validateSpecConfig(config);
  const metadata = new MetadataGenerator(entryFile, compilerOptions, [], controllerPathGlobs).Generate();
  const routes = new DefaultRouteGenerator(metadata, {
    basePath: "/",
    noImplicitAdditionalProperties,
    ...config.routes,
  });
  const document = finishDocument(new SpecGenerator3(metadata, specConfig).GetSpec());
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const client = astToString(await openapiTypescript(text));
  return {
    [join(config.routes.routesDir, "routes.ts")]: routes.buildContent(readFileSync(routes.template, "utf8")),
    "docs/openapi.json": text,
    "test/support/api-client.ts": `// Made from docs/openapi.json by openapi-typescript: npm run api:generate\n${client}`,
  };
};

const main = async () => {
  const check = process.argv.includes("--check");
  const files = await generate();
  const stale = Object.entries(files).filter(
    ([path, content]) => !existsSync(path) || readFileSync(path, "utf8") !== content,
  );
  if (!check) {
    for (const [path, content] of stale) {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content);
    }
    return 0;
  }
  for (const [path] of stale) console.error(`${path} is not what the controllers say; run: npm run api:generate`);
  return stale.length === 0 ? 0 : 1;
};

process.exitCode = await main();
