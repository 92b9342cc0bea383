/** The resources that a process holds, to compare before and after an attack (Linux; elsewhere most values are 0). */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";

export interface Held {
  readonly rssMb: number;
  /** Of these, what is not a part of a file, such as a database that SQLite maps. */
  readonly anonymousMb: number;
  readonly files: number;
  readonly threads: number;
  /** Child processes that have not ended. */
  readonly children: number;
  /** In the system's folder for temporary files and in the given folder. */
  readonly temporaryFiles: number;
}

const listed = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { recursive: false }) as string[];
  } catch {
    return [];
  }
};

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

export const heldBy = (pid: number, storageDir: string): Held => {
  const status = read(`/proc/${pid}/status`);
  const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  const children = listed(`/proc/${pid}/task`).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).trim().split(" ").filter(Boolean),
  );
  return {
    rssMb: number("VmRSS") / 1_024,
    anonymousMb: number("RssAnon") / 1_024,
    files: listed(`/proc/${pid}/fd`).length,
    threads: number("Threads"),
    children: children.length,
    temporaryFiles:
      listed(tmpdir()).filter((name) => name.includes("caxton")).length +
      listed(storageDir).flatMap((folder) => listed(`${storageDir}/${folder}`)).length,
  };
};

export const heldRows = (before: Held, after: Held): string[][] => [
  ["resident", `${before.rssMb.toFixed(0)} MB`, `${after.rssMb.toFixed(0)} MB`],
  ["of these anonymous", `${before.anonymousMb.toFixed(0)} MB`, `${after.anonymousMb.toFixed(0)} MB`],
  ...(["files", "threads", "children", "temporaryFiles"] as const).map((key) => [
    key === "temporaryFiles" ? "temporary files" : key === "files" ? "open files and sockets" : key,
    String(before[key]),
    String(after[key]),
  ]),
];

/** Times an innocent task repeatedly, with several running at once, until it is told to stop. */
export const watching = (
  task: () => Promise<void>,
  { atOnce, pauseMs }: { readonly atOnce: number; readonly pauseMs: number },
) => {
  const times: number[] = [];
  const until = { stopped: false };
  const done = Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!until.stopped) {
        const before = performance.now();
        await task();
        times.push(performance.now() - before);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }),
  );
  return async () => {
    until.stopped = true;
    await done;
    const sorted = times.toSorted((a, b) => a - b);
    const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
    return { p50: at(0.5), p99: at(0.99), count: sorted.length };
  };
};
