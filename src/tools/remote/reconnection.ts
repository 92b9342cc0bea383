/** Keeps one connection: opens it, opens it again after a growing wait when it was lost, and gives it to who needs it. */
import { setTimeout as later } from "node:timers/promises";
import { CaxtonError } from "../../domain/errors.ts";
import { reasonOf } from "./failures.ts";
import type { RemoteDependencies, RemoteServerStatus, RemoteTiming } from "./types.ts";

export interface ReconnectionOptions<Connection> {
  /** Of the server, for messages. */
  readonly name: string;
  /** Rejects when `signal` aborts, having ended what it had begun. */
  readonly open: (signal: AbortSignal) => Promise<Connection>;
  /** Failures in a row after which it is left alone. */
  readonly mostFailures: number;
  readonly timing: Pick<RemoteTiming, "firstBackoff" | "longestBackoff" | "stableAfter">;
  readonly logger: RemoteDependencies["logger"];
  readonly clock: () => Date;
}

export interface Reconnection<Connection> {
  current(): Connection | null;
  /** Waits up to `waitMs` for one that is on its way; else `tool.remote_unavailable`. Rejects when `signal` aborts. */
  connected(signal: AbortSignal, waitMs: number): Promise<Connection>;
  /** It is over: opens another after a wait. Nothing where it is not the current one. */
  lose(connection: Connection, reason: string): void;
  /** It is over through no failure: opens another at once. */
  renew(connection: Connection): void;
  /** Tries at once, also what was left alone. Resolves when that is done, never rejects. */
  retry(): Promise<void>;
  status(): Pick<RemoteServerStatus, "state" | "since" | "error">;
  /** Says what is amiss though the connection stands; null takes it back. */
  note(problem: string | null): void;
  /** Resolves when every connection has ended. */
  close(): Promise<void>;
}

/** Waits for `promise`, but no longer than until `signal` aborts, which rejects with its reason. */
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
  /** Connections that are being ended. */
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
      logger.error({ server: name, reason, failures }, "An MCP server is left alone, since it does not stay up");
      return;
    }
    enter("connecting");
    const wait = Math.min(timing.longestBackoff, timing.firstBackoff * 2 ** Math.min(failures - 1, 30));
    logger.warn({ server: name, reason, againInMs: wait }, "An MCP server is away");
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
    if (stopping.signal.aborted) throw unavailable("was left", "Caxton is shutting down.");
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
    const away = (): string => `is away: ${error ?? "it has not answered yet"}`;
    if (state === "failed" && connecting === null) {
      throw unavailable(`does not stay up: ${error ?? "unknown"}`, "Mend it, then refresh the remote servers.");
    }
    const wait = retry === null ? 0 : Math.max(0, retry.at - performance.now());
    const goesOn = "Caxton goes on trying to connect.";
    if (wait > waitMs) throw unavailable(away(), goesOn, Math.ceil(wait));
    const patience = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
    const coming = async (): Promise<Connection> => {
      if (wait > 0) await later(wait, undefined, { signal: patience });
      return connection ?? connect();
    };
    try {
      return await unlessAborted(coming(), patience);
    } catch (thrown) {
      if (patience.aborted && !signal.aborted) throw unavailable(away(), goesOn);
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
