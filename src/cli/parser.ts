/** What every group of commands is built with. */
import type { Argv } from "yargs";
import type { ExitCode } from "./exit-codes.ts";
import { usageFailure } from "./failure.ts";
import type { Session } from "./session.ts";
import type { GlobalArguments } from "./target.ts";

/** The parser with the flags that every command has. */
export type Parser = Argv<GlobalArguments>;

/** Wraps a command's code: makes its session and keeps its exit code. */
export type Runner = <Args extends GlobalArguments>(
  work: (session: Session, args: Args) => Promise<ExitCode>,
) => (args: Args) => Promise<void>;

/** Checks the value of a flag that takes a whole number. Throws a usage failure. */
export const wholeNumber =
  (flag: string, least = 1) =>
  (value: number | undefined): number | undefined => {
    if (value === undefined || (Number.isInteger(value) && value >= least)) return value;
    throw usageFailure(`${flag} takes a whole number from ${least}.`);
  };
