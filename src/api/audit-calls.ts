/** The audit of `POST /tools/{name}/call`, also of requests that are refused before the tool is reached. */
import type { ErrorRequestHandler } from "express";
import { randomUUID } from "node:crypto";
import { toCaxtonError } from "../domain/errors.ts";
import type { CallSource } from "../domain/tool-call.ts";
import { createCallAudit } from "../tools/audit.ts";
import type { Tool, ToolResult } from "../tools/types.ts";
import { contextOf } from "./context.ts";
import type { ApiDependencies, RequestContext } from "./types.ts";

const callPath = "/api/v1/tools/{name}/call";

type Dependencies = Pick<ApiDependencies, "events" | "clock">;

const auditOf = ({ events, clock }: Dependencies) => createCallAudit({ events, clock, newId: randomUUID });

const sourceOf = ({ caller, traceId }: RequestContext): CallSource => ({
  via: "api",
  caller: caller?.name ?? null,
  agent: caller?.agent ?? null,
  conversationId: null,
  traceId,
});

/** Makes the call of a request and records it. Throws what the call throws. */
export const auditedCall = async (
  context: RequestContext,
  deps: Dependencies,
  { name, origin }: Tool,
  call: () => Promise<ToolResult>,
): Promise<ToolResult & { readonly durationMs: number }> => {
  context.isCallAudited = true;
  return auditOf(deps).run({ name, origin }, sourceOf(context), call);
};

/**
 * Records a call that was refused before the tool was reached: the caller's role does not allow it, there is no such tool,
 * or the request is wrong. Requests without a valid key are not recorded, since anyone can make any number of them.
 */
export const auditRefusedCalls =
  (deps: Dependencies): ErrorRequestHandler =>
  async (thrown: unknown, request, response, next) => {
    const context = contextOf(response);
    // Where it cannot be recorded, the answer is that the database is away.
    const isCall = context.operation?.path === callPath && request.method === "POST";
    if (isCall && context.caller !== null && !context.isCallAudited) {
      const name = decodeURIComponent(request.path.split("/").at(-2) ?? "").slice(0, 128);
      await auditOf(deps).refuse({ name, origin: null }, sourceOf(context), toCaxtonError(thrown));
    }
    next(thrown);
  };
