/** Tools of MCP servers: outside of the sandbox, and only from servers named in the configuration. */
import type { Logger } from "pino";
import type { Tool } from "../types.ts";

export type RemoteLogger = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** In milliseconds unless noted. */
export interface RemoteTiming {
  /** Time limit to start a server and negotiate the protocol; the first page of tools may take as long again. */
  readonly connectTimeout: number;
  /** Delay before the second attempt; doubled for each further one. */
  readonly firstBackoff: number;
  readonly longestBackoff: number;
  /** A connection that lasted this long resets the count of failures. */
  readonly stableAfter: number;
  /** Consecutive failed starts after which a program is not started again. */
  readonly mostStarts: number;
  /** How long a program may take to end after its input is closed, and again after SIGTERM. */
  readonly stopGrace: number;
  /** Minimum time between two reads of the list that the server has requested. */
  readonly listGap: number;
}

export const remoteTiming: RemoteTiming = {
  connectTimeout: 30_000,
  firstBackoff: 1_000,
  longestBackoff: 60_000,
  stableAfter: 60_000,
  mostStarts: 8,
  stopGrace: 2_000,
  listGap: 1_000,
};

export interface RemoteDependencies {
  readonly logger: RemoteLogger;
  readonly clock: () => Date;
  /** Caxton's version, sent to servers. */
  readonly version?: string;
  /** Search path for programs (PATH). Nothing else of Caxton's environment is passed to them. */
  readonly searchPath?: string;
  readonly timing?: Partial<RemoteTiming>;
  /** Called after the tools of a server have changed. */
  readonly onChange?: (server: string) => void;
}

/** A tool that cannot be used. */
export interface RefusedTool {
  readonly name: string;
  readonly reason: string;
}

export interface RemoteServerStatus {
  readonly name: string;
  readonly transport: "stdio" | "http";
  /** The command, or the address without its query. */
  readonly address: string;
  /**
   * `connecting` includes waiting for the next attempt; `failed` means that a program is not started again until a
   * refresh.
   */
  readonly state: "connecting" | "ready" | "failed";
  /** When the state was entered (ISO 8601). */
  readonly since: string;
  /** Why it is not ready, or the latest problem. */
  readonly error: string | null;
  /** The usable tools, by the names that agents know. */
  readonly tools: readonly string[];
  readonly refused: readonly RefusedTool[];
  /** Allowed tools that the server does not offer. */
  readonly missing: readonly string[];
  /** Whether the server offers more than `maxTools` allowed tools. */
  readonly truncated: boolean;
  readonly protocolVersion: string | null;
  /** The process id of a running program. */
  readonly pid: number | null;
}

export interface RemoteServers {
  /** The present tools; those of a server that is temporarily unavailable are kept. */
  tools(): readonly Tool[];
  servers(): readonly RemoteServerStatus[];
  /** Whether a server that has not listed its tools yet may have one with this name. */
  mayProvide(tool: string): boolean;
  /** Reads every server's list again, connecting if necessary. Resolves when all have been tried; never rejects. */
  refresh(): Promise<void>;
  /** The same for one server; null if the configuration has no server with this name. */
  refreshOne(name: string): Promise<RemoteServerStatus | null>;
  /** Closes all connections and ends all programs. */
  close(): Promise<void>;
}
