/** The start time of a process, which distinguishes it from a later process with the same id. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Field 22 of proc_pid_stat(5): clock ticks since boot. The second field is a name in parentheses that may contain any
 * character.
 */
const fromProc = async (pid: number): Promise<string> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return `${boot} ${fields[19]}`;
};

const fromPs = async (pid: number): Promise<string> => {
  const { stdout } = await run("/bin/ps", ["-o", "lstart=", "-p", String(pid)], { env: { LC_ALL: "C" } });
  return stdout.trim();
};

/**
 * A text that is unique to this process among all with its id; null if the process is gone or the system does not tell.
 */
export const processStart = async (pid: number): Promise<string | null> =>
  fromProc(pid)
    .catch(async () => fromPs(pid))
    .catch(() => null);
