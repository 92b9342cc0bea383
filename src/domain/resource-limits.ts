import type { ByteSize, CpuMillis, Duration } from "./quantities.ts";

/** The most that one call of a WASM agent or a tool may use, whatever its file or its manifest says. */
export interface ResourceCeilings {
  readonly memory: ByteSize;
  readonly cpu: CpuMillis;
  /** Wall-clock time. */
  readonly executionTime: Duration;
  /** Of the content of a message or its reply, and of the arguments and the result of a tool. */
  readonly messageSize: ByteSize;
}

/** The configuration's key for each ceiling, for messages that name it. */
export const ceilingKeys: Readonly<Record<keyof ResourceCeilings, string>> = {
  memory: "sandbox.ceilings.max_memory",
  cpu: "sandbox.ceilings.max_cpu",
  executionTime: "sandbox.ceilings.max_execution_time",
  messageSize: "sandbox.ceilings.max_message_size",
};

/** What one agent may use while it handles a message. */
export interface ResourceLimits {
  readonly maxMemoryBytes: ByteSize;
  readonly maxCpuMillis: CpuMillis;
  /** Wall-clock time. */
  readonly maxExecutionTime: Duration;
  readonly maxMessageSize: ByteSize;
}
