/** A TCP relay on loopback that simulates a server that is not up yet: nothing listens on its port until it is opened. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface Relay {
  readonly port: number;
  /** Connections are passed on from now on. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const listening = async (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });

/** @param target the loopback port to which connections are passed on */
export const reserveRelay = async (target: number): Promise<Relay> => {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await listening(server, 0);
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  await close();
  return { port, open: async () => listening(server, port), close };
};
