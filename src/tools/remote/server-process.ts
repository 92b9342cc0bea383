/** A program that is a server: started in a process group of its own, which does not outlive the connection, or us. */
import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/**
 * The shell becomes the program, so the group carries the program's id. Before, it leaves a watcher behind that holds the
 * reading end of a pipe whose writing end only we have: however we end, even by `kill -9`, the watcher ends the group.
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
  /** How it ended, in words; all that it wrote has been read by then. */
  readonly ended: Promise<string>;
  /** Closes its input; then asks the group to end; then ends it. Resolves when it has ended. */
  end(graceMs: number): Promise<void>;
}

const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal !== null) return `it was ended by ${signal}`;
  return code === 127 ? "its command was not found (exit code 127)" : `it left with code ${code ?? "unknown"}`;
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
};

/** How long what still holds the program's output may do so, in milliseconds. */
const drainMs = 1_000;

const watchEnd = (child: ChildProcess, pid: number): Promise<string> =>
  new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      const ended = (): void => {
        clearTimeout(timer);
        for (const stream of child.stdio) stream?.destroy();
        resolve(describeEnd(code, signal));
      };
      // What it has started ends with it; one that has left the group is not waited for.
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

/** Rejects when not even the shell can be started, such as in a folder that is not there. */
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
