/** `http_request` as a guest calls it, together with two servers on this machine that a test controls. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Server as RawServer, type Socket } from "node:net";
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { guestOf, type HostCallOptions, type Reply } from "./support.ts";

/** What a test sets and reads. `names`, `lookups`, `answer` and `speak` are reset before each test. */
export interface Web {
  /** The results of the lookups of each name, in their order; the last one is repeated. */
  names: Record<string, readonly string[][]>;
  /** The names that were looked up. */
  lookups: string[];
  /** Answers the requests to the HTTP server. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers the first bytes of each connection to the raw server. */
  speak: (socket: Socket) => void;
  /** The ports of the HTTP server and of the raw server. */
  readonly port: number;
  readonly rawPort: number;
  /** The open connections of the raw server. */
  readonly sockets: ReadonlySet<Socket>;
  /** A grant for `here.test`, which resolves to this machine, with the changes `more`. */
  own(more?: object): object;
  url(path?: string): string;
  /** Calls `http_request`: by default a GET of `url()` under the grant `own()`. */
  ask(head?: object, more?: Partial<HostCallOptions>): Promise<Reply>;
}

/** The values that secrets can refer to. */
export const environment = {
  TOKEN: "s3cret-t0ken-value",
  SHORT: "abc",
  EMPTY: "",
  BROKEN: "a\r\nx: y",
  QUOTED: 'q"uoted-sécret',
};

const quiet = (): Pick<Web, "names" | "lookups" | "answer" | "speak"> => ({
  names: { "here.test": [["127.0.0.1"]] },
  lookups: [],
  answer: (request, response) => response.end(`you asked for ${request.url}`),
  speak: (socket) => socket.end(),
});

const portOf = (server: RawServer): number => (server.address() as AddressInfo).port;

const createWeb = (http: Server, raw: RawServer, sockets: ReadonlySet<Socket>): Web => {
  const resolve = async (hostname: string): Promise<readonly string[]> => {
    web.lookups.push(hostname);
    const left = web.names[hostname] ?? [];
    const next = left.length > 1 ? (left as string[][]).shift() : left[0];
    if (next === undefined) throw new RangeError(`getaddrinfo ENOTFOUND ${hostname}`);
    return next;
  };
  const guest = guestOf("http_request", httpRequest({ resolve, environment }));
  const own = (more: object = {}): object => ({
    host: "here.test",
    ports: [portOf(http), portOf(raw)],
    methods: ["GET", "POST", "HEAD"],
    private: true,
    ...more,
  });
  const url = (path = "/a"): string => `http://here.test:${portOf(http)}${path}`;
  const web: Web = {
    ...quiet(),
    get port() {
      return portOf(http);
    },
    get rawPort() {
      return portOf(raw);
    },
    sockets,
    own,
    url,
    ask: async (head = {}, more = {}) =>
      guest(
        { url: url(), method: "GET", headers: {}, timeoutMs: null, ...head },
        { grants: { network: [own()] }, ...more },
      ),
  };
  return web;
};

/** Starts the two servers before the tests of the suite that calls this, and stops them after these tests. */
export const useWeb = (): Web => {
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => web.answer(request, response));
  const raw = createRawServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    socket.once("data", () => web.speak(socket));
  });
  const web = createWeb(http, raw, sockets);

  before(async () => {
    for (const server of [http, raw]) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
  });
  beforeEach(() => void Object.assign(web, quiet()));
  after(() => {
    http.closeAllConnections();
    http.close();
    for (const socket of sockets) socket.destroy();
    raw.close();
  });
  return web;
};
