/** Events about incoming messages. */
import type { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { NewEvent } from "../registry/stores.ts";

export const acceptedEvent = (message: FipaMessage): NewEvent => ({
  key: `message ${message.id}`,
  time: message.timestamp,
  kind: "message.received",
  agent: null,
  conversationId: message.conversationId,
  traceId: message.traceId,
  data: {
    messageId: message.id,
    performative: message.performative,
    sender: message.sender,
    capability: message.targetCapability,
    receivers: message.receivers,
  },
});

export const refusedEvent = (message: FipaMessage, error: CaxtonError, at: Date): NewEvent => ({
  key: `refused ${message.id}`,
  time: at.toISOString(),
  kind: "message.refused",
  agent: null,
  conversationId: message.conversationId,
  traceId: message.traceId,
  data: { messageId: message.id, code: error.code, message: error.message },
});
