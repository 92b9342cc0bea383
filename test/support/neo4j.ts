/** A Neo4j server for tests, Community Edition, in a folder of its own, on loopback; it ends with the process, however that ends. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import neo4j, { type EagerResult } from "neo4j-driver";
import { startServerProcess, type ServerProcess } from "../../src/tools/remote/server-process.ts";

export interface TestNeo4j {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Cypher of the administrator, each statement in a transaction of its own. */
  execute(cypher: string, parameters?: Readonly<Record<string, unknown>>): Promise<EagerResult>;
  /** Ends it by `kill -9`, and starts it again with the same port and data. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

const installed = fileURLToPath(new URL("../../.caxton-test/neo4j", import.meta.url));

/** The class path of the server; null where there is none. `scripts/test-tools.sh` installs it. */
export const findNeo4j = (): string | null =>
  existsSync(join(installed, "stamp")) ? `${join(installed, "classes")}:${join(installed, "lib")}/*` : null;

/** What it says first, `listening on 12345`, or how it ended. */
const firstWords = async ({ stdout, stderr, ended }: ServerProcess): Promise<string> => {
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: stdout });
  return Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then((how) => `${how}: ${said}`),
  ]);
};

/** Two of them at once still leave room on a small machine. */
const memoryOptions = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC"];

export const startNeo4j = async (classPath: string): Promise<TestNeo4j> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-neo4j-"));
  const [user, password] = ["neo4j", "password-for-tests"];
  const start = async (given: number): Promise<{ readonly server: ServerProcess; readonly port: number }> => {
    const server = await startServerProcess({
      command: "java",
      args: [...memoryOptions, "-cp", classPath, "TestNeo4j", folder, String(given), password],
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8" },
      cwd: folder,
    });
    const words = await firstWords(server);
    const listening = /^listening on (\d+)$/.exec(words)?.[1];
    if (listening === undefined) throw new Error(`The test server of Neo4j did not start: ${words}`);
    return { server, port: Number(listening) };
  };
  let { server, port } = await start(0);
  const uri = `bolt://127.0.0.1:${port}`;
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
  const kill = async (): Promise<void> => {
    process.kill(-server.pid, "SIGKILL");
    await server.ended;
  };
  return {
    uri,
    user,
    password,
    execute: async (cypher, parameters = {}) => driver.executeQuery(cypher, parameters),
    crash: async () => {
      await kill();
      ({ server, port } = await start(port));
    },
    // Its data goes too, so there is nothing that it should write before it ends.
    close: async () => {
      await driver.close();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
