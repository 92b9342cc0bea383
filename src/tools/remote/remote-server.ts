/** One server: keeps the connection, keeps its tools up to date, and sends its calls. */
import { CaxtonError } from "../../domain/errors.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import type { Tool } from "../types.ts";
import { createThrottledTask } from "./throttled-task.ts";
import { openConnection, type Connection, type RemoteCall } from "./connection.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { reasonOf, remoteFailure } from "./failures.ts";
import { createReconnection } from "./reconnection.ts";
import type { SendCall } from "./remote-tool.ts";
import type { SchemaChecks } from "./schema-checks.ts";
import { createToolMaker, noTools } from "./tool-set.ts";
import type { RemoteDependencies, RemoteServerStatus, RemoteTiming } from "./types.ts";

export interface RemoteServer {
  tools(): readonly Tool[];
  status(): RemoteServerStatus;
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const addressOf = ({ transport }: RemoteServerSettings): string => {
  if (transport.kind === "stdio") return transport.command;
  const { origin, pathname } = new URL(transport.url);
  return `${origin}${pathname}`;
};

/** Starts connecting at once and keeps trying until it is closed. */
export const createRemoteServer = (
  settings: RemoteServerSettings,
  deps: RemoteDependencies & { readonly timing: RemoteTiming; readonly checks: SchemaChecks },
): RemoteServer => {
  const { logger, clock, timing, checks } = deps;
  const { name } = settings;
  const diagnostics = createDiagnostics(logger, name, clock);
  let set = noTools;

  const readTools = async (from: Connection): Promise<void> => {
    const { set: next, changed } = await makeTools(await from.list());
    set = next;
    if (!changed) return;
    const { tools, refused, missing, truncated } = next;
    logger.info({ server: name, tools: tools.map((tool) => tool.name) }, "Tools of an MCP server");
    if (refused.length + missing.length > 0 || truncated) {
      logger.warn({ server: name, refused, missing, truncated }, "Some tools of an MCP server cannot be used");
    }
    deps.onChange?.(name);
  };

  const open = async (signal: AbortSignal): Promise<Connection> => {
    let lost: string | null = null;
    let ready: Connection | null = null;
    const opened = await openConnection({
      settings,
      timing,
      logger,
      diagnostics,
      version: deps.version ?? "0.0.0",
      searchPath: deps.searchPath ?? "",
      signal,
      onLost: (reason) => {
        lost ??= reason;
        if (ready !== null) reconnection.lose(ready, reason);
      },
      onSuspicion: () => listReload.request(),
      onListChanged: () => listReload.request(),
    });
    try {
      await readTools(opened);
      signal.throwIfAborted();
      if (lost !== null) throw new CaxtonError("tool.remote_unavailable", lost);
    } catch (thrown) {
      await opened.close();
      throw lost === null ? thrown : new CaxtonError("tool.remote_unavailable", lost, { cause: thrown });
    }
    logger.info({ server: name, protocol: opened.protocolVersion }, "An MCP server is connected");
    ready = opened;
    return opened;
  };

  /** Reads the list; a server that cannot return it counts as lost. */
  const check = async (current: Connection): Promise<void> => {
    try {
      await readTools(current);
      reconnection.note(null);
    } catch (thrown) {
      if (current.isSessionGone(thrown)) reconnection.renew(current);
      else reconnection.lose(current, reasonOf(thrown));
    }
  };

  const listReload = createThrottledTask(timing.listGap, async () => {
    const current = reconnection.current();
    if (current !== null) await check(current);
  });

  const send: SendCall = async (call) => {
    const until = performance.now() + call.timeoutMs;
    const rest = (): number => Math.max(1, Math.round(until - performance.now()));
    const sendOver = async (over: Connection, again: RemoteCall) => ({
      result: await over.call({ ...again, timeoutMs: rest() }),
      protocolVersion: over.protocolVersion,
    });
    const current = await reconnection.connected(call.signal, rest());
    try {
      return await sendOver(current, call);
    } catch (thrown) {
      // The server has forgotten the session and did not execute the call, so repeating it is safe for any tool.
      if (current.isSessionGone(thrown)) {
        reconnection.renew(current);
        return sendOver(await reconnection.connected(call.signal, rest()), call);
      }
      const failure = remoteFailure(name, `The tool “${call.tool}”`, settings.callTimeoutMs, thrown);
      if (failure.code === "tool.remote_unavailable" && !call.signal.aborted && reconnection.current() === current) {
        reconnection.note(reasonOf(thrown));
        listReload.request();
      }
      throw failure;
    }
  };

  const makeTools = createToolMaker(settings, checks, send);
  const reconnection = createReconnection<Connection>({
    name,
    open,
    mostFailures: settings.transport.kind === "stdio" ? timing.mostStarts : Number.POSITIVE_INFINITY,
    timing,
    logger,
    clock,
  });

  return {
    tools: () => set.tools,
    status: () => ({
      name,
      transport: settings.transport.kind,
      address: addressOf(settings),
      ...reconnection.status(),
      tools: set.tools.map((tool) => tool.name),
      refused: set.refused,
      missing: set.missing,
      truncated: set.truncated,
      protocolVersion: reconnection.current()?.protocolVersion ?? null,
      pid: reconnection.current()?.pid ?? null,
    }),
    refresh: async () => {
      const current = reconnection.current();
      if (current === null) await reconnection.retry();
      else await check(current);
    },
    close: async () => {
      listReload.stop();
      await reconnection.close();
    },
  };
};
