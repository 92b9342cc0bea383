/** Connects to Temporal: to the configured cluster, or to the embedded dev server. */
import { Connection, type TLSConfig } from "@temporalio/client";
import { NativeConnection } from "@temporalio/worker";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config, TemporalConfig } from "../config/types.ts";
import { CaxtonError } from "../domain/errors.ts";
import { findTemporalCli } from "./cli-binary.ts";
import { startDevServer, type TemporalServer } from "./dev-server.ts";
import type { Log } from "./log.ts";
import { ensureSearchAttributes } from "./search-attributes.ts";

export interface TemporalHandle {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  /** The connection for clients. */
  readonly connection: Connection;
  /**
   * Opens a connection for one worker, which is closed with the handle. Two workers of a task queue cannot share one.
   */
  connectWorker(): Promise<NativeConnection>;
  /** Web UI of the embedded server; null for a cluster. */
  readonly uiUrl: string | null;
  /** The embedded server; null for a cluster. */
  readonly server: TemporalServer | null;
  /** Resolves when Temporal answers; throws `temporal.unavailable` if it does not within two seconds. */
  ping(): Promise<void>;
  /** Closes the connections, then stops the embedded server. Workers must have been stopped before. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** How long to try to connect to a cluster. Default: 15 s. */
  readonly connectWithinMs?: number;
  /** Called each time the embedded server is ready again after it died. */
  readonly onRestart?: () => void;
  /** Ends the attempt to open it; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

const bytes = (data: Uint8Array | null): Buffer | undefined => (data === null ? undefined : Buffer.from(data));

/** Options that the client's and the worker's connections have in common. */
interface Shared {
  readonly address: string;
  readonly apiKey?: string;
  readonly metadata?: Record<string, string>;
  readonly tls?: TLSConfig;
}

const sharedOptions = (temporal: TemporalConfig, address: string): Shared => {
  const { tls, apiKey, metadata } = temporal;
  const certificate = tls?.clientCertificate ?? null;
  return {
    address,
    ...(apiKey === null ? {} : { apiKey }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } }),
    ...(tls === null
      ? {}
      : {
          tls: {
            ...(tls.serverName === null ? {} : { serverNameOverride: tls.serverName }),
            ...(tls.serverCaCertificate === null ? {} : { serverRootCACertificate: bytes(tls.serverCaCertificate) }),
            ...(certificate === null
              ? {}
              : { clientCertPair: { crt: Buffer.from(certificate.certificate), key: Buffer.from(certificate.key) } }),
          },
        }),
  };
};

/** gRPC's own back-off grows to two minutes, far longer than Temporal takes to restart. */
const channelArgs = {
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.min_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 2_000,
};

/** The innermost cause: the client's own errors only say that it did not connect. */
const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown;

const reasonOf = (cause: unknown): string => {
  const root = rootOf(cause);
  return root instanceof Error ? root.message : String(root);
};

const unavailable = (address: string, cause: unknown): CaxtonError =>
  new CaxtonError("temporal.unavailable", `Temporal at ${address} does not answer: ${reasonOf(cause)}`, {
    hint: "Check TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY, and that the cluster is up.",
    cause,
  });

/** gRPC status codes that waiting does not change: not found, permission denied, unauthenticated. */
const final = new Set([5, 7, 16]);

const connect = async (
  options: Shared,
  namespace: string,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<Connection> => {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const left = Math.max(1_000, giveUpAt - Date.now());
    let connection: Connection | null = null;
    try {
      connection = await Connection.connect({ ...options, channelArgs, connectTimeout: Math.min(5_000, left) });
      const opened = connection;
      await opened.withDeadline(Date.now() + 5_000, () => opened.workflowService.describeNamespace({ namespace }));
      return opened;
    } catch (cause) {
      await connection?.close();
      const { code } = rootOf(cause) as { readonly code?: unknown };
      if (connection !== null && code === 5) {
        throw new CaxtonError(
          "configuration.invalid",
          `Temporal at ${options.address} has no namespace ${namespace}.`,
          {
            hint: `Set TEMPORAL_NAMESPACE, or create it: temporal operator namespace create --namespace ${namespace}`,
            cause,
          },
        );
      }
      if (Date.now() >= giveUpAt || (typeof code === "number" && final.has(code))) {
        throw unavailable(options.address, cause);
      }
      await sleep(200);
    }
  }
};

/** Connects, adds the search attributes, and returns a handle that closes everything it opened. */
export const connectTemporal = async (options: {
  readonly temporal: TemporalConfig;
  readonly address: string;
  /** Stopped with the handle, and at once if connecting fails. */
  readonly server: TemporalServer | null;
  readonly connectWithinMs: number;
  readonly signal: AbortSignal | undefined;
}): Promise<TemporalHandle> => {
  const { address, server, temporal } = options;
  const shared = sharedOptions(temporal, address);
  let connection: Connection | null = null;
  try {
    const opened = await connect(shared, temporal.namespace, options.connectWithinMs, options.signal);
    connection = opened;
    await ensureSearchAttributes(opened, temporal.namespace);
    const ofWorkers: NativeConnection[] = [];
    return {
      address,
      namespace: temporal.namespace,
      connection: opened,
      connectWorker: async () => {
        const ofWorker = await NativeConnection.connect(shared).catch((cause: unknown) => {
          throw unavailable(address, cause);
        });
        ofWorkers.push(ofWorker);
        return ofWorker;
      },
      uiUrl: server?.uiUrl ?? null,
      server,
      ping: async () => {
        try {
          await opened.withDeadline(Date.now() + 2_000, () => opened.workflowService.getSystemInfo({}));
        } catch (cause) {
          throw unavailable(address, cause);
        }
      },
      close: async () => {
        await Promise.all(ofWorkers.map(async (each) => each.close()));
        await opened.close();
        await server?.stop();
      },
    };
  } catch (thrown) {
    await connection?.close();
    await server?.stop();
    throw thrown;
  }
};

/**
 * Connects to the configured cluster, or starts the embedded server. Throws `temporal.unavailable`,
 * `temporal.no_server`, `server.already_running`, `configuration.invalid`, and the signal's reason if it is aborted.
 */
export const openTemporal = async (config: Config, log: Log, options: OpenOptions = {}): Promise<TemporalHandle> => {
  const { temporal, dataDir, childEnvironment } = config;
  const { signal } = options;
  const connectWithinMs = options.connectWithinMs ?? 15_000;
  if (temporal.address !== null) {
    return connectTemporal({ temporal, address: temporal.address, server: null, connectWithinMs, signal });
  }
  const cli = await findTemporalCli({ cliPath: temporal.cliPath, dataDir, environment: childEnvironment, log, signal });
  const server = await startDevServer({
    cliPath: cli.path,
    dataDir,
    persistent: true,
    namespace: temporal.namespace,
    port: temporal.port,
    uiPort: temporal.uiPort,
    ui: true,
    environment: childEnvironment,
    log,
    onRestart: options.onRestart,
  });
  // Keys and certificates are for clusters; the embedded server uses plain text on loopback.
  const local = { ...temporal, apiKey: null, tls: null, metadata: {} };
  return connectTemporal({ temporal: local, address: server.address, server, connectWithinMs, signal });
};
