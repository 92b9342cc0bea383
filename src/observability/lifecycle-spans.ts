/** Spans for steps in the lifecycle of agents. They are made from the events, so that each step has both or neither. */
import type { TraceId } from "../domain/ids.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { NewEvent } from "../registry/stores.ts";
import type { Events, Tracing } from "./types.ts";

const spanNames: ReadonlyMap<string, string> = new Map([
  ["agent.loaded", "agent.load"],
  ["agent.updated", "agent.load"],
  ["agent.started", "agent.start"],
  ["agent.draining", "agent.drain"],
  ["agent.drained", "agent.drained"],
  ["agent.unloaded", "agent.unload"],
  ["agent.removed", "agent.remove"],
  ["agent.failed", "agent.failed"],
]);

const textsIn = (data: JsonObject): Record<string, string> =>
  Object.fromEntries(
    ["version", "origin", "from", "to"].flatMap((key) => {
      const value = data[key];
      return typeof value === "string" ? [[`caxton.agent.${key === "version" ? "file_version" : key}`, value]] : [];
    }),
  );

const recordStep = (tracing: Tracing, { kind, agent, time, data, traceId }: NewEvent): void => {
  const name = spanNames.get(kind);
  if (name === undefined || agent === null || !isJsonObject(data)) return;
  const at = Date.parse(time);
  const { hash, reason } = data;
  tracing.record({
    name,
    kind: "internal",
    traceId: traceId as TraceId | null,
    spanId: null,
    parentSpanId: null,
    startedAt: at,
    endedAt: Math.max(at, Date.now()),
    attributes: {
      "caxton.agent": agent,
      ...(typeof hash === "string" ? { "caxton.agent.version": hash } : {}),
      ...textsIn(data),
    },
    error:
      kind === "agent.failed"
        ? { code: "agent.failed", message: typeof reason === "string" ? reason : "The reason was not recorded." }
        : null,
  });
};

/** Wraps `events`: lifecycle events are also recorded as spans when they are stored. */
export const withLifecycleSpans = (events: Events, tracing: Tracing): Events =>
  tracing.enabled
    ? {
        ...events,
        record: async (news) => {
          await events.record(news);
          for (const event of news) recordStep(tracing, event);
        },
      }
    : events;
