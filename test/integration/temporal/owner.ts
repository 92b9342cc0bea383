/** A process that owns a Temporal server, to be killed: prints what the server is, then waits. */
import { startDevServer } from "../../../src/temporal/dev-server.ts";
import { quietLog } from "../../support/temporal.ts";

const [cliPath = "", dataDir = ""] = process.argv.slice(2);
const server = await startDevServer({
  cliPath,
  dataDir,
  persistent: true,
  namespace: "default",
  port: null,
  uiPort: 0,
  ui: true,
  environment: { PATH: process.env["PATH"] ?? "" },
  log: quietLog,
});
console.log(JSON.stringify({ pid: server.pid(), address: server.address }));
setInterval(() => undefined, 60_000);
