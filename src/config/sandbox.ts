/** Settings of the sandbox: the size of its pools, and the most that agent files and manifests of tools may ask for. */
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import { bytes, cpuMillis, mebibytes, milliseconds, minutes } from "../domain/quantities.ts";
import * as parse from "./parsers.ts";
import type { Reader } from "./reader.ts";
import type { Config } from "./types.ts";

const kibibyte = 1_024;
const mebibyte = 1_024 * kibibyte;
const gibibyte = 1_024 * mebibyte;
const hourMs = 3_600_000;

/** The sandbox itself has the defaults of what is null. */
const readPools = (reader: Reader): Omit<Config["sandbox"], "ceilings"> => ({
  agentWorkers: reader.get({
    key: "sandbox.agent_workers",
    env: "CAXTON_SANDBOX_AGENT_WORKERS",
    parse: parse.wholeNumber(1, 1_000),
    otherwise: null,
  }),
  toolWorkers: reader.get({
    key: "sandbox.tool_workers",
    env: "CAXTON_SANDBOX_TOOL_WORKERS",
    parse: parse.wholeNumber(1, 1_000),
    otherwise: null,
  }),
  toolQueue: reader.get({
    key: "sandbox.tool_queue",
    env: "CAXTON_SANDBOX_TOOL_QUEUE",
    parse: parse.wholeNumber(0, 1_000_000),
    otherwise: null,
  }),
  toolMemoryBytes: reader.get({
    key: "sandbox.tool_memory",
    env: "CAXTON_SANDBOX_TOOL_MEMORY",
    parse: parse.size(mebibyte, 16_384 * gibibyte),
    otherwise: null,
  }),
  maxInstances: reader.get({
    key: "sandbox.max_instances",
    env: "CAXTON_SANDBOX_MAX_INSTANCES",
    parse: parse.wholeNumber(1, 1_000_000),
    otherwise: null,
  }),
  instanceMemoryBytes: reader.get({
    key: "sandbox.instance_memory",
    env: "CAXTON_SANDBOX_INSTANCE_MEMORY",
    parse: parse.size(mebibyte, 16_384 * gibibyte),
    otherwise: null,
  }),
  maxAgentCalls: reader.get({
    key: "sandbox.max_agent_calls",
    env: "CAXTON_SANDBOX_MAX_AGENT_CALLS",
    parse: parse.wholeNumber(1, 10_000_000),
    otherwise: null,
  }),
  maxModules: reader.get({
    key: "sandbox.max_modules",
    env: "CAXTON_SANDBOX_MAX_MODULES",
    parse: parse.wholeNumber(1, 1_000_000),
    otherwise: null,
  }),
  moduleCacheBytes: reader.get({
    key: "sandbox.module_cache",
    env: "CAXTON_SANDBOX_MODULE_CACHE",
    parse: parse.size(mebibyte, 1_024 * gibibyte),
    otherwise: null,
  }),
  workerHeapBytes: reader.get({
    key: "sandbox.worker_heap",
    env: "CAXTON_SANDBOX_WORKER_HEAP",
    parse: parse.size(64 * mebibyte, 64 * gibibyte),
    otherwise: null,
  }),
});

/** The defaults are above what the built-in tools use, and below what could stop a server of ordinary size. */
const readCeilings = (reader: Reader): ResourceCeilings => ({
  memory: bytes(
    reader.get({
      key: "sandbox.ceilings.max_memory",
      env: "CAXTON_SANDBOX_MAX_MEMORY",
      parse: parse.size(64 * kibibyte, 4 * gibibyte),
      otherwise: mebibytes(1_024),
    }),
  ),
  cpu: cpuMillis(
    reader.get({
      key: "sandbox.ceilings.max_cpu",
      env: "CAXTON_SANDBOX_MAX_CPU",
      parse: parse.duration(1, hourMs),
      otherwise: minutes(1),
    }),
  ),
  executionTime: milliseconds(
    reader.get({
      key: "sandbox.ceilings.max_execution_time",
      env: "CAXTON_SANDBOX_MAX_EXECUTION_TIME",
      parse: parse.duration(1, hourMs),
      otherwise: minutes(5),
    }),
  ),
  messageSize: bytes(
    reader.get({
      key: "sandbox.ceilings.max_message_size",
      env: "CAXTON_SANDBOX_MAX_MESSAGE_SIZE",
      parse: parse.size(kibibyte, 256 * mebibyte),
      otherwise: mebibytes(64),
    }),
  ),
});

export const readSandbox = (reader: Reader): Config["sandbox"] => ({
  ...readPools(reader),
  ceilings: readCeilings(reader),
});
