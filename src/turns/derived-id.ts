import { createHash } from "node:crypto";
import type { MessageId, SpanId, TraceId } from "../domain/ids.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The id of a message that Caxton makes on its own account, derived from what it is for (a UUID of version 8, RFC 9562):
 * an activity that runs twice makes the same message, not two.
 */
export const derivedMessageId = (purpose: string): MessageId => {
  const hex = digest(purpose);
  const variant = ((parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as MessageId;
};

export const derivedSpanId = (purpose: string): SpanId => {
  const id = digest(`span ${purpose}`).slice(0, 16);
  return (/^0+$/.test(id) ? "0000000000000001" : id) as SpanId;
};

/** W3C Trace Context for what is done on a task's account; the span is derived, so that a retry is the same span. */
export const traceparentOf = ({ traceId }: { readonly traceId: TraceId }, purpose: string): string =>
  `00-${traceId}-${derivedSpanId(purpose)}-01`;
