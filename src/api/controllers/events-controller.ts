import { Get, Header, Middlewares, Query, Request, Route, Security, SuccessResponse, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import type { EventFilter } from "../../registry/stores.ts";
import { checkRequest } from "../check-request.ts";
import type { AgentNameText, DateTimeText, EventKind, LastEventId, PageCursor, PageLimit } from "../dto/common.ts";
import type { EventPage } from "../dto/conversations.ts";
import { agentNameParameter, pageOf, timeParameter } from "../parse-values.ts";
import { presentEvent, presentPage } from "../present.ts";
import { streamEvents } from "../sse.ts";
import { ApiController } from "./api-controller.ts";

const filterOf = (agent?: string, kind?: string, since?: string, until?: string): EventFilter => ({
  ...(agent === undefined ? {} : { agent: agentNameParameter(agent) }),
  ...(kind === undefined ? {} : { kind }),
  ...(since === undefined ? {} : { since: timeParameter("since", since) }),
  ...(until === undefined ? {} : { until: timeParameter("until", until) }),
});

@Route("api/v1/events")
@Tags("Events")
@Middlewares(checkRequest)
export class EventsController extends ApiController {
  /**
   * With `Accept: text/event-stream` the answer is a stream of new events, starting after `Last-Event-ID` or at `since`
   * if given. Otherwise it is a page of past events, newest first.
   * @summary List or follow events
   * @param agent Those about this agent
   * @param kind Those of this kind
   * @param since Those at or after this time
   * @param until Those before this time
   * @param lastEventId For a stream: continue after this event
   */
  @Get()
  @Security("bearer", ["viewer"])
  @SuccessResponse(200, "The events")
  public async listEvents(
    @Request() request: HttpRequest,
    @Query() agent?: AgentNameText,
    @Query() kind?: EventKind,
    @Query() since?: DateTimeText,
    @Query() until?: DateTimeText,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
    @Header("Last-Event-ID") lastEventId?: LastEventId,
  ): Promise<EventPage> {
    const { events } = this.services.registry;
    const filter = filterOf(agent, kind, since, until);
    if (request.accepts(["application/json", "text/event-stream"]) !== "text/event-stream") {
      return presentPage(await events.list(filter, pageOf(limit, cursor)), presentEvent);
    }
    const newest = async (): Promise<number> => (await events.list({}, { limit: 1, cursor: null })).items[0]?.seq ?? 0;
    const afterSeq = lastEventId === undefined ? (since === undefined ? await newest() : 0) : Number(lastEventId);
    await streamEvents(request, { filter, afterSeq, tokens: false });
    return undefined as unknown as EventPage;
  }
}
