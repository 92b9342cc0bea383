import { Body, Get, Middlewares, Post, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { ExportRecord } from "../../domain/exported-memory.ts";
import { checkRequest } from "../check-request.ts";
import { responseOf } from "../context.ts";
import type { AgentNameText, Problem } from "../dto/common.ts";
import type { ExportFormatText, FlagText, MemoryFindings, MemoryScopeText } from "../dto/memory.ts";
import type { ConflictRuleText, ImportConflicts, ImportedMemory } from "../dto/memory-import.ts";
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
   * Everything of all scopes, or of one, with its history. The answer is streamed, and compressed for clients that accept
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
   * The body is an export of version 1.0, or its JSON Lines. What is there by id is not stored twice, so an import that was
   * interrupted is finished by repeating it. A large one can be sent in parts, each an export of its own: entities before
   * relations, and all parts but the last with `partial`.
   * @summary Import into the memory
   * @param rule What to do with what is there by id or by name; merge unless given
   * @param partial Other parts follow: with the rule replace, entities whose names others have are listed in `waiting`; false
   * unless given
   * @param scope Where entities go that name no place of their own; workspace unless given
   * @param agent Whose, with scope agent-only
   */
  @Post("import")
  @Security("bearer", ["admin"])
  @Response<Problem>(409, "Something is there already and the rule is fail, or a name cannot be given")
  public async importMemory(
    @Request() request: HttpRequest,
    @Body() body: unknown,
    @Query() rule?: ConflictRuleText,
    @Query() partial?: FlagText,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
  ): Promise<ImportedMemory> {
    const memory = await this.services.memory();
    const records = this.recordsOf(request, body, scope, agent);
    const summary = await memory.importData(replay(records), rule ?? "merge", { isPartial: partial === "true" });
    const { relationsLeftOut, joined, waiting, ...counts } = summary;
    return {
      ...counts,
      relationsLeftOut: { count: relationsLeftOut.count, ids: [...relationsLeftOut.ids] },
      joined: { ...joined },
      waiting: { ...waiting },
    };
  }

  /**
   * Writes nothing. The body is as for an import; of an entity, its id, place, name, type and `invalidatedAt` are enough.
   * @summary Find what an import with the rule fail would refuse
   * @param scope Where entities go that name no place of their own; workspace unless given
   * @param agent Whose, with scope agent-only
   */
  @Post("import/conflicts")
  @Security("bearer", ["admin"])
  public async findImportConflicts(
    @Request() request: HttpRequest,
    @Body() body: unknown,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
  ): Promise<ImportConflicts> {
    const memory = await this.services.memory();
    const records = this.recordsOf(request, body, scope, agent);
    const entities = records.flatMap((each) => (each.kind === "entity" ? [each.entity] : []));
    return { ids: [...(await memory.findConflicts(entities))] };
  }

  private recordsOf(
    request: HttpRequest,
    body: unknown,
    scope: MemoryScopeText | undefined,
    agent: AgentNameText | undefined,
  ): readonly ExportRecord[] {
    const place = placeToWrite(request, scope, agent);
    return readExport(body, { place, now: this.services.clock().toISOString() });
  }
}
