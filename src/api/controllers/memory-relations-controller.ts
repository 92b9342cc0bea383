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
import type { JsonObject } from "../../domain/json.ts";
import type { EntityId, RelationId } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type {
  AgentNameText,
  DateTimeText,
  IdempotencyKey,
  PageCursor,
  PageLimit,
  Problem,
  Uuid,
} from "../dto/common.ts";
import type {
  MemoryRelation,
  MemoryRelationPage,
  MemoryScopeText,
  MemoryTypeText,
  StoreRelation,
} from "../dto/memory.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { placeToWrite, readablePlaces, writablePlaces } from "../memory-places.ts";
import { pageOf, timeParameter } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentRelation } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/memory/relations")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryRelationsController extends ApiController {
  /**
   * A newer one of the same type between the same two takes the older one's place.
   * @summary Remember how two entities are related
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "It is remembered")
  @Response<Problem>(404, "There is no such entity that the caller may see")
  @Response<Problem>(409, "The Idempotency-Key was used for another request")
  public async storeRelation(
    @Request() request: HttpRequest,
    @Body() body: StoreRelation,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<MemoryRelation> {
    const { id: given, scope, agent, from, to, metadata, validFrom, validTo, ...relation } = body;
    const memory = await this.services.memory();
    const caller = callerOf(request);
    // A key names what is made by it, so that a request that broke off finds what it had made.
    const id = given ?? (idempotencyKey === undefined ? undefined : uuidOfKey(request, idempotencyKey));
    const wanted = {
      ...relation,
      ...(id === undefined ? {} : { id: id.toLowerCase() as RelationId }),
      place: placeToWrite(request, scope, agent),
      from: from.toLowerCase() as EntityId,
      to: to.toLowerCase() as EntityId,
      provenance: { agent: caller.agent, conversationId: null, messageId: null, source: `key ${caller.name}` },
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...(validFrom == null ? {} : { validFrom: timeParameter("validFrom", validFrom) }),
      ...(validTo == null ? {} : { validTo: timeParameter("validTo", validTo) }),
    };
    const answer = await answerOnce(request, idempotencyKey, async () => ({
      status: 201,
      headers: {},
      body: presentRelation(await memory.storeRelation(wanted)),
    }));
    return this.give(answer);
  }

  /**
   * @summary List relations, oldest first
   * @param scope Only in this scope
   * @param agent The agent whose own memory is listed as well
   * @param from Only those that begin at this entity
   * @param to Only those that end at this entity
   * @param type Only of this type
   * @param asOf As it was known and valid then
   */
  @Get()
  @Security("bearer", ["viewer", "agent"])
  public async listRelations(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() from?: Uuid,
    @Query() to?: Uuid,
    @Query() type?: MemoryTypeText,
    @Query() asOf?: DateTimeText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryRelationPage> {
    const memory = await this.services.memory();
    const filter = {
      places: readablePlaces(request, scope, agent),
      ...(from === undefined ? {} : { from: from.toLowerCase() as EntityId }),
      ...(to === undefined ? {} : { to: to.toLowerCase() as EntityId }),
      ...(type === undefined ? {} : { types: [type] }),
      ...(asOf === undefined ? {} : { asOf: timeParameter("asOf", asOf) }),
    };
    return presentPage(await memory.findRelations(filter, pageOf(limit, cursor)), presentRelation);
  }

  /**
   * It counts no more, and is still shown to who asks about earlier.
   * @summary Forget a relation
   * @param id The relation's id
   */
  @Delete("{id}")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(204, "It is forgotten")
  @Response<Problem>(404, "There is no such relation that the caller may change")
  public async deleteRelation(@Request() request: HttpRequest, @Path() id: Uuid): Promise<void> {
    const memory = await this.services.memory();
    await memory.invalidateRelation(id.toLowerCase() as RelationId, await writablePlaces(request));
  }
}
