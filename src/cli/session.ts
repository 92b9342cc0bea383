/** What a command is given: where it runs, where it writes, and the server it speaks to. */
import type { Environment } from "../config/types.ts";
import type { Client } from "./client.ts";
import type { Output } from "./output.ts";
import type { GlobalArguments } from "./target.ts";

export interface Session {
  readonly env: Environment;
  readonly cwd: string;
  readonly json: boolean;
  /** Standard output: the answer, and nothing else. */
  readonly out: Output;
  /** Standard error: progress, warnings, failures. */
  readonly err: Output;
  readonly arguments: GlobalArguments;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Everything that comes on standard input, as UTF-8. */
  readInput(): Promise<string>;
  /** The server, found by flags, environment or data folder. Throws `server.not_running`, `configuration.invalid`. */
  client(): Promise<Client>;
}

/** The one JSON document of a command with `--json`. */
export const writeJson = (session: Session, value: unknown): void =>
  session.out.write(`${JSON.stringify(value, null, 2)}\n`);
