/** What one agent may use up while it handles a message. */
import type { Complaint } from "./errors.ts";
import { fieldsOf } from "./fields.ts";
import {
  parseByteSize,
  parseCpuMillis,
  parseDuration,
  type ByteSize,
  type CpuMillis,
  type Duration,
} from "./quantities.ts";
import { fail, type Result } from "./result.ts";

export interface ResourceLimits {
  readonly maxMemoryBytes: ByteSize;
  readonly maxCpuMillis: CpuMillis;
  /** By the clock on the wall. */
  readonly maxExecutionTime: Duration;
  readonly maxMessageSize: ByteSize;
}

const positive =
  <Value extends number>(parse: (input: unknown) => Result<Value, string>) =>
  (input: unknown): Result<Value, string> => {
    const parsed = parse(input);
    return parsed.ok && parsed.value === 0 ? fail("A limit of 0 would let nothing run; it must be more.") : parsed;
  };

/**
 * Limits from plain input, in camelCase or snake_case: sizes as `64KiB`, times as `30s`; a plain number means bytes,
 * milliseconds of processor time and seconds of execution time. A limit that is not given comes from `defaults`; without
 * defaults it is required. Every field that is wrong is complained about, with `at` before its JSON pointer.
 */
export const parseResourceLimits = (
  input: unknown,
  defaults: ResourceLimits | null = null,
  at = "",
): Result<ResourceLimits, readonly Complaint[]> => {
  const fields = fieldsOf(input, "Resource limits", at);
  if (!fields.ok) return fields;
  const limit = <Value extends number>(
    key: keyof ResourceLimits,
    parse: (value: unknown) => Result<Value, string>,
    fallback: Value | undefined,
  ): Value | null =>
    fallback === undefined
      ? fields.value.required(key, positive(parse))
      : fields.value.optional(key, positive(parse), fallback);

  const maxMemoryBytes = limit("maxMemoryBytes", parseByteSize, defaults?.maxMemoryBytes);
  const maxCpuMillis = limit("maxCpuMillis", parseCpuMillis, defaults?.maxCpuMillis);
  const maxExecutionTime = limit("maxExecutionTime", parseDuration, defaults?.maxExecutionTime);
  const maxMessageSize = limit("maxMessageSize", parseByteSize, defaults?.maxMessageSize);
  // A null stands only where there was a complaint, and then the value is never made.
  return fields.value.finish(
    () => ({ maxMemoryBytes, maxCpuMillis, maxExecutionTime, maxMessageSize }) as ResourceLimits,
  );
};
