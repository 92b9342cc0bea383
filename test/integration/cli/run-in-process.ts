/** Runs the command line in this process, from source: for tests of commands that only speak to a server. */
import { PassThrough } from "node:stream";
import { runCli } from "../../../src/cli/run.ts";
import type { Ended } from "./run-caxton.ts";

export const runInProcess = async (
  argv: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> => {
  const written = { out: "", err: "" };
  const into = (stream: "out" | "err") => ({ write: (text: string) => void (written[stream] += text) });
  const code = await runCli(argv, {
    env,
    cwd,
    version: "0.0.0",
    stdin: new PassThrough().end(),
    stdout: into("out"),
    stderr: into("err"),
    onInterrupt: () => () => undefined,
  });
  const isJson = argv.includes("--json") && written.out !== "";
  return { code, ...written, json: isJson ? JSON.parse(written.out) : null };
};
