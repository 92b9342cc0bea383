/** Finds the server: by flags, by the environment, or by the local server's `server.json`. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Environment } from "../config/types.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliFailure, usageFailure } from "./failure.ts";
import { livenessOf, readServerFile, type ServerFile } from "./server-file.ts";

/** Flags that every command has. */
export interface GlobalArguments {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly json: boolean;
}

export interface Target {
  /** Without a trailing slash. */
  readonly url: string;
  readonly apiKey: string | null;
  /** The origin of the key, for the message when it is rejected. */
  readonly keySource: string;
}

const given = (text: string | undefined): string | null =>
  text === undefined || text.trim() === "" ? null : text.trim();

/** The data folder: the flag, `CAXTON_DATA_DIR`, the configuration file, or `./.caxton`. Absolute. */
export const findDataDir = async (env: Environment, cwd: string, flag: string | undefined): Promise<string> => {
  const named = given(flag) ?? given(env["CAXTON_DATA_DIR"]);
  if (named !== null) return resolve(cwd, named);
  const hasFile = given(env["CAXTON_CONFIG_PATH"]) !== null || existsSync(join(cwd, "caxton.yaml"));
  if (!hasFile) return join(cwd, ".caxton");
  // Skips loading the configuration, which takes time, if there is no file.
  const { loadConfig } = await import("../config/load.ts");
  return (await loadConfig(env, cwd)).dataDir;
};

const checkedUrl = (text: string, from: string): string => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageFailure(`${from} is not the address of a server: “${text}”.`, "Give it as http://127.0.0.1:8080.");
  }
  if (url.username !== "" || url.search !== "" || url.hash !== "") {
    throw usageFailure(
      `${from} must be only the address, without user, “?” or “#”.`,
      "Give the key with CAXTON_API_KEY.",
    );
  }
  return url.href.replace(/\/+$/, "");
};

const readKey = async (file: string): Promise<string | null> => {
  try {
    return given(await readFile(file, "utf8"));
  } catch {
    // Missing or unreadable: the server reports the missing key, and the hint names the file.
    return null;
  }
};

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);

/** Whether two addresses are the same server on this machine; the local admin key is only for that server. */
const isSameLocal = (url: string, local: string | undefined): boolean => {
  if (local === undefined) return false;
  const [left, right] = [new URL(url), new URL(local)];
  if (left.origin === right.origin) return true;
  return left.port === right.port && isLoopback(left.hostname) && isLoopback(right.hostname);
};

const notRunning = (dataDir: string, file: ServerFile | null): CliFailure => {
  const what =
    file === null
      ? `No Caxton server runs on the data folder ${dataDir}.`
      : `The Caxton server on the data folder ${dataDir} (process ${file.pid}) is gone; it did not stop cleanly.`;
  return new CliFailure("server.not_running", what, {
    exitCode: exitCodes.unreachable,
    hint: "Start one with “caxton server start”, or name one with --url (or CAXTON_URL) and CAXTON_API_KEY.",
  });
};

const starting = (file: ServerFile): CliFailure =>
  new CliFailure("server.not_running", `The Caxton server (process ${file.pid}) is still starting.`, {
    exitCode: exitCodes.unreachable,
    hint: "Try again in a moment; “caxton server status” shows when it is ready.",
  });

/** Finds the running server of a data folder. Throws `server.not_running`. */
const localServer = async (dataDir: string): Promise<string> => {
  const file = await readServerFile(dataDir);
  if (file === null || (await livenessOf(file)) === "gone") throw notRunning(dataDir, file);
  if (file.url === undefined) throw starting(file);
  return file.url;
};

/** The address and key for requests. Throws `server.not_running`, and usage failures for an invalid address. */
export const findTarget = async (env: Environment, cwd: string, args: GlobalArguments): Promise<Target> => {
  const fromFlag = given(args.url);
  const named = fromFlag ?? given(env["CAXTON_URL"]);
  const key = given(args.apiKey);
  const envKey = given(env["CAXTON_API_KEY"]);
  const dataDir = await findDataDir(env, cwd, args.dataDir);
  const url =
    named === null ? await localServer(dataDir) : checkedUrl(named, fromFlag === null ? "CAXTON_URL" : "--url");
  if (key !== null) return { url, apiKey: key, keySource: "--api-key" };
  if (envKey !== null) return { url, apiKey: envKey, keySource: "CAXTON_API_KEY" };
  const keyFile = join(dataDir, "admin.key");
  const isLocal = named === null || isSameLocal(url, (await readServerFile(dataDir))?.url);
  return isLocal
    ? { url, apiKey: await readKey(keyFile), keySource: keyFile }
    : { url, apiKey: null, keySource: "CAXTON_API_KEY" };
};
