/** Runs the command line as a user does: a process of its own, its output through pipes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildOnce } from "../../support/as-built.ts";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  readonly json: any;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** Everything that was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when the text on that stream matches. */
  until(stream: "out" | "err", pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** The environment has nothing of the developer's own but the path, so that no key or address in it changes a result. */
export const startCaxton = (args: readonly string[], options: RunOptions = {}): RunningCommand => {
  buildOnce();
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const texts = { out: "", err: "" };
  const waiting = new Set<() => void>();
  const collect = (name: "out" | "err") => (chunk: Buffer) => {
    texts[name] += chunk.toString("utf8");
    for (const look of waiting) look();
  };
  child.stdout.on("data", collect("out"));
  child.stderr.on("data", collect("err"));
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const ended = once(child, "close").then(([code]): Ended => {
    for (const look of waiting) look();
    return { code: code as number | null, ...texts, json: parsed(texts.out) };
  });
  return {
    child,
    out: () => texts.out,
    err: () => texts.err,
    until: async (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(texts[stream])) {
            waiting.delete(look);
            resolve();
          } else if (child.exitCode !== null) {
            waiting.delete(look);
            reject(new Error(`It ended (${child.exitCode}) without ${pattern}:\n${texts.out}\n${texts.err}`));
          }
        };
        waiting.add(look);
        look();
      }),
    ended,
  };
};

export const caxton = async (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  startCaxton(args, options).ended;

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export const temporaryFolder = async (): Promise<TemporaryFolder> => {
  const path = await mkdtemp(join(tmpdir(), "caxton-cli-"));
  return { path, remove: async () => rm(path, { recursive: true, force: true }) };
};
