/** All servers that the configuration allows. */
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import { createSchemaChecks } from "./schema-checks.ts";
import { createTimeLimit } from "./time-limit.ts";
import { remoteTiming, type RemoteDependencies, type RemoteServers } from "./types.ts";

const nothing = async (): Promise<void> => undefined;

const noServers: RemoteServers = { tools: () => [], servers: () => [], refresh: nothing, close: nothing };

/**
 * Begins to connect to each server and resolves without waiting for any: one that is down keeps nobody from starting. Who
 * wants to give them a moment races `refresh()` against a timer.
 */
export const createRemoteServers = async (
  settings: readonly RemoteServerSettings[],
  deps: RemoteDependencies,
): Promise<RemoteServers> => {
  if (settings.length === 0) return noServers;
  // The SDK takes 100 ms to load, which only those pay who use it.
  const { createRemoteServer } = await import("./remote-server.ts");
  const timing = { ...remoteTiming, ...deps.timing };
  const checks = createSchemaChecks(createTimeLimit());
  const servers = settings.map((each) => createRemoteServer(each, { ...deps, timing, checks }));
  return {
    tools: () => servers.flatMap((server) => server.tools()),
    servers: () => servers.map((server) => server.status()),
    refresh: async () => {
      await Promise.all(servers.map(async (server) => server.refresh()));
    },
    close: async () => {
      await Promise.all(servers.map(async (server) => server.close()));
    },
  };
};
