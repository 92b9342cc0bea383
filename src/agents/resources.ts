/** The limits of a WASM agent for one message: what its file says, if that is within the ceilings of the server. */
import type { AgentLimits } from "../domain/agent.ts";
import { isJsonObject } from "../domain/json.ts";
import {
  bytes,
  formatByteSize,
  formatDuration,
  parseByteSize,
  parseCpuMillis,
  parseDuration,
  type Duration,
} from "../domain/quantities.ts";
import { ceilingKeys, type ResourceCeilings, type ResourceLimits } from "../domain/resource-limits.ts";
import { fail } from "../domain/result.ts";
import {
  createReport,
  objectIn,
  positiveIn,
  sectionOf,
  type Parse,
  type Refusal,
  type Report,
  type Section,
} from "./section.ts";

/** Limits for one message that neither the file nor the configuration sets. */
export const defaultResources: ResourceLimits = {
  maxMemoryBytes: 16 * 1024 * 1024,
  maxCpuMillis: 1_000,
  maxExecutionTime: 10_000,
  maxMessageSize: 1024 * 1024,
} as ResourceLimits;

/** What the 32-bit addresses of WebAssembly reach, in bytes. */
const mostMemory = bytes(2 ** 32);

const tooMuch = (what: string, value: string, ceiling: string, key: string): Refusal => ({
  message: `${what} of ${value} is more than this server allows: at most ${ceiling}.`,
  suggestion: `Write at most ${ceiling}, or raise ${key} in the server's configuration (docs/configuration.md).`,
});

/** Refuses a value above the ceiling; null refuses none. */
const upTo =
  <Value extends number>(
    what: string,
    parse: Parse<Value>,
    ceiling: Value | null,
    key: string,
    format: (value: Value) => string,
  ): Parse<Value> =>
  (input, path) => {
    const parsed = parse(input, path);
    return parsed.ok && ceiling !== null && parsed.value > ceiling
      ? fail(tooMuch(what, format(parsed.value), format(ceiling), key))
      : parsed;
  };

const sizeIn = (what: string, ceiling: ResourceCeilings["memory"] | null, key: string) =>
  upTo(what, positiveIn(what, parseByteSize, "Write a size such as 16MiB."), ceiling, key, formatByteSize);

const memoryIn = (ceiling: ResourceCeilings["memory"] | null): Parse<ResourceLimits["maxMemoryBytes"]> => {
  const what = "resources.max_memory";
  const within = sizeIn(what, ceiling, ceilingKeys.memory);
  return (input, path) => {
    const parsed = within(input, path);
    if (!parsed.ok || parsed.value <= mostMemory) return parsed;
    return fail({
      message: `${what} of ${formatByteSize(parsed.value)} is more than a WebAssembly memory can have: at most 4GiB.`,
      suggestion: "Write at most 4GiB.",
    });
  };
};

const time = "Write a time such as 500ms or 5s.";

/** `limits.timeout` of a WASM agent limits its calls, as `max_execution_time` does; the smaller one counts. */
const checkTimeout = (
  top: Section,
  timeout: Duration,
  maxExecutionTime: Duration,
  ceiling: Duration | null,
  report: Report,
): void => {
  const path = [...top.pathOf("limits"), "timeout"];
  const shown = formatDuration(timeout);
  if (ceiling !== null && timeout > ceiling) {
    report.error(path, tooMuch("limits.timeout", shown, formatDuration(ceiling), ceilingKeys.executionTime));
  } else if (timeout > maxExecutionTime) {
    report.warn(path, {
      message: `limits.timeout of ${shown} has no effect: resources.max_execution_time ends a call after ${formatDuration(maxExecutionTime)}.`,
      suggestion: "Remove one of the two: both limit the time of a call.",
    });
  }
};

const modelLimits = ["max_turns", "max_tool_calls", "max_tokens", "max_cost_usd"] as const;

const warnOfModelLimits = (top: Section, report: Report): void => {
  const written = top.raw("limits");
  if (!isJsonObject(written)) return;
  const section = sectionOf(
    written,
    top.pathOf("limits"),
    createReport(() => ({})),
  );
  for (const key of modelLimits.filter((each) => section.raw(each) !== null)) {
    const message = `A WASM agent has no language model, so limits.${key} has no effect.`;
    report.warn(section.pathOf(key), { message, suggestion: "Remove it." }, "key");
  }
};

/** `limits` is null if the file has other errors that hide it. */
export const readResources = (
  top: Section,
  limits: AgentLimits | null,
  ceilings: ResourceCeilings | null,
  report: Report,
): ResourceLimits => {
  const section = sectionOf(top.take("resources", objectIn("resources"), {}), top.pathOf("resources"), report);
  const timeout = limits?.timeout ?? null;
  const { maxMemoryBytes, maxCpuMillis, maxExecutionTime, maxMessageSize } = defaultResources;
  const cpu = positiveIn("resources.max_cpu", parseCpuMillis, time);
  const execution = positiveIn("resources.max_execution_time", parseDuration, time);
  const resources: ResourceLimits = {
    maxMemoryBytes: section.take("max_memory", memoryIn(ceilings?.memory ?? null), maxMemoryBytes),
    maxCpuMillis: section.take(
      "max_cpu",
      upTo("resources.max_cpu", cpu, ceilings?.cpu ?? null, ceilingKeys.cpu, formatDuration),
      maxCpuMillis,
    ),
    maxExecutionTime: section.take(
      "max_execution_time",
      upTo(
        "resources.max_execution_time",
        execution,
        ceilings?.executionTime ?? null,
        ceilingKeys.executionTime,
        formatDuration,
      ),
      timeout ?? maxExecutionTime,
    ),
    maxMessageSize: section.take(
      "max_message_size",
      sizeIn("resources.max_message_size", ceilings?.messageSize ?? null, ceilingKeys.messageSize),
      maxMessageSize,
    ),
  };
  section.finish();
  if (timeout !== null) checkTimeout(top, timeout, resources.maxExecutionTime, ceilings?.executionTime ?? null, report);
  warnOfModelLimits(top, report);
  return resources;
};
