/** Keeps one connection open: opens it, reopens it with growing delays when it is lost, and hands it out. */
import { setTimeout as later } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import { reasonOf } from "./failures.ts";
import type { RemoteDependencies, RemoteServerStatus, RemoteTiming } from "./types.ts";

export interface ReconnectionOptions<Connection> {
  /** The server's name, for messages. */
  readonly name: string;
  /** Opens a connection. Rejects when `signal` aborts, after cleaning up. */
  readonly open: (signal: AbortSignal) => Promise<Connection>;
  /** Consecutive failures after which no further attempt is made. */
  readonly mostFailures: number;
  readonly timing: Pick<RemoteTiming, "firstBackoff" | "longestBackoff" | "stableAfter">;
  readonly logger: RemoteDependencies["logger"];
  readonly clock: () => Date;
}

export interface Reconnection<Connection> {
  current(): Connection | null;
  /**
   * Waits up to `waitMs` for a connection that is being opened. Throws `tool.remote_unavailable`, and the signal's
   * reason.
   */
  connected(signal: AbortSignal, waitMs: number): Promise<Connection>;
  /** Reports a lost connection: another one is opened after a delay. Ignored unless it is the current one. */
  lose(connection: Connection, reason: string): void;
  /** Replaces a connection that ended without failure: another one is opened at once. */
  renew(connection: Connection): void;
  /** Connects at once, even after giving up. Resolves when the attempt has ended; never rejects. */
  retry(): Promise<void>;
  status(): Pick<RemoteServerStatus, "state" | "since" | "error">;
  /** Records a problem although the connection is open; null clears it. */
  note(problem: string | null): void;
  /** Resolves when all connections have ended. */
  close(): Promise<void>;
}

/** Waits for `promise` until `signal` aborts, then rejects with its reason. */
const unlessAborted = async <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });

export const createReconnection = <Connection extends { close(): Promise<void> }>(
  options: ReconnectionOptions<Connection>,
): Reconnection<Connection> => {
  const { name, open, mostFailures, timing, logger, clock } = options;
  const stopping = new AbortController();
  /** Connections that are being closed. */
  const leaving = new Set<Promise<void>>();
  let connection: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let retry: { readonly timer: NodeJS.Timeout; readonly at: number } | null = null;
  let failures = 0;
  let readySince = 0;
  let state: RemoteServerStatus["state"] = "connecting";
  let since = clock();
  let error: string | null = null;

  const enter = (next: RemoteServerStatus["state"]): void => {
    if (next !== state) since = clock();
    state = next;
  };

  const leave = (old: Connection): void => {
    const done = old.close().finally(() => leaving.delete(done));
    leaving.add(done);
  };

  const unavailable = (message: string, hint: string, retryAfterMs?: number): CaxtonError =>
    new CaxtonError("tool.remote_unavailable", `The MCP server “${name}” ${message}.`, {
      hint,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });

  const fallBack = (reason: string): void => {
    if (stopping.signal.aborted) return;
    failures += 1;
    error = reason;
    if (failures >= mostFailures) {
      enter("failed");
      logger.error({ server: name, reason, failures }, "Giving up on an MCP server after repeated failures");
      return;
    }
    enter("connecting");
    const wait = Math.min(timing.longestBackoff, timing.firstBackoff * 2 ** Math.min(failures - 1, 30));
    logger.warn({ server: name, reason, againInMs: wait }, "An MCP server is unavailable");
    const timer = setTimeout(() => void connect().catch(() => undefined), wait);
    timer.unref();
    retry = { timer, at: performance.now() + wait };
  };

  const attempt = async (): Promise<Connection> => {
    try {
      const opened = await open(stopping.signal);
      connection = opened;
      readySince = performance.now();
      error = null;
      enter("ready");
      return opened;
    } catch (thrown) {
      fallBack(reasonOf(thrown));
      throw thrown;
    }
  };

  const connect = async (): Promise<Connection> => {
    if (retry !== null) clearTimeout(retry.timer);
    retry = null;
    if (stopping.signal.aborted) throw unavailable("was disconnected", "Caxton is shutting down.");
    connecting ??= attempt().finally(() => (connecting = null));
    return connecting;
  };

  const drop = (lost: Connection): boolean => {
    if (connection !== lost) return false;
    connection = null;
    leave(lost);
    return true;
  };

  const connected = async (signal: AbortSignal, waitMs: number): Promise<Connection> => {
    if (connection !== null) return connection;
    const away = (): string => `is unavailable: ${error ?? "it has not answered yet"}`;
    if (state === "failed" && connecting === null) {
      throw unavailable(
        `has failed repeatedly: ${error ?? "unknown"}`,
        "Fix the server, then refresh the remote servers.",
      );
    }
    const wait = retry === null ? 0 : Math.max(0, retry.at - performance.now());
    const retrying = "Caxton keeps trying to connect.";
    if (wait > waitMs) throw unavailable(away(), retrying, Math.ceil(wait));
    const patience = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
    const coming = async (): Promise<Connection> => {
      if (wait > 0) await later(wait, undefined, { signal: patience });
      return connection ?? connect();
    };
    try {
      return await unlessAborted(coming(), patience);
    } catch (thrown) {
      if (patience.aborted && !signal.aborted) throw unavailable(away(), retrying);
      throw thrown;
    }
  };

  connect().catch(() => undefined);

  return {
    current: () => connection,
    connected,
    lose: (lost, reason) => {
      if (!drop(lost)) return;
      if (performance.now() - readySince >= timing.stableAfter) failures = 0;
      fallBack(reason);
    },
    renew: (lost) => {
      if (!drop(lost)) return;
      enter("connecting");
      connect().catch(() => undefined);
    },
    retry: async () => {
      failures = 0;
      await connect().catch(() => undefined);
    },
    status: () => ({ state, since: since.toISOString(), error }),
    note: (problem) => {
      error = problem;
    },
    close: async () => {
      stopping.abort();
      if (retry !== null) clearTimeout(retry.timer);
      retry = null;
      if (connection !== null) drop(connection);
      await connecting?.then(leave, () => undefined);
      await Promise.all(leaving);
    },
  };
};
