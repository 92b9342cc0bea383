/** `caxton server start`: runs a server in this process until a signal ends it. */
import { once } from "node:events";
import { loadConfig } from "../config/load.ts";
import type { Config, Environment } from "../config/types.ts";
import { CaxtonError } from "../domain/errors.ts";
import { startServer, startWorkerProcess, type RunningServer } from "../server.ts";
import { createClient } from "./client.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { problemOfFailure, toFailure } from "./failure.ts";
import { claimServerFile, type Claim, type ServerAddresses } from "./server-file.ts";
import { writeJson, type Session } from "./session.ts";
import { readWelcome, renderWelcome, renderWorkerWelcome } from "./welcome.ts";

export interface StartArguments {
  readonly port?: number | undefined;
  readonly detach: boolean;
  /** Set by `--detach` for the background process: the file of its output. */
  readonly logFile?: string | undefined;
}

/** The report of the background process to the one that started it. */
export type StartReport =
  | { readonly kind: "ready"; readonly welcome: Awaited<ReturnType<typeof readWelcome>> }
  | { readonly kind: "failed"; readonly problem: object; readonly exitCode: ExitCode };

/** The environment, with the flags of the command line applied. */
export const serverEnvironment = (session: Session, args: StartArguments): Environment => ({
  ...session.env,
  ...(session.arguments.dataDir === undefined ? {} : { CAXTON_DATA_DIR: session.arguments.dataDir }),
  ...(args.port === undefined ? {} : { CAXTON_PORT: String(args.port) }),
});

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first signal stops the server gracefully, also while it starts; the second ends the process at once. */
const listenForEnd = (session: Session, onSecond: () => void) => {
  const end = new AbortController();
  const requested = once(end.signal, "abort");
  const hear = (): void => {
    if (end.signal.aborted) return onSecond();
    session.err.write("Stopping. Press Ctrl-C again to stop at once.\n");
    end.abort(new CaxtonError("server.shutting_down", "The server was stopped while it was starting."));
  };
  for (const signal of signals) process.on(signal, hear);
  return {
    signal: end.signal,
    requested,
    /** A start that was ended on request is not a failure. */
    throwUnlessAsked: (thrown: unknown): void => {
      if (thrown !== end.signal.reason) throw thrown;
    },
    stopListening: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
};

const addressesOf = (server: RunningServer): ServerAddresses => {
  const { url, metricsUrl, temporalUiUrl, temporalAddress, adminKeyFile } = server;
  return { url, metricsUrl, temporalUiUrl, temporalAddress, temporalPid: server.temporalPid(), adminKeyFile };
};

const report = (args: StartArguments, message: StartReport): void => {
  if (args.logFile === undefined || process.send === undefined) return;
  process.send(message, undefined, undefined, () => process.disconnect?.());
};

const serveUntilAsked = async (session: Session, args: StartArguments, config: Config, claim: Claim): Promise<void> => {
  const end = listenForEnd(session, () => {
    claim.releaseNow();
    process.exit(exitCodes.interrupted);
  });
  try {
    const began = performance.now();
    const server = await startServer(config, { signal: end.signal });
    try {
      await claim.ready(addressesOf(server));
      const client = async (apiKey: string | null) =>
        createClient({ url: server.url, apiKey, keySource: server.adminKeyFile }, "caxton", session.signal);
      const welcome = await readWelcome(server, config, session.cwd, client);
      const took = (performance.now() - began) / 1000;
      if (session.json) writeJson(session, welcome);
      else session.out.write(renderWelcome(session.out, welcome, took));
      report(args, { kind: "ready", welcome });
      await end.requested;
    } finally {
      await server.stop();
    }
  } catch (thrown) {
    end.throwUnlessAsked(thrown);
  } finally {
    end.stopListening();
  }
};

/** Workers do not use `server.json`: many may run on one data folder, and no command addresses them. */
const workUntilAsked = async (session: Session, config: Config): Promise<void> => {
  const end = listenForEnd(session, () => process.exit(exitCodes.interrupted));
  try {
    const began = performance.now();
    const { stop, ...worker } = await startWorkerProcess(config, { signal: end.signal });
    try {
      const welcome = { role: "worker", ...worker } as const;
      if (session.json) writeJson(session, welcome);
      else session.out.write(renderWorkerWelcome(session.out, welcome, (performance.now() - began) / 1000));
      await end.requested;
    } finally {
      await stop();
    }
  } catch (thrown) {
    end.throwUnlessAsked(thrown);
  } finally {
    end.stopListening();
  }
};

const runUntilAsked = async (session: Session, args: StartArguments, config: Config): Promise<void> => {
  if (config.role === "worker") return workUntilAsked(session, config);
  const claim = await claimServerFile(config.dataDir, { logFile: args.logFile ?? null, now: new Date() });
  try {
    return await serveUntilAsked(session, args, config, claim);
  } finally {
    await claim.release();
  }
};

export const startForeground = async (session: Session, args: StartArguments): Promise<ExitCode> => {
  try {
    await runUntilAsked(session, args, await loadConfig(serverEnvironment(session, args), session.cwd));
    if (!session.json) session.err.write("Stopped.\n");
    return exitCodes.ok;
  } catch (thrown) {
    const failure = toFailure(thrown);
    report(args, { kind: "failed", problem: problemOfFailure(failure), exitCode: failure.exitCode });
    throw failure;
  }
};
