/**
 * A Qdrant for tests, on loopback, in a folder of its own. Qdrant's server is in no package registry: what is started is a server
 * that speaks its REST protocol over its engine (test/support/qdrant). It ends with the process, however that ends.
 */
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startServerProcess, type ServerProcess } from "../../src/tools/remote/server-process.ts";

export interface TestQdrant {
  readonly url: string;
  readonly apiKey: string;
  /** Ends it by `kill -9`, and starts it again with the same port and data. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

const environment = fileURLToPath(new URL("../../.caxton-test/venv", import.meta.url));
const program = fileURLToPath(new URL("qdrant/server.py", import.meta.url));

/** The Python that has Qdrant's engine; null where there is none. `scripts/test-tools.sh` installs it. */
export const findQdrant = (): string | null => {
  const library = join(environment, "lib");
  const pythons = existsSync(library) ? readdirSync(library) : [];
  const isThere = pythons.some((python) => existsSync(join(library, python, "site-packages", "qdrant_edge")));
  return isThere ? join(environment, "bin", "python") : null;
};

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

/** @param version as which it answers; that of the engine unless given */
export const startQdrant = async (python: string, version = "1.19.0"): Promise<TestQdrant> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-qdrant-"));
  const apiKey = "key-for-tests";
  const start = async (port: number): Promise<{ readonly server: ServerProcess; readonly port: number }> => {
    const server = await startServerProcess({
      command: python,
      args: ["-B", program, folder, String(port), apiKey, version],
      env: { PATH: process.env["PATH"] ?? "" },
      cwd: folder,
    });
    const words = await firstWords(server);
    const listening = /^listening on (\d+)$/.exec(words)?.[1];
    if (listening === undefined) throw new Error(`The test server of Qdrant did not start: ${words}`);
    return { server, port: Number(listening) };
  };
  let { server, port } = await start(0);
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    crash: async () => {
      process.kill(-server.pid, "SIGKILL");
      await server.ended;
      ({ server, port } = await start(port));
    },
    close: async () => {
      await server.end(1_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
