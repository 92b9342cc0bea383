/**
 * A process that writes conclusions into the database argv[2] as fast as it can, under the name argv[3]. It prints each
 * reply's id once it is stored, and stops after argv[4] of them or when killed. For tests of crashes and of concurrent
 * writers.
 */
import { writeSync } from "node:fs";
import type { Sender, VersionHash } from "../../src/domain/ids.ts";
import { openRegistry } from "../../src/registry/open-registry.ts";
import { aRecord, anEvent, anOpening } from "./messages.ts";

const [, , file = "", name = "Writer", count = "Infinity"] = process.argv;
const registry = await openRegistry({ file });

for (let index = 0; index < Number(count); index += 1) {
  const asked = aRecord({ sender: `user:${name}` as Sender });
  const { id, conversationId } = asked.message;
  const turn = {
    id: `${id}/${name}`,
    conversationId,
    messageId: id,
    agent: name as never,
    versionHash: "0".repeat(64) as VersionHash,
    prompt: "x".repeat(2_000),
  };
  const reply = aRecord({ conversationId, sender: `agent:${name}` as Sender }, { answers: id, status: "settled" });
  await registry.messages.open(anOpening(asked, [anEvent({ conversationId })]));
  await registry.journal.conclude({
    turn,
    modelCall: {
      turnId: turn.id,
      step: 0,
      answer: {},
      model: "stub",
      inputTokens: 1,
      outputTokens: 1,
      costUsd: null,
      durationMs: 1,
    },
    reply,
    participant: { sender: reply.message.sender, versionHash: turn.versionHash },
    settled: id,
    conversation: { id: conversationId, state: "completed", outcome: "answered", error: null },
    events: [anEvent({ conversationId }), anEvent({ conversationId })],
  });
  // Written synchronously, so that a kill cannot lose a reported id.
  writeSync(1, `${reply.message.id}\n`);
}
await registry.close();
