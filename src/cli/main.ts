/** The `caxton` command. */
import { version } from "../composition/version.ts";
import { runCli } from "./run.ts";

// `caxton … | head` closes the pipe early, which is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  version,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt: (callback) => {
    process.once("SIGINT", callback);
    return () => process.off("SIGINT", callback);
  },
});

// The command is done. If something still keeps the process alive, such as a connection that a server holds open, end
// it anyway.
setTimeout(() => process.exit(), 1_000).unref();
