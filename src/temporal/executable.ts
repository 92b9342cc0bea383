/** Finds programs and verifies them. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { fail, ok, type Result } from "../domain/result.ts";

const run = promisify(execFile);

export type ChildEnvironment = Readonly<Record<string, string>>;

const isExecutable = async (file: string): Promise<boolean> => {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
};

/** The first program of this name on the search path. Relative folders in the path are skipped. */
export const findOnPath = async (name: string, environment: ChildEnvironment): Promise<string | null> => {
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, name);
    if (isAbsolute(folder) && (await isExecutable(file))) return file;
  }
  return null;
};

/** Update-with-Start, which conversations need, is complete from this server version on. */
const leastServer = [1, 28] as const;

/** Runs `--version`; ok with the line it prints if that names a Temporal server that is new enough. */
export const checkTemporalCli = async (
  file: string,
  environment: ChildEnvironment,
  timeoutMs = 15_000,
): Promise<Result<string, string>> => {
  let line: string;
  try {
    const { stdout } = await run(file, ["--version"], { env: environment, timeout: timeoutMs, killSignal: "SIGKILL" });
    line = stdout.trim().split("\n")[0] ?? "";
  } catch (cause) {
    const { code, killed } = cause as { code?: unknown; killed?: boolean };
    if (killed === true) return fail(`“${file} --version” did not end within ${timeoutMs / 1_000} s`);
    return fail(`“${file} --version” failed (${String(code ?? cause)})`);
  }
  const server = /^temporal version \S+ \(Server (\d+)\.(\d+)\.(\d+)/i.exec(line);
  if (server === null) return fail(`${file} is not the Temporal CLI: “--version” says “${line.slice(0, 80)}”`);
  const [major, minor] = [Number(server[1]), Number(server[2])];
  return major > leastServer[0] || (major === leastServer[0] && minor >= leastServer[1])
    ? ok(line)
    : fail(
        `${file} is too old: it brings server ${major}.${minor}, and Caxton needs ${leastServer.join(".")} or newer`,
      );
};

/** SHA-256 in hexadecimal. Reading into one large buffer takes half the time of a stream. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(4 << 20);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
};
