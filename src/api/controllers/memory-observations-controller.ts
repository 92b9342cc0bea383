import { Body, Header, Middlewares, Path, Post, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { Entity } from "../../domain/memory.ts";
import { checkRequest } from "../check-request.ts";
import type { IdempotencyKey, IfMatch, Problem, Uuid } from "../dto/common.ts";
import type { ChangeObservations, EraseObservations, MemoryEntity } from "../dto/memory.ts";
import { expectedTags, tagHeaderOf } from "../headers.ts";
import { answerOnce, type Answer } from "../idempotency.ts";
import { writablePlaces } from "../memory-places.ts";
import { entityId, provenanceOf } from "../parse-memory.ts";
import { presentEntity } from "../present-memory.ts";
import { ApiController } from "./api-controller.ts";

const answerWith = (entity: Entity): Answer<MemoryEntity> => ({
  status: 200,
  headers: { ETag: tagHeaderOf(entity) },
  body: presentEntity(entity),
});

@Route("api/v1/memory/entities/{id}/observations")
@Tags("Memory")
@Middlewares(checkRequest)
export class MemoryObservationsController extends ApiController {
  /**
   * Both are done, or neither. An observation that the entity already has is not added again; reads with an earlier asOf
   * still show one that was taken away.
   * @summary Add and take away observations
   * @param id The entity's id
   * @param idempotencyKey Makes repeating the request safe
   * @param ifMatch Change it only if the entity's ETag is this one
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may change")
  @Response<Problem>(409, "The scope's memory is full, or the Idempotency-Key was used for another request")
  @Response<Problem>(412, "The entity has changed: its ETag is not the one in If-Match")
  public async changeObservations(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: ChangeObservations,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<MemoryEntity> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    const { add = [], remove = [] } = body;
    const answer = await answerOnce(request, idempotencyKey, async ({ isResumed }) => {
      // An interrupted request may have changed the entity, and its tag with it; doing it again changes nothing more.
      const expected = isResumed ? undefined : expectedTags(ifMatch);
      const change = { add, remove };
      return answerWith(await memory.changeObservations(entityId(id), places, change, provenanceOf(request), expected));
    });
    return this.give(answer);
  }

  /**
   * Removes the texts from the storage for good, also those that were taken away before; an earlier asOf does not show them
   * any more.
   * @summary Erase observations
   * @param id The entity's id
   * @param ifMatch Erase them only if the entity's ETag is this one
   */
  @Post("erase")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such entity that the caller may change, or it has none of these observations")
  @Response<Problem>(412, "The entity has changed: its ETag is not the one in If-Match")
  public async eraseObservations(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: EraseObservations,
    @Header("If-Match") ifMatch?: IfMatch,
  ): Promise<MemoryEntity> {
    const memory = await this.services.memory();
    const places = await writablePlaces(request);
    return this.give(
      answerWith(await memory.eraseObservations(entityId(id), places, body.texts, expectedTags(ifMatch))),
    );
  }
}
