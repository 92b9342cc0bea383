import { Body, Get, Middlewares, Path, Post, Query, Request, Response, Route, Security, Tags } from "@tsoa/runtime";
import type { Request as HttpRequest } from "express";
import { defaultSender } from "../authentication.ts";
import { checkRequest } from "../check-request.ts";
import { callerOf } from "../context.ts";
import type { Approval, ApprovalPage, DecideApproval } from "../dto/approvals.ts";
import type { PageCursor, PageLimit, Problem, Uuid } from "../dto/common.ts";
import { findConversation } from "../find-conversation.ts";
import { approvalIdParameter, pageOf } from "../parse-values.ts";
import { presentApproval, presentPage } from "../present.ts";
import { ApiController } from "./api-controller.ts";

const textOrNull = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
};

@Route("api/v1/conversations/{id}/approvals")
@Tags("Approvals")
@Middlewares(checkRequest)
export class ApprovalsController extends ApiController {
  /**
   * Tool calls that need or needed a person's decision: pending, decided and expired ones.
   * @summary List the approvals of a conversation, oldest first
   * @param id The conversation's id
   */
  @Get()
  @Security("bearer", ["viewer", "agent"])
  @Response<Problem>(404, "There is no such conversation")
  public async listApprovals(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Query() limit?: PageLimit,
    @Query() cursor?: PageCursor,
  ): Promise<ApprovalPage> {
    const conversation = await findConversation(request, id);
    const page = await this.services.registry.approvals.list(conversation.id, pageOf(limit, cursor));
    return presentPage(page, presentApproval);
  }

  /**
   * An approved call is executed; for a rejected one the agent is told the reason and continues. The first decision is
   * final; repeating it changes nothing.
   * @summary Approve or reject a tool call
   * @param id The conversation's id
   * @param approvalId The approval's id
   */
  @Post("{approvalId}")
  @Security("bearer", ["operator"])
  @Response<Problem>(404, "There is no such conversation or approval")
  @Response<Problem>(409, "It was decided differently, or is no longer pending")
  public async decideApproval(
    @Request() request: HttpRequest,
    @Path() id: Uuid,
    @Path() approvalId: Uuid,
    @Body() body: DecideApproval,
  ): Promise<Approval> {
    const conversation = await findConversation(request, id);
    const opinion = {
      decision: body.decision,
      reason: textOrNull(body.reason),
      by: defaultSender(callerOf(request)),
    };
    const { messaging } = this.services;
    return presentApproval(await messaging.decideApproval(conversation.id, approvalIdParameter(approvalId), opinion));
  }
}
