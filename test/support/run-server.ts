/**
 * A whole Caxton server, or with the role `worker` a worker, as a process of its own, for tests that kill it. Beside what
 * a user gets it has one tool, `note_down`, which tells the test by HTTP that it ran, and which the offline world of a test
 * can count.
 */
import { loadConfig } from "../../src/config.ts";
import { CaxtonError } from "../../src/domain/errors.ts";
import { startServer, startWorkerProcess } from "../../src/server.ts";
import type { Tool } from "../../src/tools/types.ts";

const { NOTE_URL: noteUrl = "", ...env } = process.env;

const noteDown: Tool = {
  name: "note_down",
  origin: "embedded",
  description: "Writes a note.",
  parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  resultSchema: null,
  manifest: null,
  idempotent: true,
  timeoutMs: 10_000,
  call: async (args, { callKey, signal }) => {
    const response = await fetch(noteUrl, {
      method: "POST",
      body: JSON.stringify({ callKey, text: args["text"] }),
      signal,
    }).catch((cause: unknown) => {
      throw new CaxtonError("tool.failed", "The note was not taken.", { cause });
    });
    return { value: { noted: response.ok }, audit: {} };
  },
};

const config = await loadConfig(env, process.cwd());
const tools = noteUrl === "" ? [] : [noteDown];

const start = async (): Promise<{ readonly place: object; stop(): Promise<void> }> => {
  if (config.role === "worker") {
    const { metricsUrl, stop } = await startWorkerProcess(config, { tools });
    return { place: { metricsUrl }, stop };
  }
  const { url, temporalAddress, temporalPid, adminKeyFile, stop } = await startServer(config, { tools });
  return { place: { url, temporalAddress, temporalPid: temporalPid(), adminKeyFile }, stop };
};

const { place, stop } = await start();
process.stdout.write(`${JSON.stringify(place)}\n`);
process.on("SIGTERM", () => {
  void stop().then(() => process.exit(0));
});
