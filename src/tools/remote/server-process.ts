/**
 * A program that is an MCP server. It runs in a process group of its own, which ends with the connection or with
 * Caxton.
 */
import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/**
 * The shell replaces itself with the program, so the group has the program's id. Before that, it starts a watcher that
 * holds the reading end of a pipe whose writing end only Caxton has: however Caxton ends, even by `kill -9`, the
 * watcher then kills the group.
 */
const guard = `
( cat <&3; kill -9 0 ) </dev/null >/dev/null 2>&1 &
exec 3<&-
exec "$@"
`;

export interface ServerProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
}

export interface ServerProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** How it ended, in words; resolves after all its output has been read. */
  readonly ended: Promise<string>;
  /** Closes its input, then sends SIGTERM to the group, then SIGKILL. Resolves when it has ended. */
  end(graceMs: number): Promise<void>;
}

const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal !== null) return `it was ended by ${signal}`;
  return code === 127 ? "its command was not found (exit code 127)" : `it exited with code ${code ?? "unknown"}`;
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // No process is left in the group.
  }
};

/** How long to wait for processes that still hold the program's output open, in milliseconds. */
const drainMs = 1_000;

const watchEnd = (child: ChildProcess, pid: number): Promise<string> =>
  new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const ended = (): void => {
        clearTimeout(timer);
        for (const stream of child.stdio) stream?.destroy();
        resolve(describeEnd(code, signal));
      };
      // Its child processes are ended with it; one that has left the group is not waited for.
      signalGroup(pid, "SIGKILL");
      const timer = setTimeout(ended, drainMs);
      child.once("close", ended);
    });
  });

const within = async (promise: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return done;
};

/** Rejects if not even the shell can be started, for example if the working directory does not exist. */
export const startServerProcess = async (options: ServerProcessOptions): Promise<ServerProcess> => {
  const child = spawn("/bin/sh", ["-c", guard, "sh", options.command, ...options.args], {
    env: options.env,
    ...(options.cwd === null ? {} : { cwd: options.cwd }),
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.on("error", () => undefined);
  const { stdin, stdout, stderr, pid = 0 } = child;
  for (const stream of child.stdio) stream?.on("error", () => undefined);
  const ended = watchEnd(child, pid);

  const end = async (graceMs: number): Promise<void> => {
    stdin.end();
    if (await within(ended, graceMs)) return;
    signalGroup(pid, "SIGTERM");
    if (await within(ended, graceMs)) return;
    signalGroup(pid, "SIGKILL");
    await ended;
  };
  return { pid, stdin, stdout, stderr, ended, end };
};
