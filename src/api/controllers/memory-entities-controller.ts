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
import type { Entity, EntityId } from "../../domain/memory.ts";
import { tagOf } from "../../memory/rules.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
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
  ChangeObservations,
  EntityNameText,
  FlagText,
  MemoryEntity,
  MemoryEntityPage,
  MemoryScopeText,
  MemoryTypeText,
  StoredEntity,
  StoreEntity,
} from "../dto/memory.ts";
import { etagOf, expectedTags } from "../headers.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { placeToWrite, readablePlaces, reachablePlaces, writablePlaces } from "../memory-places.ts";
import { pageOf, timeParameter } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentEntity } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

/** The pattern has let no other form through. */
const idOf = (id: Uuid): EntityId => id.toLowerCase() as EntityId;

const times = ({ validFrom, validTo }: Pick<ChangeEntity, "validFrom" | "validTo">) => ({
  ...(validFrom === undefined ? {} : { validFrom: validFrom === null ? null : timeParameter("validFrom", validFrom) }),
  ...(validTo === undefined ? {} : { validTo: validTo === null ? null : timeParameter("validTo", validTo) }),
});

@Route("api/v1/memory/entities")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryEntitiesController extends ApiController {
  /**
   * What is known under the same name and type in the same scope gets the observations that are new.
   * @summary Remember an entity
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "It is remembered")
  @Response<Problem>(409, "The scope's memory is full, or the Idempotency-Key was used for another request")
  public async storeEntity(
    @Request() request: HttpRequest,
    @Body() body: StoreEntity,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<StoredEntity> {
    const { scope, agent, name, type, observations, metadata, pinned } = body;
    const memory = await this.services.memory();
    const caller = callerOf(request);
    // A key names what is made by it, so that a request that broke off finds what it had made.
    const id = body.id ?? (idempotencyKey === undefined ? undefined : uuidOfKey(request, idempotencyKey));
    const entity = {
      ...(id === undefined ? {} : { id: idOf(id) }),
      place: placeToWrite(request, scope, agent),
      name,
      type,
      observations,
      provenance: { agent: caller.agent, conversationId: null, messageId: null, source: `key ${caller.name}` },
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(pinned === undefined ? {} : { pinned }),
      ...times(body),
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
   * @param agent The agent whose own memory is listed as well
   * @param name Only of this name, compared without case
   * @param type Only of this type
   * @param since Recorded at or after
   * @param until Recorded before
   * @param asOf As it was known and valid then
   */
  @Get()
  @Security("bearer", ["viewer", "agent"])
  public async listEntities(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() name?: EntityNameText,
    @Query() type?: MemoryTypeText,
    @Query() since?: DateTimeText,
    @Query() until?: DateTimeText,
    @Query() asOf?: DateTimeText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryEntityPage> {
    const memory = await this.services.memory();
    const filter = {
      places: readablePlaces(request, scope, agent),
      ...(name === undefined ? {} : { name }),
      ...(type === undefined ? {} : { types: [type] }),
      ...(since === undefined ? {} : { since: timeParameter("since", since) }),
      ...(until === undefined ? {} : { until: timeParameter("until", until) }),
      ...(asOf === undefined ? {} : { asOf: timeParameter("asOf", asOf) }),
    };
    return presentPage(await memory.findEntities(filter, pageOf(limit, cursor)), presentEntity);
  }

  /**
   * @summary Get an entity
   * @param id The entity's id
   * @param asOf As it was known and valid then
   */
  @Get("{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may see")
  public async getEntity(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() asOf?: DateTimeText,
  ): Promise<MemoryEntity> {
    const memory = await this.services.memory();
    const at = asOf === undefined ? undefined : timeParameter("asOf", asOf);
    return this.tagged(await memory.getEntity(idOf(id), await reachablePlaces(request), at));
  }

  /**
   * What it was is kept for who asks about earlier.
   * @summary Change an entity
   * @param id The entity's id
   * @param ifMatch The ETag of the entity that the change is meant for
   */
  @Patch("{id}")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(409, "There is another one of that name and type")
  @Response<Problem>(412, "The entity has changed: it is not the one that If-Match names")
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
      ...times(body),
    };
    const places = await writablePlaces(request);
    return this.tagged(await memory.changeEntity(idOf(id), places, change, expectedTags(ifMatch)));
  }

  /**
   * It counts no more, with its relations, and is still shown to who asks about earlier. With `erase` nothing of it is
   * left, and no import brings it back.
   * @summary Forget an entity
   * @param id The entity's id
   * @param erase Removes it for good; false unless given
   * @param ifMatch The ETag of the entity that is meant
   */
  @Delete("{id}")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(204, "It is forgotten")
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(412, "The entity has changed: it is not the one that If-Match names")
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
      ? memory.eraseEntity(idOf(id), places, expected)
      : memory.invalidateEntity(idOf(id), places, expected));
  }

  /**
   * @summary Add and take away observations
   * @param id The entity's id
   */
  @Post("{id}/observations")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(409, "The scope's memory is full")
  public async changeObservations(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: ChangeObservations,
  ): Promise<MemoryEntity> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    const caller = callerOf(request);
    const provenance = { agent: caller.agent, conversationId: null, messageId: null, source: `key ${caller.name}` };
    if (body.remove !== undefined) await memory.removeObservations(idOf(id), places, body.remove);
    return this.tagged(await memory.addObservations(idOf(id), places, body.add ?? [], provenance));
  }

  private tagged(entity: Entity): MemoryEntity {
    this.setHeader("ETag", etagOf(tagOf(entity)));
    return presentEntity(entity);
  }
}
