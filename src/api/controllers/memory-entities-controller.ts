import {
  Body,
  Delete,
  Get,
  Header,
  Middlewares,
  Patch,
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
import type { JsonObject } from "../../domain/json.ts";
import type { Entity } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import type {
  AgentNameText,
  DateTimeText,
  IdempotencyKey,
  IfMatch,
  PageCursor,
  PageLimit,
  Problem,
  Uuid,
} from "../dto/common.ts";
import type {
  ChangeEntity,
  EntityNameText,
  FlagText,
  MemoryEntity,
  MemoryEntityPage,
  MemoryScopeText,
  MemoryTypeText,
  StoredEntity,
  StoreEntity,
} from "../dto/memory.ts";
import { expectedTags, tagHeaderOf } from "../headers.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { placeToWrite, readablePlaces, reachablePlaces, writablePlaces } from "../memory-places.ts";
import { entityId, provenanceOf, readTimes, typesOf, validityOf } from "../parse-memory.ts";
import { pageOf, timeParameter } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentEntity } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/memory/entities")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryEntitiesController extends ApiController {
  /**
   * If the scope already has an entity of this name and type, the new observations and metadata are added to that one.
   * @summary Remember an entity
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "It is stored")
  @Response<Problem>(409, "The scope's memory is full, or the Idempotency-Key was used for another request")
  public async storeEntity(
    @Request() request: HttpRequest,
    @Body() body: StoreEntity,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<StoredEntity> {
    const { scope, agent, name, type, observations, metadata, pinned } = body;
    const memory = await this.services.memory();
    // Derived from the key, so that a repeated request finds the entity that an interrupted one has stored.
    const id = body.id ?? (idempotencyKey === undefined ? undefined : uuidOfKey(request, idempotencyKey));
    const entity = {
      ...(id === undefined ? {} : { id: entityId(id) }),
      place: placeToWrite(request, scope, agent),
      name,
      type,
      observations,
      provenance: provenanceOf(request),
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(pinned === undefined ? {} : { pinned }),
      ...validityOf(body),
    };
    const answer = await answerOnce(request, idempotencyKey, async () => {
      const stored = await memory.storeEntity(entity);
      const headers = { Location: `/api/v1/memory/entities/${stored.entity.id}` };
      return { status: 201, headers, body: { outcome: stored.outcome, entity: presentEntity(stored.entity) } };
    });
    return this.give(answer);
  }

  /**
   * @summary List entities, oldest first
   * @param scope Only in this scope
   * @param agent Also list this agent's own memory
   * @param name Only of this name, compared without case
   * @param type Only of this type; may be repeated
   * @param since Recorded at or after
   * @param until Recorded before
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get()
  @Security("bearer", ["viewer", "agent"])
  public async listEntities(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() name?: EntityNameText,
    @Query() type?: MemoryTypeText[],
    @Query() since?: DateTimeText,
    @Query() until?: DateTimeText,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryEntityPage> {
    const memory = await this.services.memory();
    const filter = {
      places: readablePlaces(request, scope, agent),
      ...(name === undefined ? {} : { name }),
      ...typesOf(type),
      ...(since === undefined ? {} : { since: timeParameter("since", since) }),
      ...(until === undefined ? {} : { until: timeParameter("until", until) }),
      ...readTimes(asOf, validAt),
    };
    return presentPage(await memory.findEntities(filter, pageOf(limit, cursor)), presentEntity);
  }

  /**
   * @summary Get an entity
   * @param id The entity's id
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may read")
  public async getEntity(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryEntity> {
    const memory = await this.services.memory();
    const times = readTimes(asOf, validAt);
    return this.tagged(await memory.getEntity(entityId(id), await reachablePlaces(request), times.asOf, times.validAt));
  }

  /**
   * Fields that are not given stay as they are. Reads with an earlier asOf still show the earlier values.
   * @summary Change an entity
   * @param id The entity's id
   * @param ifMatch Change it only if its ETag is this one
   */
  @Patch("{id}")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(409, "Another entity of the scope has that name and type")
  @Response<Problem>(412, "The entity has changed: its ETag is not the one in If-Match")
  public async changeEntity(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: ChangeEntity,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<MemoryEntity> {
    const { name, type, metadata, pinned } = body;
    const memory = await this.services.memory();
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(type === undefined ? {} : { type }),
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(pinned === undefined ? {} : { pinned }),
      ...validityOf(body),
    };
    const places = await writablePlaces(request);
    return this.tagged(await memory.changeEntity(entityId(id), places, change, expectedTags(ifMatch)));
  }

  /**
   * The entity and its relations no longer count; reads with an earlier asOf still show them. With `erase` they are removed
   * from the storage for good, and an import does not bring them back.
   * @summary Forget or erase an entity
   * @param id The entity's id
   * @param erase Erase it; false unless given
   * @param ifMatch Do it only if the entity's ETag is this one
   */
  @Delete("{id}")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(204, "It is forgotten or erased")
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(412, "The entity has changed: its ETag is not the one in If-Match")
  public async deleteEntity(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() erase?: FlagText,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<void> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    const expected = expectedTags(ifMatch);
    await (erase === "true"
      ? memory.eraseEntity(entityId(id), places, expected)
      : memory.invalidateEntity(entityId(id), places, expected));
  }

  private tagged(entity: Entity): MemoryEntity {
    this.setHeader("ETag", tagHeaderOf(entity));
    return presentEntity(entity);
  }
}
