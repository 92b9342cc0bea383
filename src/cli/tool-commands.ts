/** The commands for tools, in the form of those in `commands.ts`. */
import type { Parser, Runner } from "./parser.ts";

const nameOf = { type: "string", demandOption: true, describe: "The tool’s name" } as const;

export const toolCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      ["list", "ls"],
      "List tools",
      (y) => y.example("$0 tool list", "what agents may be allowed to call"),
      run(async (session) => (await import("./tools.ts")).listTools(session)),
    )
    .command(
      "show <name>",
      "Show a tool: its arguments, its limits, its grants",
      (y) => y.positional("name", nameOf).example("$0 tool show http_client", "where it may connect to"),
      run(async (session, args) => (await import("./tools.ts")).showTool(session, args)),
    )
    .command(
      "call <name> <arguments>",
      "Call a tool once, as an agent would",
      (y) =>
        y
          .positional("name", nameOf)
          .positional("arguments", {
            type: "string",
            demandOption: true,
            describe: "A JSON object, or - for standard input",
          })
          .example(`$0 tool call text_stats '{"text": "How many words?"}'`, "prints what it gives"),
      run(async (session, args) => (await import("./tools.ts")).callTool(session, args)),
    )
    .command(
      "add <manifest> <module>",
      "Add a tool: its manifest (JSON) and its WebAssembly module",
      (y) =>
        y
          .positional("manifest", { type: "string", demandOption: true, describe: "The manifest’s file" })
          .positional("module", { type: "string", demandOption: true, describe: "The .wasm file" })
          .example("$0 tool add weather.json weather.wasm", "agents may call it once their tools name it"),
      run(async (session, args) => (await import("./tools.ts")).addTool(session, args)),
    )
    .command(
      ["delete <name>", "rm"],
      "Delete a tool that was added",
      (y) => y.positional("name", nameOf).example("$0 tool delete weather", "built-in tools stay"),
      run(async (session, args) => (await import("./tools.ts")).deleteTool(session, args)),
    )
    .command(
      "servers [name]",
      "List remote MCP servers, or connect to one again",
      (y) =>
        y
          .positional("name", { type: "string", describe: "Connects to this one and reads its tools again" })
          .example("$0 tool servers", "whether each is connected, and what went wrong")
          .example("$0 tool servers tracker", "tries again at once, also where Caxton had given up"),
      run(async (session, args) => (await import("./tools.ts")).toolServers(session, args)),
    )
    .demandCommand(1, "What about tools? list, show, call, add, delete or servers.");
