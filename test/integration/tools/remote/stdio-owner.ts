/** Starts a program that hears nothing, tells its id, and waits to be killed. */
import { startServerProcess } from "../../../../src/tools/remote/server-process.ts";

const child = await startServerProcess({
  command: process.execPath,
  args: ["-e", "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)"],
  env: { PATH: process.env["PATH"] ?? "" },
  cwd: null,
});
process.stdout.write(`${child.pid}\n`);
