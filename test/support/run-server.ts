/**
 * A whole Caxton server as a process of its own, for tests that kill it. Beside what a user gets it has one tool,
 * `note_down`, which tells the test by HTTP that it ran, and which the offline world of a test can count.
 */
import { loadConfig } from "../../src/config.ts";
import { CaxtonError } from "../../src/domain/errors.ts";
import { startServer } from "../../src/server.ts";
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

const server = await startServer(await loadConfig(env, process.cwd()), { tools: noteUrl === "" ? [] : [noteDown] });
const { url, temporalAddress, temporalPid, adminKeyFile } = server;
process.stdout.write(`${JSON.stringify({ url, temporalAddress, temporalPid: temporalPid(), adminKeyFile })}\n`);
process.on("SIGTERM", () => {
  void server.stop().then(() => process.exit(0));
});
