/** The server as a user runs it, from `dist/`, telling the benchmark where it is as `test/support/run-server.ts` does. */
import { loadConfig } from "../dist/config.js";
import { startServer } from "../dist/server.js";

const { url, temporalAddress, temporalPid, adminKeyFile, stop } = await startServer(
  await loadConfig(process.env, process.cwd()),
);
process.stdout.write(`${JSON.stringify({ url, temporalAddress, temporalPid: temporalPid(), adminKeyFile })}\n`);
process.on("SIGTERM", () => {
  void stop().then(() => process.exit(0));
});
