import { Get, Middlewares, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { Traversal } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import type { DateTimeText, Problem, Uuid } from "../dto/common.ts";
import type {
  DepthNumber,
  DirectionText,
  GraphLimit,
  MemoryGraphView,
  MemoryPath,
  MemoryWalk,
} from "../dto/memory-graph.ts";
import type { MemoryTypeText, ShareNumber } from "../dto/memory.ts";
import { reachablePlaces } from "../memory-places.ts";
import { entityId, readTimes, typesOf } from "../parse-memory.ts";
import { presentEntity, presentRelation, presentStep } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

const defaultAround = 50;

interface WalkParameters {
  readonly direction: DirectionText | undefined;
  readonly type: readonly string[] | undefined;
  readonly minStrength: number | undefined;
  readonly asOf: string | undefined;
  readonly validAt: string | undefined;
}

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

@Route("api/v1/memory")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryGraphController extends ApiController {
  /**
   * The answer has all relations among the entities, not only those that were followed to reach them.
   * @summary Get the entities around one, and the relations among them
   * @param entity The id of the entity in the middle
   * @param depth The greatest distance, in relations; 1 unless given
   * @param direction both unless given
   * @param type Follow only relations of this type; may be repeated
   * @param minStrength Follow only relations of at least this strength
   * @param limit The most entities; 50 unless given
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("graph")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may read")
  public async getMemoryGraph(
    @Request() request: HttpRequest,
    @Query() entity: Uuid,
    @Query() depth?: DepthNumber,
    @Query() direction?: DirectionText,
    @Query() type?: MemoryTypeText[],
    @Query() minStrength?: ShareNumber,
    @Query() limit?: GraphLimit,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryGraphView> {
    const memory = await this.services.memory();
    const walk = await walkOf(request, { direction, type, minStrength, asOf, validAt });
    const { entities, relations } = await memory.neighbourhood({
      ...walk,
      from: entityId(entity),
      depth: depth ?? 1,
      limit: limit ?? defaultAround,
    });
    return { entities: entities.map(presentEntity), relations: relations.map(presentRelation) };
  }

  /**
   * Breadth first: nearest entities first, each with its distance and the relation by which it was reached.
   * @summary Walk from an entity along relations
   * @param entity The id of the entity to start from
   * @param depth The greatest distance, in relations; 1 unless given
   * @param direction both unless given
   * @param type Follow only relations of this type; may be repeated
   * @param minStrength Follow only relations of at least this strength
   * @param limit The most entities; 50 unless given
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("traversal")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may read")
  public async traverseMemory(
    @Request() request: HttpRequest,
    @Query() entity: Uuid,
    @Query() depth?: DepthNumber,
    @Query() direction?: DirectionText,
    @Query() type?: MemoryTypeText[],
    @Query() minStrength?: ShareNumber,
    @Query() limit?: GraphLimit,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryWalk> {
    const memory = await this.services.memory();
    const walk = await walkOf(request, { direction, type, minStrength, asOf, validAt });
    const steps = await memory.traverse({
      ...walk,
      from: entityId(entity),
      depth: depth ?? 1,
      limit: limit ?? defaultAround,
    });
    return { items: steps.map(presentStep) };
  }

  /**
   * The path with the fewest relations, of at most ten.
   * @summary Find the shortest path between two entities
   * @param from The id of the first entity
   * @param to The id of the last entity
   * @param direction both unless given
   * @param type Follow only relations of this type; may be repeated
   * @param minStrength Follow only relations of at least this strength
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("path")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "One of the entities does not exist, or the caller may not read it")
  public async findMemoryPath(
    @Request() request: HttpRequest,
    @Query() from: Uuid,
    @Query() to: Uuid,
    @Query() direction?: DirectionText,
    @Query() type?: MemoryTypeText[],
    @Query() minStrength?: ShareNumber,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryPath> {
    const memory = await this.services.memory();
    const walk = await walkOf(request, { direction, type, minStrength, asOf, validAt });
    const path = await memory.shortestPath(entityId(from), entityId(to), walk);
    return { hops: path === null ? null : path.length - 1, items: (path ?? []).map(presentStep) };
  }
}
