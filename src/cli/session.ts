/** The context of a command: its environment, its output, and the server that it uses. */
import type { Environment } from "../config/types.ts";
import type { Client } from "./client.ts";
import type { Output } from "./output.ts";
import type { GlobalArguments } from "./target.ts";

export interface Session {
  readonly env: Environment;
  readonly cwd: string;
  readonly json: boolean;
  /** Standard output: only the result. */
  readonly out: Output;
  /** Standard error: progress, warnings, failures. */
  readonly err: Output;
  readonly arguments: GlobalArguments;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** All of standard input, as UTF-8. */
  readInput(): Promise<string>;
  /** Finds the server by flags, environment or data folder. Throws `server.not_running`, `configuration.invalid`. */
  client(): Promise<Client>;
}

/** Writes the JSON document of a command with `--json`. */
export const writeJson = (session: Session, value: unknown): void =>
  session.out.write(`${JSON.stringify(value, null, 2)}\n`);
