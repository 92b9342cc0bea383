/** Ceilings that no test meets by chance. */
import { bytes, cpuMillis, mebibytes, minutes } from "../../src/domain/quantities.ts";
import type { ResourceCeilings } from "../../src/domain/resource-limits.ts";

export const highCeilings: ResourceCeilings = {
  memory: bytes(2 ** 32),
  cpu: cpuMillis(3_600_000),
  executionTime: minutes(60),
  messageSize: mebibytes(256),
};
