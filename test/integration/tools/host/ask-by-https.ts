/** Asks each URL of the command line by `http_request`, with every name on loopback, and prints the results as JSON. */
import { httpRequest } from "../../../../src/tools/host/network.ts";
import { guestOf } from "./support.ts";

const guest = guestOf("http_request", httpRequest({ resolve: async () => ["127.0.0.1"], environment: {} }));
const answers: unknown[] = [];
for (const url of process.argv.slice(2)) {
  const { hostname, port } = new URL(url);
  const { head, body } = await guest(
    { url, timeoutMs: 5_000 },
    { grants: { network: [{ host: hostname, ports: [Number(port)], private: true }] } },
  );
  answers.push(
    head.ok === true ? { status: head.status, body } : { code: head.error.code, message: head.error.message },
  );
}
process.stdout.write(JSON.stringify(answers));
