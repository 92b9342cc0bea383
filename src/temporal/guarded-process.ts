/**
 * A child process that cannot outlive this process. A small shell between the two holds the reading end of a pipe whose
 * writing end only this process has. However this process ends, even by `kill -9`, the kernel closes the pipe and the
 * shell ends the child.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CaxtonError } from "../domain/errors.ts";
import { endProcess } from "./processes.ts";

/** `"$@"` is the command. POSIX only, so that dash, busybox and macOS's sh behave the same. */
const guard = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
echo "guarded-pid $child"
( cat <&3 >/dev/null; kill -9 "$child" ) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GuardedProcess {
  /** Process id of the command itself. */
  readonly pid: number;
  /** Process id of the guarding shell. */
  readonly guardPid: number;
  readonly exited: Promise<ProcessExit>;
  /** Its last lines of output, oldest first. */
  output(): readonly string[];
  /** Sends SIGTERM, and after `graceMs` SIGKILL. */
  end(graceMs: number): Promise<void>;
}

const keptLines = 60;

/** Both commands started this way, the Temporal CLI and Go, are needed for a Temporal server. */
const notStarted = (command: string, why: string, cause?: unknown): CaxtonError =>
  new CaxtonError("temporal.no_server", `${command} could not be started: ${why}.`, {
    hint: "Check that the program may be run, and that /bin/sh exists.",
    cause,
  });

/** Starts `command`. Rejects with `temporal.no_server` if it, or the shell, cannot be started. */
export const startGuarded = (options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}): Promise<GuardedProcess> =>
  new Promise((resolve, reject) => {
    const shell = spawn("/bin/sh", ["-c", guard, "sh", options.command, ...options.args], {
      cwd: options.cwd,
      env: options.env,
      stdio: ["pipe", "pipe", "pipe"],
      // A separate session: Ctrl-C in the terminal reaches only Caxton, which stops the child in its own order.
      detached: true,
    });
    const lines: string[] = [];
    const exited = new Promise<ProcessExit>((ended) =>
      shell.once("exit", (code, signal) => {
        // The reading end may still be held by the shell's `cat`, which ends with this.
        shell.stdin.destroy();
        ended({ code, signal });
      }),
    );
    const keep = (line: string) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      options.onLine?.(line);
    };
    shell.stdin.on("error", () => undefined);
    createInterface({ input: shell.stderr }).on("line", keep);
    createInterface({ input: shell.stdout }).on("line", (line) => {
      const pid = Number(/^guarded-pid ([0-9]+)$/.exec(line)?.[1] ?? 0);
      if (pid === 0) return keep(line);
      resolve({
        pid,
        guardPid: shell.pid ?? 0,
        exited,
        output: () => lines,
        end: async (graceMs) => {
          if (shell.exitCode !== null || shell.signalCode !== null) return;
          await endProcess(pid, graceMs);
          await exited;
        },
      });
    });
    shell.once("error", (cause) => reject(notStarted(options.command, cause.message, cause)));
    void exited.then(({ code }) => reject(notStarted(options.command, `the shell exited with code ${code} first`)));
  });
