/** `caxton server start --detach`: starts the server in the background and waits until it is ready. */
import { spawn } from "node:child_process";
import { closeSync, openSync, renameSync, statSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../api/dto/common.ts";
import { loadConfig } from "../config/load.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure } from "./failure.ts";
import { isErrorCode } from "../domain/errors.ts";
import { serverEnvironment, type StartArguments, type StartReport } from "./server-start.ts";
import { writeJson, type Session } from "./session.ts";
import { renderWelcome } from "./welcome.ts";

/** A log larger than this, in bytes, is renamed at the next start. */
const largestLog = 10_000_000;

const openLog = (file: string): number => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLog) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
};

const tailOf = async (file: string, from: number): Promise<string> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size - from, 4_000);
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.max(0, length)),
      0,
      Math.max(0, length),
      size - length,
    );
    return buffer.subarray(0, bytesRead).toString("utf8").trim();
  } finally {
    await handle.close();
  }
};

const failureOf = (report: Extract<StartReport, { kind: "failed" }>): CliFailure => {
  const { code, detail, hint, errors } = report.problem as Problem;
  return new CliFailure(isErrorCode(code) ? code : "internal.unexpected", detail, {
    exitCode: report.exitCode,
    hint,
    errors,
  });
};

/** Starts this program with the same flags, without `--detach`. */
const commandLineFor = (session: Session, args: StartArguments, logFile: string): readonly string[] => {
  const { dataDir } = session.arguments;
  return [
    ...process.execArgv,
    process.argv[1] ?? "",
    "server",
    "start",
    "--log-file",
    logFile,
    ...(dataDir === undefined ? [] : ["--data-dir", dataDir]),
    ...(args.port === undefined ? [] : ["--port", String(args.port)]),
  ];
};

/** Resolves with the report of the background process, or with null if it ended without one. */
const startedProcess = (session: Session, command: readonly string[], log: number) => {
  const child = spawn(process.execPath, command, {
    cwd: session.cwd,
    env: session.env,
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  const report = new Promise<StartReport | null>((resolve) => {
    child.once("message", (message) => resolve(message as StartReport));
    child.once("exit", () => resolve(null));
    child.once("error", () => resolve(null));
  });
  return {
    pid: child.pid ?? 0,
    report,
    letGo: () => {
      if (child.connected) child.disconnect();
      child.unref();
    },
    end: () => child.kill("SIGTERM"),
  };
};

/** “caxton server stop” finds a server by the `server.json` of its data folder; workers do not write one. */
const inForegroundOnly = (): CliFailure =>
  new CliFailure("configuration.invalid", "A process with CAXTON_ROLE=worker does not go into the background.", {
    exitCode: exitCodes.usage,
    hint: "Leave --detach out and use a service manager: systemd, a container, or the shell's &.",
  });

export const startDetached = async (session: Session, args: StartArguments): Promise<ExitCode> => {
  const { dataDir, role } = await loadConfig(serverEnvironment(session, args), session.cwd);
  if (role === "worker") throw inForegroundOnly();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, "server.log");
  const log = openLog(logFile);
  const from = statSync(logFile).size;
  const started = startedProcess(session, commandLineFor(session, args, logFile), log);
  closeSync(log);
  session.signal.addEventListener("abort", started.end, { once: true });
  const report = await started.report;
  started.letGo();
  if (report?.kind === "ready") {
    if (session.json) writeJson(session, { pid: started.pid, logFile, ...report.welcome });
    else {
      session.out.write(renderWelcome(session.out, report.welcome, null));
      session.out.write(`The server runs in the background (process ${started.pid}) and logs to ${logFile}.\n`);
      session.out.write("“caxton server stop” stops it.\n");
    }
    return exitCodes.ok;
  }
  session.signal.throwIfAborted();
  if (report !== null) throw failureOf(report);
  throw new CliFailure("internal.unexpected", `The server ended before it was ready.\n${await tailOf(logFile, from)}`, {
    exitCode: exitCodes.failure,
    hint: `The complete log is ${logFile}.`,
  });
};
