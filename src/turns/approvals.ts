/** Tool calls that need approval: requesting it, and acting on the outcome. */
import type { ApprovalRequest } from "../domain/approval.ts";
import {
  turnIdOf,
  type ApprovalOccasion,
  type ApprovalVerdict,
  type PendingCall,
  type TurnTask,
} from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { ApprovalId } from "../domain/ids.ts";
import { readJson } from "../domain/json-text.ts";
import type { Json } from "../domain/json.ts";
import type { ToolCallRequest } from "../llm/provider.ts";
import type { ApprovalRecord, NewEvent } from "../registry/stores.ts";
import { storeResult } from "./call-results.ts";
import { failed, findCall, hasResult, stepsBefore } from "./calls.ts";
import { derivedApprovalId } from "./derived-id.ts";
import { resolveReferences } from "./references.ts";
import type { TurnState } from "./turn-state.ts";
import type { TurnDependencies } from "./types.ts";

/** Longer arguments (in bytes) are shown as the model wrote them, with unresolved references. */
const mostResolved = 100_000;

/** Longer arguments (in characters) are in the approval only, not in the event. */
const mostInEvent = 8_000;

const approvalIdOf = (turnId: string, step: number, callId: string): ApprovalId =>
  derivedApprovalId(`approval ${turnId}#${step}/${callId}`);

/** The arguments shown to the person: those that the tool would receive, unless they are too long. */
const shownArguments = async (
  deps: TurnDependencies,
  { toolCalls, step }: TurnState,
  call: ToolCallRequest,
): Promise<Json> => {
  const written = call.arguments ?? {};
  const resolved = await resolveReferences(deps, written, stepsBefore(toolCalls, step));
  // If a reference leads nowhere, the call itself reports it once approved.
  return resolved.ok && resolved.value.length <= mostResolved ? readJson(resolved.value) : written;
};

const requestedEvent = (request: ApprovalRequest, task: TurnTask): NewEvent => ({
  key: `approval ${request.id}`,
  time: request.requestedAt,
  kind: "approval.requested",
  agent: request.agent,
  conversationId: request.conversationId,
  traceId: task.traceId,
  data: {
    approvalId: request.id,
    messageId: request.messageId,
    tool: request.tool,
    arguments: JSON.stringify(request.arguments).length <= mostInEvent ? request.arguments : null,
    expiresAt: request.expiresAt,
  },
});

/** Requests approval for a call, unless that was done before; returns the call with its approval. */
export const requestApproval = async (
  deps: TurnDependencies,
  state: TurnState,
  call: ToolCallRequest,
  pending: PendingCall,
): Promise<PendingCall> => {
  const { task, step, turn } = state;
  const now = deps.clock();
  const request: ApprovalRequest = {
    id: approvalIdOf(turn.id, step, call.id),
    conversationId: task.conversationId,
    messageId: task.messageId,
    turnId: turn.id,
    step,
    callId: call.id,
    agent: task.agent,
    tool: call.name,
    arguments: await shownArguments(deps, state, call),
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + deps.defaults.approvalTimeoutMs).toISOString(),
  };
  const { id, expiresAt } = await deps.registry.approvals.request(request, requestedEvent(request, task));
  deps.events.announce();
  return { ...pending, approval: { id, expiresAt: Date.parse(expiresAt) } };
};

/** The event for an approval that nobody decided; `src/messaging/approvals.ts` records decisions. */
const endedEvent = (
  approval: ApprovalRecord,
  task: TurnTask,
  state: "expired" | "cancelled",
  at: string,
): NewEvent => ({
  key: `decided ${approval.id}`,
  time: at,
  kind: "approval.decided",
  agent: approval.agent,
  conversationId: approval.conversationId,
  traceId: task.traceId,
  data: { approvalId: approval.id, messageId: approval.messageId, tool: approval.tool, state, by: null, reason: null },
});

const refusal = ({ state, reason }: ApprovalRecord) => {
  if (state !== "rejected") return failed("approval.expired", "Nobody approved this call in time, so it was not made.");
  return failed("approval.rejected", `A person refused this call${reason === null ? "." : `: ${reason}`}`);
};

/**
 * Settles an approval: `expired` and `cancelled` end one that is still pending; an earlier decision stands. A refusal
 * is written to the journal as the result of the call, so that the model learns of it.
 */
export const settleApproval = async (
  deps: TurnDependencies,
  task: TurnTask,
  step: number,
  callId: string,
  occasion: ApprovalOccasion,
): Promise<ApprovalVerdict> => {
  const { approvals, journal } = deps.registry;
  const turnId = turnIdOf(task);
  const id = approvalIdOf(turnId, step, callId);
  const find = async (): Promise<ApprovalRecord> => {
    const found = await approvals.find(id);
    if (found !== null) return found;
    throw new CaxtonError("approval.not_found", `The approval ${id} of ${turnId} is not stored.`);
  };
  const before = await find();
  if (before.state === "pending" && occasion !== "decided") {
    const at = deps.clock().toISOString();
    const event = endedEvent(before, task, occasion, at);
    await approvals.end({ id, state: occasion, reason: null, by: null, at, event });
    deps.events.announce();
  }
  const approval = await find();
  if (approval.state === "pending") return "pending";
  await approvals.setTold(id);
  if (approval.state === "approved") return "approved";
  if (occasion !== "cancelled" && !hasResult(await journal.toolCalls(turnId), step, callId)) {
    const { arguments: args } = await findCall(deps, task, step, callId);
    const outcome = refusal(approval);
    await storeResult(deps, task, { step, callId, tool: approval.tool, arguments: args, ...outcome, durationMs: 0 });
  }
  return "refused";
};
