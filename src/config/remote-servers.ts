/** The section `tools.servers`: MCP servers whose tools agents may use. There are none by default. */
import { resolve } from "node:path";
import type { Complaint } from "../domain/errors.ts";
import { fillInVariables, parseRemoteServers, type RemoteServerSettings } from "../domain/remote-server.ts";
import { ok } from "../domain/result.ts";
import type { Reader } from "./reader.ts";
import type { Environment } from "./types.ts";

const setting = { key: "tools.servers", env: null } as const;

/** `/tools/servers/0/url` → `tools.servers[0].url`. */
const placeOf = (pointer: string): string =>
  pointer
    .slice(1)
    .split("/")
    .reduce((path, part) => (/^[0-9]+$/.test(part) ? `${path}[${part}]` : path === "" ? part : `${path}.${part}`), "");

/**
 * Reads the servers and inserts the variables that they name, so the result contains secrets. A relative `cwd` is
 * relative to `folder`.
 */
export const readRemoteServers = (
  reader: Reader,
  env: Environment,
  folder: string,
): readonly RemoteServerSettings[] => {
  const refuse = (complaints: readonly Complaint[]): readonly RemoteServerSettings[] => {
    for (const { pointer = "", ...complaint } of complaints) {
      reader.complain({
        ...reader.origin(setting),
        ...complaint,
        message: `${placeOf(pointer)}: ${complaint.message}`,
      });
    }
    return [];
  };
  const input: unknown = reader.get({ ...setting, parse: (value) => ok(value), otherwise: [] });
  const parsed = parseRemoteServers(input, "/tools/servers");
  if (!parsed.ok) return refuse(parsed.error);
  const filled = fillInVariables(parsed.value, (name) => env[name], "/tools/servers");
  if (!filled.ok) return refuse(filled.error);
  return filled.value.map(({ transport, ...server }) => ({
    ...server,
    transport:
      transport.kind === "stdio" && transport.cwd !== null
        ? { ...transport, cwd: resolve(folder, transport.cwd) }
        : transport,
  }));
};
