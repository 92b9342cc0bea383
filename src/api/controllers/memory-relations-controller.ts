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
import type { Relation } from "../../domain/memory.ts";
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
  ChangeRelation,
  FlagText,
  MemoryRelation,
  MemoryRelationPage,
  MemoryScopeText,
  MemoryTypeText,
  StoreRelation,
} from "../dto/memory.ts";
import { expectedRelationTags, relationTagHeaderOf } from "../headers.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { placeToWrite, reachablePlaces, readablePlaces, writablePlaces } from "../memory-places.ts";
import { entityId, provenanceOf, readTimes, relationId, typesOf, validityOf } from "../parse-memory.ts";
import { pageOf } from "../parse-values.ts";
import { presentPage } from "../present.ts";
import { presentRelation } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/memory/relations")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryRelationsController extends ApiController {
  /**
   * It replaces relations of the same type between the same two entities whose period of validity overlaps with its own.
   * @summary Remember a relation
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "It is stored")
  @Response<Problem>(404, "One of the entities does not exist, or the caller may not read it")
  @Response<Problem>(409, "The Idempotency-Key was used for another request")
  public async storeRelation(
    @Request() request: HttpRequest,
    @Body() body: StoreRelation,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<MemoryRelation> {
    const { id: given, scope, agent, from, to, metadata, validFrom, validTo, ...relation } = body;
    const memory = await this.services.memory();
    // Derived from the key, so that a repeated request finds the relation that an interrupted one has stored.
    const id = given ?? (idempotencyKey === undefined ? undefined : uuidOfKey(request, idempotencyKey));
    const wanted = {
      ...relation,
      ...(id === undefined ? {} : { id: relationId(id) }),
      place: placeToWrite(request, scope, agent),
      from: entityId(from),
      to: entityId(to),
      provenance: provenanceOf(request),
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...validityOf({ validFrom, validTo }),
    };
    const answer = await answerOnce(request, idempotencyKey, async () => {
      const stored = await memory.storeRelation(wanted);
      const headers = { Location: `/api/v1/memory/relations/${stored.id}` };
      return { status: 201, headers, body: presentRelation(stored) };
    });
    return this.give(answer);
  }

  /**
   * @summary List relations, oldest first
   * @param scope Only in this scope
   * @param agent Also list this agent's own memory
   * @param from Only those that lead from this entity
   * @param to Only those that lead to this entity
   * @param type Only of this type; may be repeated
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get()
  @Security("bearer", ["viewer", "agent"])
  public async listRelations(
    @Request() request: HttpRequest,
    @Query() scope?: MemoryScopeText,
    @Query() agent?: AgentNameText,
    @Query() from?: Uuid,
    @Query() to?: Uuid,
    @Query() type?: MemoryTypeText[],
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MemoryRelationPage> {
    const memory = await this.services.memory();
    const filter = {
      places: readablePlaces(request, scope, agent),
      ...(from === undefined ? {} : { from: entityId(from) }),
      ...(to === undefined ? {} : { to: entityId(to) }),
      ...typesOf(type),
      ...readTimes(asOf, validAt),
    };
    return presentPage(await memory.findRelations(filter, pageOf(limit, cursor)), presentRelation);
  }

  /**
   * @summary Get a relation
   * @param id The relation's id
   * @param asOf As it was known at this time; now unless given
   * @param validAt As it was true in the world at this time; the time of asOf unless given
   */
  @Get("{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such relation that the caller may read")
  public async getRelation(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() asOf?: DateTimeText,
    @Query() validAt?: DateTimeText,
  ): Promise<MemoryRelation> {
    const memory = await this.services.memory();
    const times = readTimes(asOf, validAt);
    const places = await reachablePlaces(request);
    return this.tagged(await memory.getRelation(relationId(id), places, times.asOf, times.validAt));
  }

  /**
   * Fields that are not given stay as they are; entities, type and scope cannot be changed. Reads with an earlier asOf still
   * show the earlier values. To say until when a relation was true, set validTo.
   * @summary Change a relation
   * @param id The relation's id
   * @param ifMatch Change it only if its ETag is this one
   */
  @Patch("{id}")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such relation that the caller may change")
  @Response<Problem>(409, "Another relation of the type between the two holds in a part of that period")
  @Response<Problem>(412, "The relation has changed: its ETag is not the one in If-Match")
  public async changeRelation(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: ChangeRelation,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<MemoryRelation> {
    const { strength, confidence, directed, metadata } = body;
    const memory = await this.services.memory();
    const change = {
      ...(strength === undefined ? {} : { strength }),
      ...(confidence === undefined ? {} : { confidence }),
      ...(directed === undefined ? {} : { directed }),
      ...(metadata === undefined ? {} : { metadata: metadata as JsonObject }),
      ...validityOf(body),
    };
    const places = await writablePlaces(request);
    return this.tagged(await memory.changeRelation(relationId(id), places, change, expectedRelationTags(ifMatch)));
  }

  /**
   * The relation no longer counts; reads with an earlier asOf still show it. With `erase` it is removed from the storage for
   * good, whether or not it still counted, and an import does not bring it back.
   * @summary Forget or erase a relation
   * @param id The relation's id
   * @param erase Erase it; false unless given
   * @param ifMatch Do it only if the relation's ETag is this one
   */
  @Delete("{id}")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(204, "It is forgotten or erased")
  @Response<Problem>(404, "There is no such relation that the caller may change")
  @Response<Problem>(412, "The relation has changed: its ETag is not the one in If-Match")
  public async deleteRelation(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() erase?: FlagText,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<void> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    const expected = expectedRelationTags(ifMatch);
    await (erase === "true"
      ? memory.eraseRelation(relationId(id), places, expected)
      : memory.invalidateRelation(relationId(id), places, expected));
  }

  private tagged(relation: Relation): MemoryRelation {
    this.setHeader("ETag", relationTagHeaderOf(relation));
    return presentRelation(relation);
  }
}
