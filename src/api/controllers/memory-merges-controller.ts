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
import type { Request as HttpRequest } from "express";
import { checkRequest } from "../check-request.ts";
import type { AgentNameText, IdempotencyKey, PageCursor, PageLimit, Problem, Uuid } from "../dto/common.ts";
import type {
  MemoryDuplicatesPage,
  MemoryMerge,
  MemoryMergePage,
  MemoryMergeView,
  MergeEntities,
} from "../dto/memory-graph.ts";
import type { MemoryScopeText, ShareNumber } from "../dto/memory.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { reachablePlaces, readablePlaces, writablePlaces } from "../memory-places.ts";
import { entityId, mergeId } from "../parse-memory.ts";
import { pageOf } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentDuplicates, presentEntity, presentMerge } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryMergesController extends ApiController {
  /**
   * Moves observations, relations and metadata of the others to one entity, all in the same scope. The others no longer
   * count; reads with an earlier asOf still show them.
   * @summary Merge entities
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post("merges")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "They are merged")
  @Response<Problem>(404, "One of the entities does not exist, or the caller may not change it")
  @Response<Problem>(409, "The scope's memory is full, or the Idempotency-Key was used for another request")
  public async mergeEntities(
    @Request() request: HttpRequest,
    @Body() body: MergeEntities,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<MemoryMerge> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    const [into, others] = [entityId(body.into), body.others.map(entityId)];
    // Derived from the key, so that a repeated request finds the merge that an interrupted one has done.
    const wanted = idempotencyKey === undefined ? undefined : mergeId(uuidOfKey(request, idempotencyKey));
    const answer = await answerOnce(request, idempotencyKey, async () => {
      const id = await memory.mergeEntities(into, others, places, wanted);
      const headers = { Location: `/api/v1/memory/merges/${id}` };
      return { status: 201, headers, body: { id, entity: presentEntity(await memory.getEntity(into, places)) } };
    });
    return this.give(answer);
  }

  /**
   * Merges that were undone are listed, too; those into an entity that was erased since are not.
   * @summary List merges, newest first
   * @param scope Only in this scope
   * @param agent Also in this agent's own memory
   */
  @Get("merges")
  @Security("bearer", ["viewer", "agent"])
  public async listMerges(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryMergePage> {
    const memory = await this.services.memory();
    const places = readablePlaces(request, scope, agent);
    return presentPage(await memory.findMerges(places, pageOf(limit, cursor)), presentMerge);
  }

  /**
   * @summary Get a merge
   * @param id The merge's id
   */
  @Get("merges/{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such merge that the caller may read")
  public async getMerge(@Request() request: HttpRequest, @Path() id: Uuid): Promise<MemoryMergeView> {
    const memory = await this.services.memory();
    return presentMerge(await memory.getMerge(mergeId(id), await reachablePlaces(request)));
  }

  /**
   * Every merged entity gets its observations and relations back.
   * GET /memory/merges lists merges, should the id be lost.
   * @summary Undo a merge
   * @param id The merge's id
   */
  @Delete("merges/{id}")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(204, "It is undone")
  @Response<Problem>(404, "There is no such merge that the caller may undo")
  @Response<Problem>(409, "A merged entity's name has been taken by another one, or the scope's memory is full")
  public async undoMerge(@Request() request: HttpRequest, @Path() id: Uuid): Promise<void> {
    const memory = await this.services.memory();
    await memory.undoMerge(mergeId(id), await writablePlaces(request));
  }

  /**
   * Pairs of entities of one scope whose names or meanings are nearly the same; POST /memory/merges merges them. Each page
   * examines a limited number of entities, so it may have few items or none: continue until nextCursor is null.
   * @summary Find probable duplicates
   * @param scope Only in this scope
   * @param agent Also in this agent's own memory
   * @param minSimilarity The least cosine similarity of pairs whose names differ; 0.9 unless given
   */
  @Get("duplicates")
  @Security("bearer", ["viewer", "agent"])
  public async findDuplicates(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() minSimilarity?: ShareNumber,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryDuplicatesPage> {
    const memory = await this.services.memory();
    const page = await memory.findDuplicates(readablePlaces(request, scope, agent), {
      ...pageOf(limit, cursor),
      ...(minSimilarity === undefined ? {} : { minSimilarity }),
    });
    return presentPage(page, presentDuplicates);
  }
}
