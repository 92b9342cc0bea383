import {
  Body,
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
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import type { ConversationId } from "../../domain/ids.ts";
import type { ConversationFilter, ConversationRecord } from "../../registry/stores.ts";
import { defaultSender } from "../authentication.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type {
  IdempotencyKey,
  LastEventId,
  PageCursor,
  PageLimit,
  Prefer,
  Problem,
  SenderText,
  Uuid,
} from "../dto/common.ts";
import type {
  Conversation,
  ConversationDetails,
  ConversationPage,
  ConversationStateText,
  StreamedEvent,
  OpenConversation,
} from "../dto/conversations.ts";
import type { AcceptedBatch, AcceptedMessage, MessagePage, ProtocolText, SendMessage } from "../dto/messages.ts";
import { findConversation } from "../find-conversation.ts";
import { answerOnce, uuidOfKey } from "../idempotency.ts";
import { parseOpening } from "../parse-message.ts";
import { pageOf, senderParameter } from "../parse-values.ts";
import { presentApproval, presentConversation, presentMessage, presentPage } from "../present.ts";
import { sendBatch } from "../send-batch.ts";
import { sendMessage } from "../send.ts";
import { streamEvents } from "../sse.ts";
import type { ApiServices } from "../types.ts";
import { ApiController } from "./api-controller.ts";

@Route("api/v1/conversations")
@Tags("Conversations")
@Middlewares(checkRequest)
export class ConversationsController extends ApiController {
  /**
   * The conversation takes messages until it expires or is cancelled.
   * @summary Open a conversation
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post()
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(201, "The conversation was opened")
  @Response<Problem>(409, "There is a conversation of that id, or the Idempotency-Key was used for another request")
  public async openConversation(
    @Request() request: HttpRequest,
    @Body() body: OpenConversation,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<Conversation> {
    const { messaging, registry, clock } = this.services;
    const idWhenNone = idempotencyKey === undefined ? null : (uuidOfKey(request, idempotencyKey) as ConversationId);
    const parsed = parseOpening(body, { caller: callerOf(request), now: clock(), idWhenNone });
    if (!parsed.ok) throw parsed.error;
    const answer = await answerOnce(request, idempotencyKey, async () => {
      const { id } = parsed.value;
      // An id derived from the Idempotency-Key belongs to this request: it may have opened the conversation before a crash.
      const isOwn = id !== null && id !== idWhenNone;
      if (isOwn && (await registry.conversations.find(id)) !== null) throw alreadyThere(id);
      const record = await messaging.openConversation(parsed.value);
      return {
        status: 201,
        headers: { Location: `/api/v1/conversations/${record.id}` },
        body: presentConversation(record),
      };
    });
    return this.give(answer);
  }

  /**
   * @summary List conversations, newest first
   * @param state Those in this state
   * @param protocol Those with this protocol
   * @param participant Those with this participant
   */
  @Get()
  @Security("bearer", ["viewer"])
  public async listConversations(
    @Query() state?: ConversationStateText,
    @Query() protocol?: ProtocolText,
    @Query() participant?: SenderText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<ConversationPage> {
    const filter: ConversationFilter = {
      ...(state === undefined ? {} : { state }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(participant === undefined ? {} : { participant: senderParameter("participant", participant) }),
    };
    const page = await this.services.registry.conversations.list(filter, pageOf(limit, cursor));
    return presentPage(page, presentConversation);
  }

  /**
   * With the tool calls that wait for a person's decision.
   * @summary Get a conversation
   * @param id The conversation's id
   */
  @Get("{id}")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such conversation")
  public async getConversation(@Request() request: HttpRequest, @Path() id: Uuid): Promise<ConversationDetails> {
    const conversation = await findConversation(request, id);
    const pending = isFinished(conversation) ? [] : await this.services.registry.approvals.pendingIn(conversation.id);
    return { ...presentConversation(conversation), pendingApprovals: pending.map(presentApproval) };
  }

  /**
   * @summary List the messages of a conversation, oldest first
   * @param id The conversation's id
   */
  @Get("{id}/messages")
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such conversation")
  public async listConversationMessages(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<MessagePage> {
    const conversation = await findConversation(request, id);
    const page = await this.services.registry.messages.list(conversation.id, pageOf(limit, cursor));
    return presentPage(page, presentMessage);
  }

  /**
   * As `POST /messages`, into an existing conversation.
   * @summary Send a message into a conversation
   * @param id The conversation's id
   * @param prefer Whether to wait for the replies
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post("{id}/messages")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(202, "The message was accepted")
  @Response<AcceptedMessage>(200, "The message was accepted, and these are the replies")
  @Response<Problem>(404, "There is no such conversation, no agent provides the capability, or there is no such agent")
  @Response<Problem>(
    409,
    "The message id is taken, the conversation is finished, its protocol does not allow the message, or the Idempotency-Key was used for another request",
  )
  public async sendConversationMessage(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: SendMessage,
    @Header("Prefer") prefer?: Prefer,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<AcceptedMessage> {
    const conversation = await findConversation(request, id);
    return this.give(await sendMessage(request, body, { prefer, idempotencyKey, conversationId: conversation.id }));
  }

  /**
   * As `POST /messages/batch`, into this conversation.
   * @summary Send a batch of messages into a conversation
   * @param id The conversation's id
   * @param prefer Whether to wait for the replies
   * @param idempotencyKey Makes repeating the request safe
   */
  @Post("{id}/messages/batch")
  @Security("bearer", ["operator", "agent"])
  @SuccessResponse(202, "The batch was accepted")
  @Response<AcceptedBatch>(200, "The batch was accepted, and these are the replies")
  @Response<Problem>(404, "There is no such conversation, no agent provides the capability, or there is no such agent")
  @Response<Problem>(
    409,
    "The conversation does not take the messages, or the Idempotency-Key was used for another request",
  )
  public async sendConversationBatch(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Body() body: unknown,
    @Header("Prefer") prefer?: Prefer,
    @Header("Idempotency-Key") idempotencyKey?: IdempotencyKey,
  ): Promise<AcceptedBatch> {
    const conversation = await findConversation(request, id);
    return this.give(await sendBatch(request, body, { prefer, idempotencyKey, conversationId: conversation.id }));
  }

  /**
   * @summary Cancel a conversation
   * @param id The conversation's id
   */
  @Post("{id}/cancel")
  @Security("bearer", ["operator", "agent"])
  @Response<Problem>(404, "There is no such conversation")
  @Response<Problem>(409, "The conversation is finished already")
  public async cancelConversation(@Request() request: HttpRequest, @Path() id: Uuid): Promise<Conversation> {
    const { messaging } = this.services;
    const conversation = await findConversation(request, id);
    return presentConversation(await messaging.cancelConversation(conversation.id, defaultSender(callerOf(request))));
  }

  /**
   * A stream of server-sent events: first the stored events, then new ones, with pieces of the model's answer as they
   * arrive (`event: token`). The stream ends with the conversation. To resume, send the last `id` in `Last-Event-ID`.
   * @summary Follow a conversation
   * @param id The conversation's id
   * @param lastEventId Continue after this event
   */
  @Get("{id}/events")
  @Security("bearer", ["viewer", "agent"])
  @SuccessResponse(200, "The events", "text/event-stream")
  @Response<void>(204, "The conversation is finished, and you have all its events: do not reconnect")
  @Response<Problem>(404, "There is no such conversation")
  public async followConversation(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Header("Last-Event-ID") lastEventId?: LastEventId,
  ): Promise<StreamedEvent> {
    const { registry } = this.services;
    const conversation = await findConversation(request, id);
    const filter = { conversationId: conversation.id };
    const afterSeq = Number(lastEventId ?? 0);
    const isOver = async (): Promise<boolean> =>
      isFinished(await registry.conversations.find(conversation.id)) && (await lastWords(registry, conversation.id));
    if (isFinished(conversation) && (await registry.events.after(filter, afterSeq, 1)).length === 0) {
      this.setStatus(204);
      return undefined as unknown as StreamedEvent;
    }
    await streamEvents(request, { filter, afterSeq, tokens: true, isOver });
    return undefined as unknown as StreamedEvent;
  }
}

const isFinished = (record: ConversationRecord | null): boolean =>
  record === null || record.state === "completed" || record.state === "failed" || record.state === "expired";

/** How long a stream waits for the last events of a conversation that has ended, in milliseconds. */
const lastWordsMs = 10_000;
const lookEveryMs = 50;

/** Resolves when every message of an ended conversation has its replies, and so all its events; or after the time limit. */
const lastWords = async (
  { messages, batches }: ApiServices["registry"],
  id: ConversationRecord["id"],
): Promise<true> => {
  const until = performance.now() + lastWordsMs;
  for (;;) {
    const open = (await messages.unsettled(id)).length + (await batches.unsettled(id)).length;
    if (open === 0 || performance.now() > until) return true;
    await sleep(lookEveryMs);
  }
};

const alreadyThere = (id: string): CaxtonError =>
  new CaxtonError("conversation.already_exists", `There is a conversation with the id ${id}.`, {
    hint: "Leave the id out, or make a new one; or send your message into that conversation.",
  });
