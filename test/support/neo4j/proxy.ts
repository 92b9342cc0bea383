/**
 * A proxy between a client and a Bolt server that changes what they send, or breaks their connection at a given
 * message.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface BoltProxy {
  readonly uri: string;
  /** Breaks the connection at the next COMMIT: either before it reaches the server or after the server has answered. */
  breakAtCommit(when: "before" | "after"): void;
  /** The number of connections that it broke. */
  broken(): number;
  close(): Promise<void>;
}

/** A two-byte chunk, an empty structure of this kind, and the end-of-message marker. */
const commitMessage = Buffer.from([0x00, 0x02, 0xb0, 0x12, 0x00, 0x00]);

/** @param replace a string in the server's output and its replacement, which must have the same length */
export const startBoltProxy = async (
  uri: string,
  replace: readonly [said: string, instead: string] | null = null,
): Promise<BoltProxy> => {
  const target = new URL(uri);
  let breaking: "before" | "after" | null = null;
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let isBreaking = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (data) => {
      if (breaking !== null && data.includes(commitMessage)) {
        const when = breaking;
        breaking = null;
        count++;
        if (when === "before") return end();
        isBreaking = true;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (isBreaking) return end();
      const [said, instead] = replace ?? ["", ""];
      const at = said === "" ? -1 : data.indexOf(said);
      if (at >= 0) data.write(instead, at);
      client.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    uri: `bolt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakAtCommit: (when) => {
      breaking = when;
    },
    broken: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
