/** One run of the command line: parse, find the command, run it, turn what went wrong into words and an exit code. */
import { text as readAll } from "node:stream/consumers";
import yargs from "yargs";
import type { Environment } from "../config/types.ts";
import { addCommands } from "./commands.ts";
import type { Runner } from "./parser.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { showFailure, toFailure, usageFailure } from "./failure.ts";
import { createOutput, type OutputStream } from "./output.ts";
import { guardWords, repeatedFlags, unguardArguments } from "./raw-arguments.ts";
import type { Session } from "./session.ts";
import type { GlobalArguments } from "./target.ts";

/** What the process gives to the command line. */
export interface Host {
  readonly env: Environment;
  readonly cwd: string;
  readonly version: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Calls back at Ctrl-C; answers with how to stop listening. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

const createSession = (host: Host, args: GlobalArguments, signal: AbortSignal): Session => {
  const { env, cwd, version } = host;
  return {
    env,
    cwd,
    json: args.json,
    out: createOutput(host.stdout, env),
    err: createOutput(host.stderr, env),
    arguments: args,
    signal,
    readInput: async () => readAll(host.stdin),
    client: async () => {
      const [{ findTarget }, { createClient }] = await Promise.all([import("./target.ts"), import("./client.ts")]);
      return createClient(await findTarget(env, cwd, args), `caxton/${version}`, signal);
    },
  };
};

/** `server start` ends its server by itself, so that Ctrl-C must not cut it off. */
const endsItself = (argv: readonly string[]): boolean =>
  argv[0] === "server" && argv[1] === "start" && !isDetaching(argv);

const isDetaching = (argv: readonly string[]): boolean => argv.some((each) => each === "--detach" || each === "-d");

const moreHelp = "“caxton --help” lists the commands, “caxton <command> --help” explains one.";

/** What the parser complains about is the user's mistake; what a command throws is not. */
const complain = (argv: readonly string[], message: string, thrown: Error | undefined): never => {
  if (thrown !== undefined && thrown.name !== "YError") throw thrown;
  const text = message === "" ? (thrown?.message ?? "") : message;
  const line = `“caxton ${argv.join(" ")}”`;
  if (text.startsWith("Did you mean")) throw usageFailure(`There is no command ${line}. ${text}`, moreHelp);
  if (text.startsWith("Not enough non-option")) throw usageFailure(`Something is missing in ${line}.`, moreHelp);
  throw usageFailure(text, moreHelp);
};

const createParser = (argv: readonly string[], host: Host, run: Runner) => {
  const parser = yargs([...guardWords(argv)])
    .scriptName("caxton")
    // Text stays text: a message may be “1e3”.
    .parserConfiguration({ "parse-positional-numbers": false, "dot-notation": false })
    .usage("$0 <command>\n\nCaxton runs teams of AI agents. This is the command line of its server.")
    .option("json", { type: "boolean", default: false, global: true, describe: "JSON on standard output" })
    .option("url", { type: "string", global: true, describe: "The server (else CAXTON_URL, else the local one)" })
    .option("api-key", { type: "string", global: true, describe: "The key (else CAXTON_API_KEY, else the local one)" })
    .option("data-dir", {
      type: "string",
      global: true,
      describe: "Of the local server (else CAXTON_DATA_DIR, else ./.caxton)",
    });
  return addCommands(parser, run)
    .completion("completion", "Print a script for bash or zsh that completes commands")
    .demandCommand(1, "Which command?")
    .recommendCommands()
    .strict()
    .version(host.version)
    .help()
    .alias("help", "h")
    .epilogue("Exit codes and more: docs/cli.md")
    .wrap(100)
    .locale("en")
    .exitProcess(false)
    .fail((message: string | null, thrown?: Error) => complain(argv, message ?? "", thrown));
};

/** The flags and positionals that take more than one value; `_` and `--` are the parser's own. */
const lists: ReadonlySet<string> = new Set([
  "_",
  "--",
  "agent",
  "a",
  "files",
  "names",
  "observation",
  "observations",
  "others",
  "type",
]);

/** Runs the command in `argv` (without the program's name) and resolves with the exit code. Never throws. */
export const runCli = async (argv: readonly string[], host: Host): Promise<ExitCode> => {
  const interrupted = new AbortController();
  const stopListening = endsItself(argv) ? () => undefined : host.onInterrupt(() => interrupted.abort());
  let exitCode: ExitCode = exitCodes.ok;
  const run: Runner = (work) => async (parsed) => {
    const args = unguardArguments(parsed);
    const [repeated] = repeatedFlags(args, lists);
    if (repeated !== undefined) throw usageFailure(`--${repeated} is given more than once.`, moreHelp);
    exitCode = await work(createSession(host, args, interrupted.signal), args);
  };
  try {
    await createParser(argv.length === 0 ? ["--help"] : argv, host, run).parseAsync();
    return exitCode;
  } catch (thrown) {
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    const failure = toFailure(thrown);
    showFailure(failure, createOutput(host.stderr, host.env), argv.includes("--json"));
    return failure.exitCode;
  } finally {
    stopListening();
  }
};
