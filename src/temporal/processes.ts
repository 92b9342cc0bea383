/** Inspects and ends processes that are not our children, on Linux and macOS. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process with this id exists, including those of other users. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
};

const fromPs = async (pid: number, column: "command" | "ppid" | "stat"): Promise<string | null> => {
  try {
    const { stdout } = await run("ps", ["-ww", "-o", `${column}=`, "-p", String(pid)]);
    return stdout.trim();
  } catch {
    // There is no such process, or no `ps` in this container; either way nothing is known.
    return null;
  }
};

/** The command line as one text; null if the process is gone or unreadable. */
export const commandLine = async (pid: number): Promise<string | null> => {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
  } catch {
    return fromPs(pid, "command");
  }
};

/** Its parent process; null if it is gone. A process whose parent has died gets another one. */
export const parentOf = async (pid: number): Promise<number | null> => {
  const parent = Number(await fromStatus(pid, "PPid", "ppid"));
  return Number.isInteger(parent) && parent > 0 ? parent : null;
};

const fromStatus = async (pid: number, field: string, column: "ppid" | "stat"): Promise<string | null> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return new RegExp(`^${field}:\\s*(\\S+)`, "m").exec(status)?.[1] ?? null;
  } catch {
    return fromPs(pid, column);
  }
};

/**
 * Alive and not a zombie. A zombie still has its id but does nothing; its files stay open until its last thread has
 * ended.
 */
export const isRunning = async (pid: number): Promise<boolean> => {
  if (!isAlive(pid)) return false;
  const state = await fromStatus(pid, "State", "stat");
  return state !== null && !state.startsWith("Z");
};

const signal = (pid: number, name: "SIGTERM" | "SIGKILL"): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has already ended, which is the goal.
  }
};

const goneWithin = async (pid: number, ms: number): Promise<boolean> => {
  const until = Date.now() + ms;
  while (await isRunning(pid)) {
    if (Date.now() >= until) return false;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return true;
};

/** Sends SIGTERM and, if the process has not ended after `graceMs`, SIGKILL. Resolves to false if even that failed. */
export const endProcess = async (pid: number, graceMs: number): Promise<boolean> => {
  signal(pid, "SIGTERM");
  if (await goneWithin(pid, graceMs)) return true;
  signal(pid, "SIGKILL");
  return goneWithin(pid, 2_000);
};
