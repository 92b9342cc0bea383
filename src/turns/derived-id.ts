/** Ids derived from the purpose of what they identify: an activity that runs twice creates one record, not two. */
import { createHash } from "node:crypto";
import {
  approvalIdFromDigest,
  messageIdFromDigest,
  type ApprovalId,
  type MessageId,
  type SpanId,
  type TraceId,
} from "../domain/ids.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The id of a message that Caxton itself creates, such as a reply. */
export const derivedMessageId = (purpose: string): MessageId => messageIdFromDigest(digest(purpose));

export const derivedApprovalId = (purpose: string): ApprovalId => approvalIdFromDigest(digest(purpose));

export const derivedSpanId = (purpose: string): SpanId => {
  const id = digest(`span ${purpose}`).slice(0, 16);
  return (/^0+$/.test(id) ? "0000000000000001" : id) as SpanId;
};

/** W3C Trace Context for work done as part of a task. The span id is derived, so that a retry continues the same span. */
export const traceparentOf = ({ traceId }: { readonly traceId: TraceId }, purpose: string): string =>
  `00-${traceId}-${derivedSpanId(purpose)}-01`;
