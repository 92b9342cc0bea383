import {
  Body,
  Get,
  Header,
  Middlewares,
  Path,
  Post,
  Request,
  Response,
  Route,
  Security,
  SuccessResponse,
  Tags,
} from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import { CaxtonError } from "../../domain/errors.ts";
import type { ConversationId } from "../../domain/ids.ts";
import { requireOwnConversation } from "../authentication.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type { IdempotencyKey, Prefer, Problem, Uuid } from "../dto/common.ts";
import type { AcceptedBatch, AcceptedMessage, Batch, Message, SendMessage } from "../dto/messages.ts";
import { messageIdParameter, orNotFound } from "../parse-values.ts";
import { presentBatch, presentMessage } from "../present.ts";
import { sendBatch } from "../send-batch.ts";
import { sendMessage } from "../send.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/messages")
@Tags("Messages")
@Middlewares(checkRequest)
export class MessagesController extends ApiController {
  /**
   * An accepted message is durable: it is processed even if the server crashes. With `Prefer: wait=N` the answer is
   * `200` with the replies if they arrive in time, else `202`.
   * @summary Send a message
   * @param prefer Whether to wait for the replies
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(202, "The message was accepted")
  @Response<AcceptedMessage>(200, "The message was accepted, and these are the replies")
  @Response<Problem>(404, "No agent provides the capability, or there is no such agent")
  @Response<Problem>(
    409,
    "The message id is taken, the conversation is finished, its protocol does not allow the message, or the Idempotency-Key was used for another request",
  )
  public async sendMessage(
    @Request() request: HttpRequest,
    @Body() body: SendMessage,
    @Header("Prefer") prefer?: Prefer,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<AcceptedMessage> {
    return this.give(await sendMessage(request, body, { prefer, idempotencyKey, conversationId: null }));
  }

  /**
   * All messages go to one WASM agent in one conversation and have the same performative; they differ in `content` and
   * `replyWith`. They are delivered by one workflow update and processed by one activity, which is faster than sending
   * them one by one. Each message succeeds or fails on its own. The body is a JSON array, or JSON Lines with one message
   * a line.
   * @summary Send a batch of messages
   * @param prefer Whether to wait for the replies
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post("batch")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(202, "The batch was accepted")
  @Response<AcceptedBatch>(200, "The batch was accepted, and these are the replies")
  @Response<Problem>(404, "No agent provides the capability, or there is no such agent")
  @Response<Problem>(
    409,
    "The conversation does not take the messages, or the Idempotency-Key was used for another request",
  )
  public async sendBatch(
    @Request() request: HttpRequest,
    @Body() body: unknown,
    @Header("Prefer") prefer?: Prefer,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<AcceptedBatch> {
    return this.give(await sendBatch(request, body, { prefer, idempotencyKey, conversationId: null }));
  }

  /**
   * @summary Get a batch with its replies
   * @param id The batch's id
   */
  @Get("batch/{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such batch")
  public async getBatch(@Request() request: HttpRequest, @Path() id: Uuid): Promise<Batch> {
    const batchId = messageIdParameter(id);
    const record = await this.services.registry.batches.find(batchId);
    const batch = orNotFound(record, () => noSuchMessage(batchId));
    await this.requireOwn(request, batch.frame.conversationId);
    return presentBatch(batch);
  }

  /**
   * @summary Get a message
   * @param id The message's id
   */
  @Get("{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such message")
  public async getMessage(@Request() request: HttpRequest, @Path() id: Uuid): Promise<Message> {
    const messageId = messageIdParameter(id);
    const found = await this.services.registry.messages.find(messageId);
    const record = orNotFound(found, () => noSuchMessage(messageId));
    await this.requireOwn(request, record.message.conversationId);
    return presentMessage(record);
  }

  private async requireOwn(request: HttpRequest, id: ConversationId): Promise<void> {
    const caller = callerOf(request);
    if (caller.role === "agent") requireOwnConversation(caller, await this.services.registry.conversations.find(id));
  }
}

const noSuchMessage = (id: string): CaxtonError =>
  new CaxtonError("message.not_found", `There is no message with the id ${id}.`, {
    hint: "GET /api/v1/conversations/{id}/messages lists the messages of a conversation.",
  });
