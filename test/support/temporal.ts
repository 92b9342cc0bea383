/**
 * One Temporal server for all integration tests of a mocha process. It is in memory, and Caxton's own code finds or
 * fetches it, with the repository's `.caxton-test/` as cache, so that a fresh clone fetches or builds the CLI only
 * once.
 */
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/types.ts";
import { findTemporalCli, type FoundCli } from "../../src/temporal/cli-binary.ts";
import { connectTemporal, type TemporalHandle } from "../../src/temporal/connection.ts";
import { startDevServer } from "../../src/temporal/dev-server.ts";
import type { Log } from "../../src/temporal/log.ts";
import { atTheEndOfTests } from "./teardown.ts";

export const testCacheDir = fileURLToPath(new URL("../../.caxton-test", import.meta.url));

/** Prints only what is needed when a test fails. */
export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (...args: unknown[]) => console.error(...args),
};

/**
 * The configuration for tests. Of the developer's environment it uses only the settings that lead to a Temporal CLI, so
 * that keys or addresses in it do not affect the results.
 */
export const testConfig = async (): Promise<Config> => {
  const { TEMPORAL_ADDRESS: _address, OPENAI_API_KEY: _key, ...inherited } = process.env;
  const kept = Object.entries(inherited).filter(
    ([name]) => name === "CAXTON_TEMPORAL_CLI" || !/^(?:CAXTON|TEMPORAL|OPENAI|DATABASE|NEO4J|QDRANT|OTEL)_/.test(name),
  );
  return loadConfig({ ...Object.fromEntries(kept), CAXTON_DATA_DIR: testCacheDir }, testCacheDir);
};

let cli: Promise<FoundCli> | null = null;

/** The CLI that tests run. In a fresh clone the first call may take minutes, so make it where no time-out applies. */
export const testTemporalCli = (): Promise<FoundCli> => {
  cli ??= testConfig().then(({ temporal, dataDir, childEnvironment }) =>
    findTemporalCli({ cliPath: temporal.cliPath, dataDir, environment: childEnvironment, log: quietLog }),
  );
  return cli;
};

let shared: Promise<TemporalHandle> | null = null;

const start = async (): Promise<TemporalHandle> => {
  atTheEndOfTests(stopSharedTemporal);
  const config = await testConfig();
  const { path } = await testTemporalCli();
  const server = await startDevServer({
    cliPath: path,
    dataDir: config.dataDir,
    persistent: false,
    namespace: "default",
    port: null,
    uiPort: null,
    ui: false,
    stopWithinMs: 0,
    environment: config.childEnvironment,
    log: quietLog,
  });
  const { temporal } = config;
  return connectTemporal({ temporal, address: server.address, server, connectWithinMs: 15_000, signal: undefined });
};

/** Starts the server on the first call. Use separate task queues and workflow ids; nothing is cleaned up between tests. */
export const sharedTemporal = (): Promise<TemporalHandle> => {
  shared ??= start();
  return shared;
};

/** For the root hook that runs after all tests. */
export const stopSharedTemporal = async (): Promise<void> => {
  const started = shared;
  shared = null;
  await (await started?.catch(() => null))?.close();
};
