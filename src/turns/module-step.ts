/** The only step of a turn whose agent is a WebAssembly module: the message goes in, and its output is the reply. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { turnIdOf, type StepOutcome, type TurnTask } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import { isPerformative, mayAnswer, type FipaMessage, type Performative } from "../domain/fipa.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import type { CallResult } from "../sandbox/types.ts";
import type { NewEvent } from "../registry/stores.ts";
import { concludeTurn, repliedBefore } from "./conclude.ts";
import { persist } from "./persist.ts";
import { textOf } from "./prompt.ts";
import { withinTurn } from "./spans.ts";
import type { TurnDependencies } from "./types.ts";

interface ModuleReply {
  readonly performative: Performative;
  readonly content: Json;
}

const noReply = (message: string): CaxtonError =>
  new CaxtonError("sandbox.abi_violation", `The module answered with ${message}.`, {
    hint: 'A response is a FIPA message in JSON, at least {"performative": "inform", "content": …}. See docs/wasm-guests.md.',
  });

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Parses a module's output; no output means an `inform` without content. Throws `sandbox.abi_violation`. */
export const parseModuleReply = (output: Uint8Array | null): ModuleReply => {
  if (output === null) return { performative: "inform", content: null };
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(output));
  } catch (thrown) {
    throw noReply(`bytes that are not JSON in UTF-8 (${thrown instanceof Error ? thrown.message : ""})`);
  }
  if (!isJsonObject(value)) throw noReply("JSON that is not an object");
  const { performative, content } = value;
  if (typeof performative !== "string" || !isPerformative(performative)) {
    throw noReply(`the unknown performative ${JSON.stringify(performative ?? null)}`);
  }
  return { performative, content: content ?? null };
};

const encoder = new TextEncoder();

/** A message as modules receive it: the FIPA message in JSON, with the field names of the API. */
export const encodeForModule = (message: FipaMessage): Uint8Array => encoder.encode(JSON.stringify(message));

const calledEvent = (deps: TurnDependencies, task: TurnTask, { usage, logs, ...result }: CallResult): NewEvent => ({
  key: `module ${turnIdOf(task)}`,
  time: deps.clock().toISOString(),
  kind: "module.called",
  agent: task.agent,
  conversationId: task.conversationId,
  traceId: task.traceId,
  data: {
    messageId: task.messageId,
    ok: result.ok,
    error: result.ok ? null : { code: result.error.code, message: result.error.message },
    ...usage,
    logs: logs.map((line) => ({ ...line })),
  },
});

/** Runs the module, unless the turn has a reply already. Throws `sandbox.*` for errors of the module. */
export const runModule = async (
  deps: TurnDependencies,
  task: TurnTask,
  definition: WasmAgentDefinition,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const record = await deps.registry.messages.find(task.messageId);
  if (record === null) throw new CaxtonError("message.not_found", `The message ${task.messageId} is not stored.`);
  const asked = record.message;
  const earlier = await repliedBefore(deps, task);
  if (earlier !== null) return { kind: "replied", reply: earlier };
  const result = await deps.tracing.measure(
    withinTurn("sandbox.call", task),
    async () => deps.modules.call(task.version, definition, encodeForModule(asked), signal),
    (called) => (called.ok ? null : called.error),
  );
  const called = calledEvent(deps, task, result);
  if (!result.ok) {
    await deps.events.record([called]);
    throw result.error;
  }
  const { performative: wanted, content } = parseModuleReply(result.output);
  const performative = mayAnswer(asked.performative, wanted) ? wanted : "inform";
  const error = performative === "failure" ? { code: "agent.failed", message: textOf(content).slice(0, 500) } : null;
  const conclusion = { performative, content, error, turn: null, modelCall: null, events: [called] };
  const reply = await persist(async () => concludeTurn(deps, task, asked, conclusion));
  return { kind: "replied", reply };
};
