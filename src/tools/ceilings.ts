/** The server's ceilings for the limits in manifests. */
import type { ByteSize, CpuMillis, Duration } from "../domain/quantities.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import type { ToolManifest } from "./manifest-types.ts";

const least = <Value extends number>(one: Value, other: Value): Value => (one < other ? one : other);

/** The manifest with limits that the ceilings allow: a default, or a limit stored when the ceilings were higher, is lowered. */
export const withinCeilings = (
  manifest: ToolManifest,
  { memory, cpu, executionTime, messageSize }: ResourceCeilings,
): ToolManifest => ({
  ...manifest,
  timeout: least<Duration>(manifest.timeout, executionTime),
  limits: {
    ...manifest.limits,
    memory: least<ByteSize>(manifest.limits.memory, memory),
    cpu: least<CpuMillis>(manifest.limits.cpu, cpu),
    maxInput: least<ByteSize>(manifest.limits.maxInput, messageSize),
    maxOutput: least<ByteSize>(manifest.limits.maxOutput, messageSize),
  },
});
