/**
 * A whole Caxton server as built (or, with the role `worker`, a worker) as a separate process, for tests that kill it.
 * Starting from source would take two seconds longer each time. It has one additional tool, `note_down`, which tells
 * the test over HTTP that it ran.
 */
import { loadConfig } from "../../dist/config/load.js";
import { CaxtonError } from "../../dist/domain/errors.js";
import { startServer, startWorkerProcess } from "../../dist/server.js";

const { NOTE_URL: noteUrl = "", ...env } = process.env;

/** @type {import("../../src/tools/types.ts").EmbeddedTool} */
const noteDown = {
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
    }).catch((cause) => {
      throw new CaxtonError("tool.failed", "The note was not taken.", { cause });
    });
    return { value: { noted: response.ok }, audit: {} };
  },
};

const config = await loadConfig(env, process.cwd());
const tools = noteUrl === "" ? [] : [noteDown];

const start = async () => {
  if (config.role === "worker") {
    const { metricsUrl, stop } = await startWorkerProcess(config, { tools });
    return { place: { metricsUrl }, stop };
  }
  const { url, metricsUrl, temporalAddress, temporalPid, adminKeyFile, stop } = await startServer(config, { tools });
  return { place: { url, metricsUrl, temporalAddress, temporalPid: temporalPid(), adminKeyFile }, stop };
};

const { place, stop } = await start();
process.stdout.write(`${JSON.stringify(place)}\n`);
process.on("SIGTERM", () => {
  void stop().then(() => process.exit(0));
});
