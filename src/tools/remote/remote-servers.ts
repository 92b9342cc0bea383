/** All servers in the configuration. */
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import { createRemoteServer } from "./remote-server.ts";
import { createSchemaChecks } from "./schema-checks.ts";
import { createTimeLimit } from "./time-limit.ts";
import { remoteTiming, type RemoteDependencies, type RemoteServers } from "./types.ts";

/**
 * Starts connecting to all servers without waiting: an unavailable server does not delay the start. To give them a
 * moment, race `refresh()` against a timer.
 */
export const createRemoteServers = (
  settings: readonly RemoteServerSettings[],
  deps: RemoteDependencies,
): RemoteServers => {
  const timing = { ...remoteTiming, ...deps.timing };
  const checks = createSchemaChecks(createTimeLimit());
  const servers = settings.map((each) => createRemoteServer(each, { ...deps, timing, checks }));
  return {
    tools: () => servers.flatMap((server) => server.tools()),
    servers: () => servers.map((server) => server.status()),
    mayProvide: (tool) =>
      servers.some((server) => {
        const { name, state, tools } = server.status();
        return state !== "ready" && tools.length === 0 && tool.startsWith(`${name}__`);
      }),
    refreshOne: async (name) => {
      const server = servers.find((each) => each.status().name === name);
      await server?.refresh();
      return server?.status() ?? null;
    },
    refresh: async () => {
      await Promise.all(servers.map(async (server) => server.refresh()));
    },
    close: async () => {
      await Promise.all(servers.map(async (server) => server.close()));
    },
  };
};
