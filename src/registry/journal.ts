import { CaxtonError } from "../domain/errors.ts";
import type { JsonText } from "../domain/json-text.ts";
import type { ConversationWriter } from "./conversations.ts";
import type { EventWriter } from "./events.ts";
import type { LargeResultWriter } from "./large-results.ts";
import type { MessageWriter } from "./messages.ts";
import {
  toModelCall,
  toToolCall,
  toTurn,
  type FoundToolCallRow,
  type LargeResultRow,
  type ModelCallRow,
  type ToolCallRow,
  type TurnRow,
} from "./rows.ts";
import { insertInto, type Database } from "./sqlite.ts";
import type { JournalStore, ModelCallRecord, NewToolCall, ToolCallKey, TurnRecord } from "./stores.ts";

/** The first entry is kept: a later one is from a repeated call, and other steps may already have used the first. */
const keepFirst = "ON CONFLICT DO NOTHING";

export const createJournalStore = (
  { connection, run, write }: Database,
  messages: MessageWriter,
  conversations: ConversationWriter,
  writeEvents: EventWriter,
  largeResults: LargeResultWriter,
  clock: () => Date,
): JournalStore => {
  const insertTurn = connection.prepare<[TurnRow]>(
    insertInto("Turn", ["id", "conversationId", "messageId", "agent", "versionHash", "prompt", "createdAt"], keepFirst),
  );
  const selectTurn = connection.prepare<[string], TurnRow>(`SELECT * FROM "Turn" WHERE "id" = ?`);
  const insertModelCall = connection.prepare<[ModelCallRow]>(
    insertInto(
      "ModelCall",
      ["turnId", "step", "answer", "model", "inputTokens", "outputTokens", "costUsd", "durationMs", "createdAt"],
      keepFirst,
    ),
  );
  const selectModelCalls = connection.prepare<[string], ModelCallRow>(
    `SELECT * FROM "ModelCall" WHERE "turnId" = ? ORDER BY "step"`,
  );
  const insertToolCall = connection.prepare<[ToolCallRow]>(
    insertInto(
      "ToolCall",
      ["turnId", "step", "callId", "tool", "arguments", "result", "durationMs", "createdAt"],
      keepFirst,
    ),
  );
  const selectToolCalls = connection.prepare<[string], FoundToolCallRow>(
    `SELECT "ToolCall".*, "outline" FROM "ToolCall" LEFT JOIN "LargeResult" USING ("turnId", "step", "callId") ` +
      `WHERE "turnId" = ? ORDER BY "step", "ToolCall".rowid`,
  );
  const deleteLargeResult = connection.prepare<[ToolCallKey]>(
    `DELETE FROM "LargeResult" WHERE "turnId" = @turnId AND "step" = @step AND "callId" = @callId`,
  );
  const selectLargeResult = connection.prepare<[ToolCallKey], Pick<LargeResultRow, "text">>(
    `SELECT "text" FROM "LargeResult" WHERE "turnId" = @turnId AND "step" = @step AND "callId" = @callId`,
  );

  const now = (): string => clock().toISOString();
  const addTurn = (turn: TurnRecord, createdAt: string): boolean =>
    insertTurn.run({ ...turn, prompt: JSON.stringify(turn.prompt), createdAt }).changes > 0;
  const addModelCall = (call: ModelCallRecord, createdAt: string): void => {
    const durationMs = Math.round(call.durationMs);
    insertModelCall.run({ ...call, durationMs, answer: JSON.stringify(call.answer), createdAt });
  };
  const addToolCall = ({ outline, text: _text, ...call }: NewToolCall): boolean => {
    const { changes } = insertToolCall.run({
      ...call,
      durationMs: Math.round(call.durationMs),
      arguments: JSON.stringify(call.arguments),
      result: JSON.stringify(call.result),
      createdAt: now(),
    });
    const { turnId, step, callId } = call;
    // An attempt that broke off may have left a large result of its own.
    if (changes > 0 && outline === null) deleteLargeResult.run({ turnId, step, callId });
    return changes > 0;
  };
  const largeResult = ({ turnId, step, callId }: ToolCallKey): JsonText => {
    const found = selectLargeResult.get({ turnId, step, callId });
    if (found !== undefined) return found.text as JsonText;
    throw new CaxtonError(
      "internal.unexpected",
      `The journal lacks the result of ${callId} in step ${step} of ${turnId}.`,
    );
  };
  const findTurn = (id: string): TurnRecord | null => {
    const row = selectTurn.get(id);
    return row === undefined ? null : toTurn(row);
  };

  return {
    ensureTurn: async (turn) => run(() => (addTurn(turn, now()) ? turn : (findTurn(turn.id) ?? turn))),
    findTurn: async (id) => run(() => findTurn(id)),
    modelCalls: async (turnId) => run(() => selectModelCalls.all(turnId).map(toModelCall)),
    addModelCall: async (call) => run(() => addModelCall(call, now())),
    toolCalls: async (turnId) => run(() => selectToolCalls.all(turnId).map(toToolCall)),
    addToolCall: async (call, event) => {
      const { turnId, step, callId, outline, text } = call;
      if (text !== null) await largeResults.put({ turnId, step, callId, outline: JSON.stringify(outline), text });
      await write(() => {
        if (addToolCall(call)) writeEvents([event]);
      });
    },
    largeResult: async (call) => run(() => largeResult(call)),
    conclude: async ({ turn, modelCall, reply, participant, settled, conversation, events }) =>
      write(() => {
        const { id, conversationId, timestamp } = reply.message;
        if (messages.exists(id)) return false;
        if (turn !== null) addTurn(turn, timestamp);
        if (modelCall !== null) addModelCall(modelCall, timestamp);
        messages.insert(reply);
        if (participant !== null) {
          conversations.join(conversationId, participant.sender, participant.versionHash, timestamp);
        }
        if (settled !== null) messages.setStatus(settled, "settled");
        writeEvents(events);
        if (conversation === null) conversations.touch(conversationId, timestamp);
        // If it was cancelled or expired at the moment of this reply, its end was already announced.
        else {
          const { told = [], ...end } = conversation;
          if (conversations.setState({ ...end, at: timestamp })) writeEvents(told);
        }
        return true;
      }),
  };
};
