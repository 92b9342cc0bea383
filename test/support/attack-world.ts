/**
 * The targets of hostile tools: malicious web servers, folders with traps, and databases with data worth protecting.
 * All on loopback.
 */
import Database from "better-sqlite3";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { findPostgresql, startPostgresql, type TestPostgresql } from "./postgresql.ts";

export interface AttackWorld {
  readonly folder: string;
  readonly storageDir: string;
  readonly sqliteFile: string;
  /** Connects as a read-only role; null if there is no PostgreSQL. */
  readonly postgresqlUrl: string | null;
  /** Port of a web server. */
  readonly port: number;
  /** Port of a server that does not speak proper HTTP. */
  readonly rawPort: number;
  /** Port of a server that no tool may reach; it counts the requests that reach it. */
  readonly innerPort: number;
  readonly innerVisits: () => number;
  /** An environment for the host that contains a secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves names that exist only in this world. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>;
  close(): Promise<void>;
}

const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1_048_576);

/** 64 MiB of zeros, compressed to a few kilobytes. */
const bombs: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(zeros(64)),
  br: brotliCompressSync(zeros(64), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

const endless = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(65_536, 120);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more).on("error", () => undefined);
  more();
};

const drip = (response: ServerResponse): void => {
  const timer = setInterval(() => response.write("x"), 10);
  response.on("close", () => clearInterval(timer));
};

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://here.test");
  const bomb = bombs[pathname.slice(1)];
  if (bomb !== undefined) response.setHeader("content-encoding", pathname.slice(1)).end(bomb);
  else if (pathname === "/to") response.writeHead(302, { location: searchParams.get("url") ?? "" }).end();
  else if (pathname === "/loop") response.writeHead(302, { location: "/loop" }).end();
  else if (pathname === "/endless") endless(response);
  else if (pathname === "/drip") drip(response);
  else if (pathname === "/echo") response.setHeader("x-saw", request.headers["x-key"] ?? "nothing").end("seen");
  else if (pathname !== "/silent") response.end("hello");
};

const speak = (socket: Socket): void => {
  socket
    .on("error", () => undefined)
    .once("data", (data) => {
      const path = data.toString("latin1").split(" ")[1];
      if (path === "/switch")
        socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
      else if (path === "/headers") socket.end(`HTTP/1.1 200 OK\r\n${"x-y: z\r\n".repeat(20_000)}\r\n`);
      else socket.end("no HTTP at all\r\n\r\n");
    });
};

const listening = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};

const layTraps = async (storageDir: string): Promise<void> => {
  for (const name of ["box", "small", "beside"]) await mkdir(join(storageDir, name), { recursive: true });
  await writeFile(join(storageDir, "beside", "secret.txt"), "beside the granted folder");
  await symlink("/etc", join(storageDir, "box", "etc"));
  await symlink("../beside", join(storageDir, "box", "beside"));
  await symlink("../beside/secret.txt", join(storageDir, "box", "link"));
  await symlink("/proc/self", join(storageDir, "box", "self"));
  execFileSync("mkfifo", [join(storageDir, "box", "pipe")]);
};

const openPostgresql = async (): Promise<TestPostgresql | null> => {
  const installed = findPostgresql();
  if (installed === null) return null;
  const server = await startPostgresql(installed);
  await server.execute(`CREATE TABLE item (name text); INSERT INTO item VALUES ('pen');
    CREATE ROLE reader LOGIN PASSWORD 'reader-password'; GRANT SELECT, INSERT ON item TO reader`);
  return server;
};

const openSqlite = (file: string): void => {
  const database = new Database(file);
  database.exec("CREATE TABLE item (name TEXT); INSERT INTO item VALUES ('pen')");
  database.close();
};

/** `withPostgresql` takes a second; it has no effect if PostgreSQL is not installed. */
export const openAttackWorld = async (withPostgresql: boolean): Promise<AttackWorld> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-attacks-"));
  const storageDir = join(folder, "tools");
  const sqliteFile = join(folder, "shop.db");
  let visits = 0;
  const web = createServer(answer);
  const inner = createServer((_, response) => {
    visits += 1;
    response.end("inside");
  });
  const raw = createRawServer(speak);
  const sockets = new Set<Socket>();
  for (const server of [web, raw, inner]) {
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
  }
  const [port, rawPort, innerPort] = [await listening(web), await listening(raw), await listening(inner)];
  await layTraps(storageDir);
  openSqlite(sqliteFile);
  const postgresql = withPostgresql ? await openPostgresql() : null;
  let turn = 0;
  return {
    folder,
    storageDir,
    sqliteFile,
    postgresqlUrl: postgresql?.urlOf("reader", "reader-password") ?? null,
    port,
    rawPort,
    innerPort,
    innerVisits: () => visits,
    environment: { ATTACK_TOKEN: "s3cret-t0ken-value", PATH: process.env["PATH"] ?? "" },
    resolve: async (hostname) => {
      turn += 1;
      // A name whose address changes: every other lookup returns a harmless address.
      if (hostname === "rebind.test") return [turn % 2 === 1 ? "127.0.0.1" : "169.254.169.254"];
      if (hostname === "mixed.test") return ["93.184.216.34", "127.0.0.1"];
      return hostname === "metadata.test" ? ["169.254.169.254"] : ["127.0.0.1"];
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of [web, raw, inner]) server.close();
      await postgresql?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
