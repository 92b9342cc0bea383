/** Ports for the embedded server, which stay the same between starts while they are free. */
import { createConnection, createServer } from "node:net";
import { randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../domain/errors.ts";

export interface Ports {
  readonly port: number;
  /** null without a Web UI. */
  readonly uiPort: number | null;
}

/**
 * Below the ranges that Linux (from 32768) and macOS (from 49152) use for outgoing connections. Otherwise a client that
 * retries on loopback while the server is down could be given the very port that the server needs again.
 */
const lowest = 20_000;
const highest = 30_000;

const usualUiPort = 8233;

const isPortFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });

const anyFreePort = async (host: string, except: readonly number[]): Promise<number> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (!except.includes(port) && (await isPortFree(host, port))) return port;
  }
  throw new CaxtonError("temporal.no_server", `No free port was found between ${lowest} and ${highest}.`, {
    hint: "Set temporal.port and temporal.ui_port in the configuration file to ports that are free.",
  });
};

/** The last port is worth waiting for: the sockets of a killed server stay open until its last thread has ended. */
const isSoonFree = async (host: string, port: number): Promise<boolean> => {
  for (let left = 10; left > 0; left -= 1) {
    if (await isPortFree(host, port)) return true;
    await sleep(50);
  }
  return false;
};

const firstFree = async (
  host: string,
  kept: number | null,
  usual: number | null,
  except: readonly number[],
): Promise<number> => {
  if (kept !== null && !except.includes(kept) && (await isSoonFree(host, kept))) return kept;
  if (usual !== null && !except.includes(usual) && (await isPortFree(host, usual))) return usual;
  return anyFreePort(host, except);
};

const recall = async (
  file: string | null,
): Promise<{ readonly port: number | null; readonly uiPort: number | null }> => {
  const nothing = { port: null, uiPort: null };
  if (file === null) return nothing;
  try {
    const kept: unknown = JSON.parse(await readFile(file, "utf8"));
    const { port, uiPort } = (kept ?? {}) as Record<string, unknown>;
    const valid = (value: unknown) =>
      typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65_536 ? value : null;
    return { port: valid(port), uiPort: valid(uiPort) };
  } catch {
    // The first start, or a truncated file: new ports are as good.
    return nothing;
  }
};

const demand = async (host: string, port: number, key: string): Promise<number> => {
  if (await isPortFree(host, port)) return port;
  throw new CaxtonError("temporal.no_server", `Port ${port}, which ${key} names for Temporal, is in use.`, {
    hint: `Stop the program that uses it, or leave ${key} out to let Caxton choose a free port.`,
  });
};

/**
 * Chooses the ports: the configured ones (an error if they are taken), else the last ones, else a free one and, for the
 * Web UI, 8233. They are recorded in `file` for the next start.
 */
export const choosePorts = async (options: {
  readonly host: string;
  readonly port: number | null;
  readonly uiPort: number | null;
  readonly ui: boolean;
  readonly file: string | null;
}): Promise<Ports> => {
  const { host, file } = options;
  const kept = await recall(file);
  const demanded = (port: number | null): port is number => port !== null && port !== 0;
  const port = demanded(options.port)
    ? await demand(host, options.port, "temporal.port")
    : await firstFree(host, kept.port, null, [options.uiPort ?? 0]);
  const chooseUi = () =>
    demanded(options.uiPort)
      ? demand(host, options.uiPort, "temporal.ui_port")
      : firstFree(host, kept.uiPort, options.uiPort === 0 ? null : usualUiPort, [port]);
  const ports = { port, uiPort: options.ui ? await chooseUi() : null };
  if (file !== null) await writeFile(file, `${JSON.stringify(ports)}\n`);
  return ports;
};

/** Whether something accepts connections on this port. */
export const isListening = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
