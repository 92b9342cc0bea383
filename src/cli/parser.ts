/** What every group of commands is built with. */
import type { Argv } from "yargs";
import type { ExitCode } from "./exit-codes.ts";
import type { Session } from "./session.ts";
import type { GlobalArguments } from "./target.ts";

/** The parser with the flags that every command has. */
export type Parser = Argv<GlobalArguments>;

/** Wraps a command's code: makes its session and keeps its exit code. */
export type Runner = <Args extends GlobalArguments>(
  work: (session: Session, args: Args) => Promise<ExitCode>,
) => (args: Args) => Promise<void>;
