import { Body, Get, Middlewares, Post, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { JsonObject } from "../../domain/json.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type { AgentNameText, DateTimeText, PageCursor, PageLimit, Problem } from "../dto/common.ts";
import type { MemoryErasurePage, MemoryMatches, MemoryStatisticsView, SearchMemory } from "../dto/memory-search.ts";
import { readablePlaces } from "../memory-places.ts";
import { readTimes, typesOf } from "../parse-memory.ts";
import { pageOf, timeParameter } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentMatch, presentMemoryStatistics } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

const defaultMatches = 10;

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryController extends ApiController {
  /**
   * Finds entities by meaning, by words, by both, or by both and then along relations. Each match comes with the parts of
   * its score.
   * @summary Search the memory
   */
  @Post("search")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(503, "The memory or its embedding model does not answer")
  public async searchMemory(@Request() request: HttpRequest, @Body() body: SearchMemory): Promise<MemoryMatches> {
    const { text, mode = "hybrid", limit = defaultMatches, scope, agent, metadata, types, ...filter } = body;
    const memory = await this.services.memory();
    const found = await memory.search({
      text,
      mode,
      limit,
      places: readablePlaces(request, scope, agent),
      ...typesOf(types),
      // What came as JSON is JSON.
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(filter.since === undefined ? {} : { since: timeParameter("since", filter.since) }),
      ...(filter.until === undefined ? {} : { until: timeParameter("until", filter.until) }),
      ...readTimes(filter.asOf, filter.validAt),
      ...(filter.minSimilarity === undefined ? {} : { minSimilarity: filter.minSimilarity }),
    });
    return { items: found.map(presentMatch) };
  }

  /**
   * An admin gets the counts of all scopes, any other caller those of the scopes that it may read. Counts of another time
   * are taken by reading the whole memory.
   * @summary Count entities, observations and relations
   * @param agent Also count this agent's own memory
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("stats")
  @Security("bearer", ["viewer", "agent"])
  public async getMemoryStatistics(
    @Request() request: HttpRequest,
    @Query() agent?: AgentNameText,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryStatisticsView> {
    const memory = await this.services.memory();
    const isOfAll = callerOf(request).role === "admin" && agent === undefined;
    const places = isOfAll ? null : readablePlaces(request, undefined, agent);
    return presentMemoryStatistics(await memory.statistics(places, readTimes(asOf, validAt)));
  }

  /**
   * Of all scopes, so that it can be removed from backups and other copies, too. Nothing of an observation's text is kept: it is
   * named by its entity and its recordedAt, as exports have them.
   * @summary List what was erased
   */
  @Get("erasures")
  @Security("bearer", ["admin"])
  public async listErasures(@Query() limit?: PageLimit, @Query() cursor?: PageCursor): Promise<MemoryErasurePage> {
    const memory = await this.services.memory();
    return presentPage(await memory.findErased(pageOf(limit, cursor)), (erased) => ({ ...erased }));
  }
}
