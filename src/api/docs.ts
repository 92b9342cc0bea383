/**
 * `/openapi.json`, and `/docs`: Swagger UI from the local disk, with a policy that allows connections only to this
 * server.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express, type RequestHandler } from "express";

/** Swagger UI sets inline styles; everything else is loaded from this server. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Caxton API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
    <link rel="icon" href="/docs/assets/favicon-32x32.png">
  </head>
  <body>
    <div id="docs"></div>
    <noscript>This page shows /openapi.json with the help of JavaScript.</noscript>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
`;

const assets = new Set(["/swagger-ui.css", "/swagger-ui-bundle.js", "/favicon-32x32.png"]);

/**
 * Importing the package just to find its folder would execute the page's program in the server: a quarter of a second
 * and 30 MB.
 */
const assetFolder = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const onlyAssets: RequestHandler = (request, _response, next) => (assets.has(request.path) ? next() : next("router"));

/** Adds the routes; other paths go to the next handler. */
export const serveDocs = (app: Express, documentText: string): void => {
  const files = express.Router();
  files.use(onlyAssets, express.static(assetFolder, { index: false, maxAge: "1h", redirect: false }));

  app.get("/", (_request, response) => response.redirect(302, "/docs"));
  app.get("/openapi.json", (_request, response) => {
    response.set("Cache-Control", "no-cache").type("application/json").send(documentText);
  });
  app.get("/docs", (_request, response) => {
    response.set({ "Content-Security-Policy": policy, "Cache-Control": "no-cache" }).type("html").send(page);
  });
  app.get("/docs/start.js", (_request, response) => {
    response.type("js").send(start);
  });
  app.use("/docs/assets", files);
};
