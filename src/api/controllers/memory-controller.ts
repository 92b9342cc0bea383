import { Body, Get, Middlewares, Post, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { JsonObject } from "../../domain/json.ts";
import type { EntityId } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type { AgentNameText, DateTimeText, Problem, Uuid } from "../dto/common.ts";
import type {
  DepthNumber,
  DirectionText,
  GraphLimit,
  MemoryGraphView,
  MemoryMatches,
  MemoryStatisticsView,
  SearchMemory,
  ShareNumber,
} from "../dto/memory.ts";
import { readablePlaces, reachablePlaces } from "../memory-places.ts";
import { timeParameter } from "../parse-values.ts";
import { presentEntity, presentMatch, presentMemoryStatistics, presentRelation } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

const defaultMatches = 10;
const defaultAround = 50;

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryController extends ApiController {
  /**
   * By meaning, by words, by both, or along relations. Each match says how it came to its place.
   * @summary Search the memory
   */
  @Post("search")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(503, "The memory or its embedding model does not answer")
  public async searchMemory(@Request() request: HttpRequest, @Body() body: SearchMemory): Promise<MemoryMatches> {
    const { text, mode = "hybrid", limit = defaultMatches, scope, agent, metadata, ...filter } = body;
    const memory = await this.services.memory();
    const found = await memory.search({
      text,
      mode,
      limit,
      places: readablePlaces(request, scope, agent),
      ...(filter.types === undefined ? {} : { types: filter.types }),
      // What came as JSON is JSON.
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(filter.since === undefined ? {} : { since: timeParameter("since", filter.since) }),
      ...(filter.until === undefined ? {} : { until: timeParameter("until", filter.until) }),
      ...(filter.asOf === undefined ? {} : { asOf: timeParameter("asOf", filter.asOf) }),
      ...(filter.minSimilarity === undefined ? {} : { minSimilarity: filter.minSimilarity }),
    });
    return { items: found.map(presentMatch) };
  }

  /**
   * @summary Get the entities around one, and the relations among them
   * @param entity The id of the entity in the middle
   * @param depth Hops; 1 unless given
   * @param direction both unless given
   * @param type Only relations of this type
   * @param minStrength Only relations that are at least so strong
   * @param limit Entities at most; 50 unless given
   * @param asOf As it was known and valid then
   */
  @Get("graph")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may see")
  public async getMemoryGraph(
    @Request() request: HttpRequest,
    @Query() entity: Uuid,
    @Query() depth?: DepthNumber,
    @Query() direction?: DirectionText,
    @Query() type?: string,
    @Query() minStrength?: ShareNumber,
    @Query() limit?: GraphLimit,
    @Query() asOf?: DateTimeText,
  ): Promise<MemoryGraphView> {
    const memory = await this.services.memory();
    const { entities, relations } = await memory.neighbourhood({
      from: entity.toLowerCase() as EntityId,
      places: await reachablePlaces(request),
      depth: depth ?? 1,
      direction: direction ?? "both",
      limit: limit ?? defaultAround,
      ...(type === undefined ? {} : { types: [type] }),
      ...(minStrength === undefined ? {} : { minStrength }),
      ...(asOf === undefined ? {} : { asOf: timeParameter("asOf", asOf) }),
    });
    return { entities: entities.map(presentEntity), relations: relations.map(presentRelation) };
  }

  /**
   * Of all scopes for an admin, else of those that the caller may read.
   * @summary Count what the memory holds
   * @param agent The agent whose own memory is counted as well
   */
  @Get("stats")
  @Security("bearer", ["viewer", "agent"])
  public async getMemoryStatistics(
    @Request() request: HttpRequest,
    @Query() agent?: AgentNameText,
  ): Promise<MemoryStatisticsView> {
    const memory = await this.services.memory();
    const isAdmin = callerOf(request).role === "admin" && agent === undefined;
    return presentMemoryStatistics(await memory.statistics(isAdmin ? null : readablePlaces(request, undefined, agent)));
  }
}
