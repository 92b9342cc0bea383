import type { ByteSize, CpuMillis, Duration } from "./quantities.ts";

/** What one agent may use while it handles a message. */
export interface ResourceLimits {
  readonly maxMemoryBytes: ByteSize;
  readonly maxCpuMillis: CpuMillis;
  /** Wall-clock time. */
  readonly maxExecutionTime: Duration;
  readonly maxMessageSize: ByteSize;
}
