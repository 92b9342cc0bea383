/** A server of somebody else's, for tests: on loopback, in a folder of its own; it ends with the process, however that ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startServerProcess, type ServerProcess } from "../../src/tools/remote/server-process.ts";

export interface ListeningServer {
  readonly port: number;
  /** Ends it by `kill -9`, and starts it again with the same port and data. */
  crash(): Promise<void>;
  /** Its data goes too, so there is nothing that it should write before it ends. */
  close(): Promise<void>;
}

export interface ServerProgram {
  readonly name: string;
  readonly command: string;
  /** @param port where it shall listen; 0 for any */
  readonly args: (folder: string, port: number) => readonly string[];
}

/** What it says first, or how it ended. */
const firstWords = async ({ stdout, stderr, ended }: ServerProcess): Promise<string> => {
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: stdout });
  return Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then((how) => `${how}: ${said}`),
  ]);
};

/** Resolves when the program has said `listening on 12345`. */
export const startListeningServer = async ({ name, command, args }: ServerProgram): Promise<ListeningServer> => {
  const folder = await mkdtemp(join(tmpdir(), `caxton-${name.toLowerCase()}-`));
  const start = async (given: number): Promise<{ readonly server: ServerProcess; readonly port: number }> => {
    const server = await startServerProcess({
      command,
      args: [...args(folder, given)],
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8" },
      cwd: folder,
    });
    const words = await firstWords(server);
    const listening = /^listening on (\d+)$/.exec(words)?.[1];
    if (listening === undefined) throw new Error(`The test server of ${name} did not start: ${words}`);
    return { server, port: Number(listening) };
  };
  let { server, port } = await start(0);
  const kill = async (): Promise<void> => {
    process.kill(-server.pid, "SIGKILL");
    await server.ended;
  };
  return {
    port,
    crash: async () => {
      await kill();
      // The port may be somebody's for a moment: it is one of those that outgoing connections are given, too.
      for (let left = 100; ; left -= 1) {
        try {
          ({ server, port } = await start(port));
          return;
        } catch (thrown) {
          if (left === 0) throw thrown;
          await new Promise((resume) => setTimeout(resume, 100));
        }
      }
    },
    close: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
