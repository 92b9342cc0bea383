/** The HTTP application: everything between a request and a service. Its only state is that of its server. */
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { ValidateError } from "@tsoa/runtime";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { createAnswerKeeper } from "./answer-keeper.ts";
import { auditRefusedCalls } from "./audit-calls.ts";
import { bodyErrorOf, readBody } from "./body.ts";
import { validationError } from "./check-request.ts";
import { contextOf, withContext } from "./context.ts";
import { serveDocs } from "./docs.ts";
import { RegisterRoutes } from "./generated/routes.ts";
import { createKeyring } from "./keyring.ts";
import { serveMcp } from "./mcp.ts";
import { createOperations, readDocument, type Operations } from "./operations.ts";
import { problemOf } from "./problem.ts";
import type { ApiDependencies, ApiServices } from "./types.ts";

const defaultKeyCacheMs = 5_000;

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
  });
  next();
};

/** Reports each response after it was sent. */
const reportAnswers =
  (deps: ApiDependencies): RequestHandler =>
  (request, response, next) => {
    response.once("close", () => {
      const { requestId, traceId, spanId, parentSpanId, startedAt, operation, caller, error } = contextOf(response);
      const durationMs = performance.now() - startedAt;
      const route = operation?.path ?? "unknown";
      const status = response.statusCode;
      deps.onRequest?.({
        method: request.method,
        route,
        status,
        durationMs,
        requestId,
        traceId,
        spanId,
        parentSpanId,
        caller: caller?.name ?? null,
        error: error?.code ?? null,
      });
      if (error?.code === "internal.unexpected") {
        deps.logger?.error(
          { err: error.cause ?? error, requestId, traceId, route },
          "A request met an unexpected error.",
        );
      }
    });
    next();
  };

const refuseWhileStopping =
  (stopping: AbortSignal | undefined): RequestHandler =>
  (_request, response, next) => {
    if (stopping?.aborted !== true) return next();
    response.set("Connection", "close");
    throw new CaxtonError("server.shutting_down", "The server is stopping.", {
      hint: "Send the request again when the server is back.",
      retryAfterMs: 2_000,
    });
  };

const allowedAt = (methods: Iterable<string>): readonly string[] => {
  const all = new Set([...methods, "OPTIONS"]);
  if (all.has("GET")) all.add("HEAD");
  return [...all].toSorted();
};

/** Finds the operation of a request; operations that are not in the document do not exist. */
const findOperation =
  (operations: Operations): RequestHandler =>
  (request, response, next) => {
    const here = operations.at(request.path);
    if (here.size === 0) {
      throw new CaxtonError("request.not_found", `There is nothing at ${request.path.slice(0, 200)}.`, {
        hint: "GET /openapi.json shows what there is, /docs shows it to people.",
      });
    }
    const allow = allowedAt(here.keys());
    if (request.method === "OPTIONS") {
      response.status(204).set("Allow", allow.join(", ")).end();
      return;
    }
    const operation = here.get(request.method === "HEAD" ? "GET" : request.method);
    if (operation === undefined) {
      throw new CaxtonError(
        "request.method_not_allowed",
        `${request.method} is not possible at ${request.path.slice(0, 200)}.`,
        {
          hint: `Use ${allow.join(", ")}.`,
          facts: { allow },
        },
      );
    }
    contextOf(response).operation = operation;
    next();
  };

/** Express' error for an invalid `%` in a path. */
const isBadPath = (thrown: unknown): boolean => thrown instanceof URIError;

const errorOf = (thrown: unknown, limit: number): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (thrown instanceof ValidateError) return validationError(thrown.fields);
  if (isBadPath(thrown)) {
    return new CaxtonError("request.malformed", "The path has a “%” that is followed by no character code.", {
      hint: "Encode the parts of a path (RFC 3986, 2.1).",
    });
  }
  return toCaxtonError(bodyErrorOf(thrown, limit));
};

/** Turns every error into a problem document. Express recognises an error handler by its four parameters. */
const answerProblem =
  (limit: number) =>
  (thrown: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const context = contextOf(response);
    context.error = errorOf(thrown, limit);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, headers, body } = problemOf(context.error, context.traceId);
    response
      .status(status)
      .set(headers)
      .send(Buffer.from(JSON.stringify(body)));
  };

/** Creates the application; the caller listens. Reads the OpenAPI document once. */
export const createApi = (deps: ApiDependencies): Express => {
  const operations = createOperations(readDocument());
  const keyring = createKeyring({
    apiKeys: deps.registry.apiKeys,
    clock: deps.clock,
    ttlMs: deps.limits.keyCacheMs ?? defaultKeyCacheMs,
    onFault: (error) => deps.logger?.warn({ err: error }, "When an API key was last used could not be written."),
  });
  const answerKeeper = createAnswerKeeper({
    idempotency: deps.registry.idempotency,
    onFault: (error) =>
      deps.logger?.warn({ err: error }, "The answer to a request with an Idempotency-Key is kept in memory for now."),
  });
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("case sensitive routing", true);
  app.set("strict routing", true);
  app.locals["services"] = { ...deps, operations, keyring, answerKeeper } satisfies ApiServices;

  app.use(withContext, securityHeaders, reportAnswers(deps), refuseWhileStopping(deps.stopping));
  serveDocs(app, operations.text);
  app.all("/mcp", serveMcp(deps));
  app.use(findOperation(operations), readBody(deps.limits));
  RegisterRoutes(app);
  app.use(auditRefusedCalls(deps));
  app.use(answerProblem(deps.limits.maxBodyBytes));
  return app;
};
