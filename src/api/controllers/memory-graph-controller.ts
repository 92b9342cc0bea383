import { Get, Middlewares, Queries, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { Traversal } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import type { Problem } from "../dto/common.ts";
import type { AroundQuery, MemoryGraphView, MemoryPath, MemoryWalk, PathQuery } from "../dto/memory-graph.ts";
import { reachablePlaces } from "../memory-places.ts";
import { entityId, readTimes, typesOf } from "../parse-memory.ts";
import { presentEntity, presentRelation, presentStep } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

const defaultAround = 50;

type WalkParameters = Omit<PathQuery, "from" | "to">;

const walkOf = async (
  request: HttpRequest,
  { direction = "both", type, minStrength, asOf, validAt }: WalkParameters,
): Promise<Omit<Traversal, "from" | "depth" | "limit">> => ({
  places: await reachablePlaces(request),
  direction,
  ...typesOf(type),
  ...(minStrength === undefined ? {} : { minStrength }),
  ...readTimes(asOf, validAt),
});

const traversalOf = async (request: HttpRequest, query: AroundQuery): Promise<Traversal> => ({
  ...(await walkOf(request, query)),
  from: entityId(query.entity),
  depth: query.depth ?? 1,
  limit: query.limit ?? defaultAround,
});

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryGraphController extends ApiController {
  /**
   * The answer has all relations among the entities, not only those that were followed to reach them.
   * @summary Get the entities around one, and the relations among them
   */
  @Get("graph")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may read")
  public async getMemoryGraph(
    @Request() request: HttpRequest,
    @Queries() query: AroundQuery,
  ): Promise<MemoryGraphView> {
    const memory = await this.services.memory();
    const { entities, relations } = await memory.neighbourhood(await traversalOf(request, query));
    return { entities: entities.map(presentEntity), relations: relations.map(presentRelation) };
  }

  /**
   * Breadth first: nearest entities first, each with its distance and the relation by which it was reached.
   * @summary Walk from an entity along relations
   */
  @Get("traversal")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may read")
  public async traverseMemory(@Request() request: HttpRequest, @Queries() query: AroundQuery): Promise<MemoryWalk> {
    const memory = await this.services.memory();
    return { items: (await memory.traverse(await traversalOf(request, query))).map(presentStep) };
  }

  /**
   * The path with the fewest relations, of at most ten.
   * @summary Find the shortest path between two entities
   */
  @Get("path")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "One of the entities does not exist, or the caller may not read it")
  public async findMemoryPath(@Request() request: HttpRequest, @Queries() query: PathQuery): Promise<MemoryPath> {
    const memory = await this.services.memory();
    const walk = await walkOf(request, query);
    const path = await memory.shortestPath(entityId(query.from), entityId(query.to), walk);
    return { hops: path === null ? null : path.length - 1, items: (path ?? []).map(presentStep) };
  }
}
