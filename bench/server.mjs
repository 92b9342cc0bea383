/** The server, or a worker, as a user runs it, from `dist/`, telling the benchmark where it is as `test/support/run-server.mjs` does. */
import { loadConfig } from "../dist/config/load.js";
import { startServer, startWorkerProcess } from "../dist/server.js";

const config = await loadConfig(process.env, process.cwd());
const { stop, temporalPid, ...place } = await (config.role === "worker" ? startWorkerProcess : startServer)(config);
process.stdout.write(`${JSON.stringify({ ...place, temporalPid: temporalPid?.() ?? null })}\n`);
process.on("SIGTERM", () => {
  void stop().then(() => process.exit(0));
});
