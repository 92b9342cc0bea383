/** The MCP test server as a program. `MCP_TEST_MODE` makes it misbehave. */
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { createToolServer, newToolServerState } from "./tool-server.ts";

const state = newToolServerState();
const mode = process.env["MCP_TEST_MODE"] ?? "both";
const extra = Number(process.env["MCP_TEST_EXTRA"] ?? 0);
const options = { extra, pageSize: extra > 0 ? 1_000 : 8 };

process.stderr.write("the tool server starts\n");

switch (mode) {
  case "both":
    serveStdio(() => createToolServer(state, options));
    break;
  case "legacy":
    await createToolServer(state, options).connect(new StdioServerTransport());
    break;
  case "fragile": {
    // SDKs of some languages do this: they disconnect if the first message is not `initialize`.
    process.stdin.once("data", (chunk) => {
      if (!chunk.toString().includes('"initialize"')) process.exit(3);
      process.stdin.pause();
      process.stdin.unshift(chunk);
      void createToolServer(state, options).connect(new StdioServerTransport());
      process.stdin.resume();
    });
    break;
  }
  case "dead":
    process.stderr.write("no licence found\n");
    process.exit(5);
    break;
  case "deaf":
    // Neither reads nor ends, whatever it is sent.
    process.on("SIGTERM", () => undefined);
    setInterval(() => undefined, 1_000);
    break;
  default:
    throw new Error(`There is no mode ${mode}.`);
}
