/** A third-party server for tests: on loopback, in a temporary folder. It ends with this process, however that ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startServerProcess, type ServerProcess } from "../../src/tools/remote/server-process.ts";

export interface ListeningServer {
  readonly port: number;
  /** Ends it with `kill -9` and starts it again with the same port and data. */
  crash(): Promise<void>;
  /** Also deletes its data, so it need not write anything before it ends. */
  close(): Promise<void>;
}

export interface ServerProgram {
  readonly name: string;
  readonly command: string;
  /** @param port the port to listen on; 0 for any */
  readonly args: (folder: string, port: number) => readonly string[];
}

/** The first line that it prints, or how it ended. */
const firstWords = async ({ stdout, stderr, ended }: ServerProcess): Promise<string> => {
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: stdout });
  return Promise.race([
    new Promise<string>((resolve) => lines.once("line", resolve)),
    ended.then((how) => `${how}: ${said}`),
  ]);
};

/** Resolves when the program has printed `listening on 12345`. */
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
      // The port may be in use for a moment, because it is in the range used for outgoing connections.
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
