import { Body, Get, Middlewares, Post, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { ExportRecord } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import { responseOf } from "../context.ts";
import type { AgentNameText, Problem } from "../dto/common.ts";
import type {
  ConflictRuleText,
  ExportFormatText,
  FlagText,
  ImportedMemory,
  MemoryFindings,
  MemoryScopeText,
} from "../dto/memory.ts";
import { readExport, writeExport } from "../memory-export.ts";
import { placeToWrite, readablePlaces } from "../memory-places.ts";
import { ApiController } from "./api-controller.ts";

const replay = (records: readonly ExportRecord[]) =>
  async function* () {
    yield* records;
  };

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryPortabilityController extends ApiController {
  /**
   * Everything of all scopes, or of one; what no longer counts too. The answer is streamed, and compressed for who accepts
   * gzip.
   * @summary Export the memory
   * @param format One JSON document, or JSON Lines; json unless given
   * @param scope Only this scope
   * @param agent Whose, with scope agent-only
   */
  @Get("export")
  @Security("bearer", ["admin"])
  public async exportMemory(
    @Request() request: HttpRequest,
    @Query() format?: ExportFormatText,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
  ): Promise<void> {
    const memory = await this.services.memory();
    const places = scope === undefined && agent === undefined ? null : readablePlaces(request, scope, agent);
    const { backend, embeddingModel } = await memory.statistics([]);
    const head = { exportedAt: this.services.clock().toISOString(), backend, embeddingModel };
    await writeExport(responseOf(request), head, memory.exportData(places), {
      lines: format === "jsonl",
      gzip: request.acceptsEncodings("gzip") === "gzip",
    });
  }

  /**
   * Looks whether the file is whole, and whether words and vectors agree with the entities. Reads everything.
   * @summary Check the memory
   * @param mend Makes anew what can be; false unless given
   */
  @Post("check")
  @Security("bearer", ["admin"])
  public async checkMemory(@Query() mend?: FlagText): Promise<MemoryFindings> {
    const memory = await this.services.memory();
    return { items: (await memory.check(mend === "true")).map((finding) => ({ ...finding })) };
  }

  /**
   * The body is an export of version 1.0, or its JSON Lines. What is there by id is not stored twice, so an import that
   * broke off is simply repeated; a large one comes in pieces, each an export of its own.
   * @summary Import into the memory
   * @param rule What to do with what is there by id or by name; merge unless given
   * @param scope Where entities go that say no place of their own; workspace unless given
   * @param agent Whose, with scope agent-only
   */
  @Post("import")
  @Security("bearer", ["admin"])
  @Response<Problem>(409, "Something is there already, and the rule is fail")
  public async importMemory(
    @Request() request: HttpRequest,
    @Body() body: unknown,
    @Query() rule?: ConflictRuleText,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
  ): Promise<ImportedMemory> {
    const memory = await this.services.memory();
    const place = placeToWrite(request, scope, agent);
    const records = readExport(body, { place, now: this.services.clock().toISOString() });
    const { joined, ...counts } = await memory.importData(replay(records), rule ?? "merge");
    return { ...counts, joined: { ...joined } };
  }
}
