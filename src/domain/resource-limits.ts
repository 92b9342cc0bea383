/** What one agent may use up while it handles a message. */
import type { ByteSize, CpuMillis, Duration } from "./quantities.ts";

export interface ResourceLimits {
  readonly maxMemoryBytes: ByteSize;
  readonly maxCpuMillis: CpuMillis;
  /** By the clock on the wall. */
  readonly maxExecutionTime: Duration;
  readonly maxMessageSize: ByteSize;
}
