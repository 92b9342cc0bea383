import {
  Body,
  Delete,
  Get,
  Header,
  Middlewares,
  Path,
  Post,
  Query,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from "@tsoa/runtime";
import { createHash, randomUUID } from "node:crypto";
import type { Request as HttpRequest } from "express";
import { CaxtonError } from "../../domain/errors.ts";
import { writeJson } from "../../domain/json-text.ts";
import type { JsonObject } from "../../domain/json.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Tool as CatalogueTool } from "../../tools/types.ts";
import { auditedCall } from "../audit-calls.ts";
import { checkRequest } from "../check-request.ts";
import { contextOf, responseOf } from "../context.ts";
import type { AnyObject, IdempotencyKey, PageCursor, PageLimit, Problem } from "../dto/common.ts";
import type { Tool, ToolCall, ToolCallResult, ToolNameText, ToolPage } from "../dto/tools.ts";
import { answerOnce } from "../idempotency.ts";
import { pageFromMemory, pageOf } from "../parse-values.ts";
import { presentPage, presentTool } from "../present.ts";
import { withWritten } from "../spliced.ts";
import { ApiController } from "./api-controller.ts";

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether both are the same manifest; the stored one may have fields added from the tool's own description. */
const isSameManifest = (stored: AnyObject, sent: AnyObject): boolean => {
  const byTool = new Set(["description", "inputSchema", "outputSchema"]);
  const keys = new Set([...Object.keys(stored), ...Object.keys(sent)]);
  return [...keys].every((key) => same(stored[key], sent[key]) || (byTool.has(key) && (sent[key] ?? null) === null));
};

@Route("api/v1/tools")
@Tags("Tools")
@Middlewares(checkRequest)
export class ToolsController extends ApiController {
  /**
   * @summary List all tools by name
   */
  @Get()
  @Security("bearer", ["viewer"])
  public async listTools(@Query() limit?: PageLimit, @Query() cursor?: PageCursor): Promise<ToolPage> {
    const page = pageFromMemory(this.services.tools.catalogue.all(), ({ name }) => name, pageOf(limit, cursor));
    return presentPage(page, presentTool);
  }

  /**
   * The body is `multipart/form-data` with the `manifest` in JSON and the WebAssembly file as `module`. The tool has
   * only the permissions that its manifest grants; agents may call it if their `tools` include it.
   * @summary Add a tool
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["admin"])
  @SuccessResponse(201, "The tool was added")
  @Response<Problem>(409, "There is a tool of that name, or the Idempotency-Key was used for another request")
  public async createTool(
    @Request() request: HttpRequest,
    @Body() body: AnyObject,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<Tool> {
    const { module } = contextOf(responseOf(request));
    const bytes = module ?? new Uint8Array();
    const answer = await answerOnce(request, idempotencyKey, async ({ isResumed }) => {
      const before = isResumed ? await this.addedBefore(body, bytes) : null;
      const tool = before ?? (await this.services.tools.uploaded.add(body, bytes));
      return { status: 201, headers: { Location: `/api/v1/tools/${tool.name}` }, body: presentTool(tool) };
    });
    return this.give(answer);
  }

  /**
   * @summary Get a tool
   * @param name The tool's name
   */
  @Get("{name}")
  @Security("bearer", ["viewer"])
  @Response<Problem>(404, "There is no such tool")
  public async getTool(@Path() name: ToolNameText): Promise<Tool> {
    return presentTool(this.find(name));
  }

  /**
   * Only tools that were uploaded can be deleted.
   * @summary Delete a tool
   * @param name The tool's name
   */
  @Delete("{name}")
  @Security("bearer", ["admin"])
  @SuccessResponse(204, "The tool was deleted")
  @Response<Problem>(404, "There is no such tool")
  public async deleteTool(@Path() name: ToolNameText): Promise<void> {
    await this.services.tools.uploaded.remove(name);
  }

  /**
   * Runs the tool once, with the permissions and limits that apply when agents call it.
   * @summary Call a tool
   * @param name The tool's name
   */
  @Post("{name}/call")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such tool")
  @Response<Problem>(502, "The tool failed")
  @Response<Problem>(504, "The tool took too long")
  public async callTool(
    @Request() request: HttpRequest,
    @Path() name: ToolNameText,
    @Body() body: ToolCall,
  ): Promise<ToolCallResult> {
    const tool = this.find(name);
    const context = contextOf(responseOf(request));
    const { traceId, spanId } = context;
    const gone = new AbortController();
    request.res?.once("close", () => gone.abort());
    const { text, audit, durationMs } = await auditedCall(context, this.services, tool, async () =>
      tool.call(writeJson(body.arguments as JsonObject), {
        agent: null,
        conversationId: null,
        callKey: randomUUID(),
        signal: AbortSignal.any([gone.signal, AbortSignal.timeout(tool.timeoutMs)]),
        traceparent: `00-${traceId}-${spanId}-01`,
      }),
    );
    const told = { status: 200, headers: {}, body: { durationMs, audit: { ...audit } } };
    return this.give(withWritten<ToolCallResult, "value">(told, "value", text));
  }

  /** What a request added that broke off before it could say so; null when it had not come so far. */
  private async addedBefore(manifest: AnyObject, module: Uint8Array): Promise<CatalogueTool | null> {
    const { registry, tools } = this.services;
    const sha256 = createHash("sha256").update(module).digest("hex");
    const added = (await registry.tools.all()).find(
      (each) => each.module === sha256 && isSameManifest(each.manifest, manifest),
    );
    return added === undefined ? null : tools.catalogue.get(added.name);
  }

  private find(name: string): CatalogueTool {
    const { catalogue } = this.services.tools;
    const tool = catalogue.get(name);
    if (tool !== null) return tool;
    const close = nearest(
      name,
      catalogue.all().map((each) => each.name),
    );
    throw new CaxtonError("tool.not_found", `There is no tool called ${name}.`, {
      hint: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : "GET /api/v1/tools lists the tools there are.",
      facts: { nearest: close },
    });
  }
}
