/** The context of one request: ids, trace, caller. Stored in Express' `res.locals`, typed here. */
import { randomBytes, randomUUID } from "node:crypto";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { CaxtonError } from "../domain/errors.ts";
import { parseSpanId, parseTraceId, type SpanId, type TraceId } from "../domain/ids.ts";
import type { ApiServices, Caller, RequestContext } from "./types.ts";

/** W3C Trace Context, version 00 and the compatible part of later versions. */
const traceparentForm = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const requestIdForm = /^[A-Za-z0-9._-]{1,64}$/;

const newTraceId = (): TraceId => randomBytes(16).toString("hex") as TraceId;
const newSpanId = (): SpanId => randomBytes(8).toString("hex") as SpanId;

/** The caller's trace and span; null if the header is missing or not a valid `traceparent`, which is to be ignored. */
export const callersTrace = (
  traceparent: string | undefined,
): { readonly traceId: TraceId; readonly spanId: SpanId } | null => {
  const match = traceparentForm.exec(traceparent ?? "");
  if (match === null || match[1] === "ff") return null;
  if (match[1] === "00" && match[5] !== undefined) return null;
  const traceId = parseTraceId(match[2] ?? "");
  const spanId = parseSpanId(match[3] ?? "");
  return traceId.ok && spanId.ok ? { traceId: traceId.value, spanId: spanId.value } : null;
};

/** Creates the context of a request, and adds its ids to the response headers. */
export const withContext: RequestHandler = (request: Request, response: Response, next: NextFunction): void => {
  const given = request.header("x-request-id");
  const callers = callersTrace(request.header("traceparent"));
  const context: RequestContext = {
    requestId: given !== undefined && requestIdForm.test(given) ? given : randomUUID(),
    traceId: callers?.traceId ?? newTraceId(),
    spanId: newSpanId(),
    parentSpanId: callers?.spanId ?? null,
    startedAt: performance.now(),
    operation: null,
    caller: null,
    bodyHash: null,
    bodyType: null,
    module: null,
    isCallAudited: false,
    error: null,
  };
  response.locals["context"] = context;
  response.set("X-Request-Id", context.requestId);
  response.set("traceparent", `00-${context.traceId}-${context.spanId}-01`);
  next();
};

export const contextOf = (response: Response): RequestContext => response.locals["context"] as RequestContext;

export const responseOf = (request: Request): Response => {
  if (request.res !== undefined) return request.res;
  throw new CaxtonError("internal.unexpected", "A request came without its response.", {
    hint: "Express sets request.res; please report this with the stack trace.",
  });
};

/** The services of the server that received the request; two servers may run in one process. */
export const servicesOf = (request: Request): ApiServices => request.app.locals["services"] as ApiServices;

/** The caller; only for operations with `@Security`. */
export const callerOf = (request: Request): Caller => {
  const { caller } = contextOf(responseOf(request));
  if (caller !== null) return caller;
  throw new CaxtonError("security.unauthenticated", "This request has no API key.", {
    hint: "Send the header Authorization: Bearer <key>.",
  });
};
