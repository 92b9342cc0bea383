/** One connection to one server, from the handshake to its end. */
import {
  Client,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
  TRACEPARENT_META_KEY,
  type CallToolResult,
  type Transport,
} from "@modelcontextprotocol/client";
import { CaxtonError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { isSessionGone } from "./failures.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { listTools, type Listing } from "./listing.ts";
import { createStdioServer } from "./stdio-transport.ts";
import { messageLimit } from "./too-large.ts";
import type { RemoteLogger, RemoteTiming } from "./types.ts";

export interface ConnectionOptions {
  readonly settings: RemoteServerSettings;
  readonly timing: RemoteTiming;
  readonly logger: RemoteLogger;
  readonly diagnostics: Diagnostics;
  readonly version: string;
  readonly searchPath: string;
  /** Aborts connecting. */
  readonly signal: AbortSignal;
  /** Called when the connection ends without being closed. */
  readonly onLost: (reason: string) => void;
  /** Called when the server may have forgotten the session; reading its list shows whether it has. */
  readonly onSuspicion: () => void;
  readonly onListChanged: () => void;
}

export interface RemoteCall {
  readonly tool: string;
  readonly inputSchema: JsonObject;
  readonly args: JsonObject;
  readonly traceparent: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface Connection {
  readonly protocolVersion: string;
  readonly pid: number | null;
  list(): Promise<Listing>;
  call(call: RemoteCall): Promise<CallToolResult>;
  /** Whether the error means that the server has forgotten the session and did not execute the request. */
  isSessionGone(thrown: unknown): boolean;
  close(): Promise<void>;
}

interface Channel {
  readonly transport: Transport;
  readonly pid: () => number | null;
  /** Why the connection ended, if known. */
  readonly reason: () => string | null;
  readonly hasSession: () => boolean;
  /** Ends the session of an HTTP server. */
  readonly leave: () => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

/** Fraction of the connect timeout to wait for an answer to the newer protocol. */
const probePart = 3;
const listPages = 4;

const openStdio = (options: ConnectionOptions, { command, args, env, cwd }: StdioSettings): Channel => {
  const { settings, timing, diagnostics, searchPath } = options;
  const server = createStdioServer({
    command,
    args,
    cwd,
    env: { ...(searchPath === "" ? {} : { PATH: searchPath }), ...env },
    maxMessageBytes: messageLimit(settings.maxResultBytes),
    stopGraceMs: timing.stopGrace,
    onDiagnostics: (line) => diagnostics.write("stderr", line),
    onGarbage: (line) => diagnostics.write("stdout", line),
  });
  const reason = (): string | null => {
    const why = server.endedBecause();
    const words = diagnostics.lastWords();
    return why === null || words === "" ? why : `${why}; its last words: ${words}`;
  };
  return { transport: server, pid: () => server.pid, reason, hasSession: () => false, leave: nothing };
};

type StdioSettings = Extract<RemoteServerSettings["transport"], { kind: "stdio" }>;
type HttpSettings = Extract<RemoteServerSettings["transport"], { kind: "http" }>;

const openHttp = (options: ConnectionOptions, { url, headers }: HttpSettings): Channel => {
  const { settings, timing } = options;
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers },
    fetch: createGuardedFetch({
      maxMessageBytes: messageLimit(settings.maxResultBytes),
      requestTimeoutMs: Math.max(settings.callTimeoutMs, timing.connectTimeout) + 1_000,
      onNotFound: options.onSuspicion,
    }),
    redirectPolicy: "same-origin",
    reconnectionOptions: {
      initialReconnectionDelay: timing.firstBackoff,
      maxReconnectionDelay: timing.longestBackoff,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 10,
    },
  });
  const leave = async (): Promise<void> => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, timing.stopGrace).unref());
    await Promise.race([transport.terminateSession().catch(nothing), late]);
  };
  const hasSession = (): boolean => transport.sessionId !== undefined;
  return { transport, pid: () => null, reason: () => null, hasSession, leave };
};

const createClient = ({ version, timing }: ConnectionOptions, mode: "auto" | "legacy"): Client =>
  new Client(
    { name: "caxton", title: "Caxton", version },
    {
      // No sampling, elicitation or roots: a server receives calls and nothing else of Caxton.
      capabilities: {},
      versionNegotiation: { mode, probe: { timeoutMs: Math.ceil(timing.connectTimeout / probePart) } },
      inputRequired: { autoFulfill: false },
      // Results are validated against their schemas by the tools, under a time limit.
      jsonSchemaValidator: {
        getValidator: () => (value) => ({ valid: true, data: value as never, errorMessage: undefined }),
      },
    },
  );

/** Some older programs exit when the first request is not the one they expect. */
const endedAtProbe = (thrown: unknown): boolean =>
  thrown instanceof SdkError && thrown.code === SdkErrorCode.EraNegotiationFailed;

const attempt = async (options: ConnectionOptions, mode: "auto" | "legacy"): Promise<[Client, Channel]> => {
  const { settings, timing, signal } = options;
  signal.throwIfAborted();
  const channel =
    settings.transport.kind === "stdio"
      ? openStdio(options, settings.transport)
      : openHttp(options, settings.transport);
  const client = createClient(options, mode);
  Object.assign<Client, Pick<Client, "onerror">>(client, {
    onerror: (err) => options.logger.debug({ server: settings.name, err }, "An MCP connection complains"),
  });
  const giveUp = (): void => void channel.transport.close().catch(nothing);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await client.connect(channel.transport, { timeout: timing.connectTimeout, signal });
    return [client, channel];
  } catch (thrown) {
    await channel.transport.close().catch(nothing);
    if (endedAtProbe(thrown)) throw thrown;
    const reason = channel.reason();
    throw reason === null ? thrown : new CaxtonError("tool.remote_unavailable", reason, { cause: thrown });
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
};

/**
 * Subscribes to list changes. The older protocol sends notifications by itself; the newer one needs a stream, which is
 * reopened whenever it ends.
 */
const followList = (client: Client, { timing, onListChanged, logger, settings }: ConnectionOptions) => {
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  if (client.getServerCapabilities()?.tools?.listChanged !== true) return { end: (): void => undefined };
  client.setNotificationHandler("notifications/tools/list_changed", onListChanged);
  const listen = async (isFirst: boolean): Promise<void> => {
    const subscription = await client.listen({ toolsListChanged: true }, { timeout: timing.connectTimeout });
    // Changes missed while not listening are found by reading the list.
    if (!isFirst) onListChanged();
    await subscription.closed;
  };
  const keepListening = async (isFirst: boolean): Promise<void> => {
    await listen(isFirst).catch((err: unknown) =>
      logger.debug({ server: settings.name, err }, "An MCP server does not tell of changes to its tools"),
    );
    if (ended) return;
    timer = setTimeout(() => void keepListening(false), timing.longestBackoff).unref();
  };
  if (client.getProtocolEra() === "modern") void keepListening(true);
  return {
    end: (): void => {
      ended = true;
      clearTimeout(timer);
    },
  };
};

/** Throws the SDK's errors, or `tool.remote_unavailable` with the last output of a program that ended. */
export const openConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const { settings, timing } = options;
  const [client, channel] = await attempt(options, "auto").catch(async (thrown: unknown) => {
    if (settings.transport.kind !== "stdio" || !endedAtProbe(thrown)) throw thrown;
    return attempt(options, "legacy");
  });
  let closing = false;
  Object.assign<Client, Pick<Client, "onclose">>(client, {
    onclose: () => {
      if (!closing) options.onLost(channel.reason() ?? "the connection was closed");
    },
  });
  const following = followList(client, options);

  return {
    protocolVersion: client.getNegotiatedProtocolVersion() ?? "unknown",
    pid: channel.pid(),
    list: async () =>
      listTools(client, settings, {
        pageTimeoutMs: timing.connectTimeout,
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(listPages * timing.connectTimeout)]),
      }),
    call: async ({ tool, inputSchema, args, traceparent, signal, timeoutMs }) =>
      client.callTool(
        { name: tool, arguments: args, _meta: { [TRACEPARENT_META_KEY]: traceparent } },
        {
          signal,
          timeout: timeoutMs,
          maxTotalTimeout: timeoutMs,
          // The newer protocol repeats some arguments as headers; the schema tells which.
          toolDefinition: { name: tool, inputSchema: { ...inputSchema, type: "object" } },
        },
      ),
    isSessionGone: (thrown) => isSessionGone(thrown, channel.hasSession()),
    close: async () => {
      closing = true;
      following.end();
      await channel.leave();
      await client.close().catch(nothing);
      await channel.transport.close().catch(nothing);
    },
  };
};
