/** Tools of MCP servers elsewhere: outside the sandbox, and only from servers that the configuration names. */
import type { Logger } from "pino";
import type { Tool } from "../types.ts";

export type RemoteLogger = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** Milliseconds, unless it says otherwise. */
export interface RemoteTiming {
  /** To start a server and agree on a protocol; the first page of tools may take as long again. */
  readonly connectTimeout: number;
  /** The wait before the second try; each further one doubles it. */
  readonly firstBackoff: number;
  readonly longestBackoff: number;
  /** A connection that held so long has the failures before it forgotten. */
  readonly stableAfter: number;
  /** How often a program is started in vain, one time after the other, before it is left alone. */
  readonly mostStarts: number;
  /** How long a program may take to end once its input is closed, and again once it was asked to. */
  readonly stopGrace: number;
  /** The least time between two readings of a server's list that it asked for. */
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
  /** Caxton's version, which servers are told. */
  readonly version?: string;
  /** Where programs are found (PATH). Nothing else of Caxton's environment reaches them. */
  readonly searchPath?: string;
  readonly timing?: Partial<RemoteTiming>;
  /** Called after the tools of a server have changed. */
  readonly onChange?: (server: string) => void;
}

/** A tool that a server offers and that cannot be used. */
export interface RefusedTool {
  readonly name: string;
  readonly reason: string;
}

export interface RemoteServerStatus {
  readonly name: string;
  readonly transport: "stdio" | "http";
  /** The command, or the address without its query. */
  readonly address: string;
  /** `connecting` also while it waits to try again; `failed` is a program that is left alone until a refresh. */
  readonly state: "connecting" | "ready" | "failed";
  /** ISO 8601, when the state was entered. */
  readonly since: string;
  /** Why it is not ready, or what went wrong since. */
  readonly error: string | null;
  /** Tools that may be used, by the names that agents know them by. */
  readonly tools: readonly string[];
  readonly refused: readonly RefusedTool[];
  /** Names of the allowlist that the server does not offer. */
  readonly missing: readonly string[];
  /** Whether the server offers more than `maxTools` of those that may be used. */
  readonly truncated: boolean;
  readonly protocolVersion: string | null;
  /** Of a program that runs. */
  readonly pid: number | null;
}

export interface RemoteServers {
  /** As they are now; those of a server that is away for the moment stay. */
  tools(): readonly Tool[];
  servers(): readonly RemoteServerStatus[];
  /** Whether a server that has not told of its tools yet may turn out to have one of this name. */
  mayProvide(tool: string): boolean;
  /** Reads every server's list again, connecting where needed. Resolves when all were tried; never rejects. */
  refresh(): Promise<void>;
  /** The same for one server; null where the configuration names none such. */
  refreshOne(name: string): Promise<RemoteServerStatus | null>;
  /** Ends every connection and every program that was started. */
  close(): Promise<void>;
}
