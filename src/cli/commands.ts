/** The commands that use a server: their flags, their help, and their code, which is loaded on demand. */
import { servedProtocols } from "../domain/conversation.ts";
import { performatives } from "../domain/fipa.ts";
import { agentStates } from "../domain/lifecycle.ts";
import { approvalCommands } from "./approval-commands.ts";
import { memoryCommands } from "./memory-commands.ts";
import { toolCommands } from "./tool-commands.ts";
import { wholeNumber, type Parser, type Runner } from "./parser.ts";

const nameOf = { type: "string", demandOption: true, describe: "The agent’s name" } as const;

const agentCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      ["list", "ls"],
      "List agents",
      (y) =>
        y
          .option("capability", { alias: "c", type: "string", describe: "Those that offer it" })
          .option("kind", { choices: ["config", "wasm"], describe: "Those of this kind" })
          .option("state", { choices: agentStates, describe: "Those in this state" })
          .option("limit", { type: "number", coerce: wholeNumber("--limit"), describe: "At most so many" })
          .example("$0 agent list", "all agents")
          .example("$0 agent list -c data-analysis --json", "who can analyse data, for a program"),
      run(async (session, args) => (await import("./agents.ts")).listAgents(session, args)),
    )
    .command(
      "show <name>",
      "Show an agent",
      (y) =>
        y
          .positional("name", nameOf)
          .option("source", { type: "boolean", default: false, describe: "The agent file as it was written" })
          .example("$0 agent show Haiku", "what it is, what it offers, how it is")
          .example("$0 agent show Haiku --source > haiku.md", "a copy of its file"),
      run(async (session, args) => (await import("./agents.ts")).showAgent(session, args)),
    )
    .command(
      "validate <files..>",
      "Check agent files, without a server",
      (y) =>
        y
          .positional("files", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "Agent files, folders of them, or - for standard input",
          })
          .option("strict", { type: "boolean", default: false, describe: "Warnings count as errors" })
          .example("$0 agent validate agents/", "every agent file in the folder")
          .example("$0 agent validate haiku.md --json", "errors with line and column, for an editor"),
      run(async (session, args) => (await import("./agent-validate.ts")).validateFiles(session, args)),
    )
    .command(
      "create <file>",
      "Send an agent file to the server",
      (y) =>
        y
          .positional("file", {
            type: "string",
            demandOption: true,
            describe: "The agent file, or - for standard input",
          })
          .option("replace", {
            type: "boolean",
            default: false,
            describe: "A new version where there is one of that name",
          })
          .example("$0 agent create haiku.md", "a new agent")
          .example("$0 agent create haiku.md --replace", "a new agent, or a new version of it"),
      run(async (session, args) => (await import("./agents.ts")).createAgent(session, args)),
    )
    .command(
      "new <folder>",
      "Write the project of a new WASM agent",
      (y) =>
        y
          .positional("folder", { type: "string", demandOption: true, describe: "Where; the agent is called after it" })
          .option("wasm", { type: "boolean", default: false, describe: "An agent that is a WebAssembly module" })
          .option("language", {
            alias: "l",
            choices: ["assemblyscript", "rust", "javascript"] as const,
            default: "assemblyscript" as const,
            describe: "What it is written in",
          })
          .example("$0 agent new word-count --wasm", "in AssemblyScript, built by npm alone")
          .example("$0 agent new word-count --wasm --language rust", "in Rust, built by cargo and wasm-opt")
          .example("$0 agent new word-count --wasm --language javascript", "in JavaScript, a component built by jco"),
      run(async (session, args) => (await import("./agent-new.ts")).newAgent(session, args)),
    )
    .command(
      "test <agent>",
      "Ask an agent its own examples",
      (y) =>
        y
          .positional("agent", { type: "string", demandOption: true, describe: "An agent’s name, or its file" })
          .option("timeout", { type: "string", default: "2m", describe: "For each example" })
          .example("$0 agent test Haiku", "the examples of the agent that runs")
          .example("$0 agent test agents/haiku.md", "those of the file, if the server runs this very version"),
      run(async (session, args) => (await import("./agent-test.ts")).testAgent(session, args)),
    )
    .command(
      ["delete <names..>", "rm"],
      "Delete agents that were created through the API",
      (y) =>
        y
          .positional("names", { type: "string", array: true, demandOption: true, describe: "The agents’ names" })
          .example("$0 agent delete Haiku", "an agent of the agents folder goes with its file instead"),
      run(async (session, args) => (await import("./agents.ts")).deleteAgents(session, args)),
    )
    .demandCommand(1, "What about agents? list, show, validate, create, new, test or delete.");

const messageCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "send <text>",
      "Send a message and print the reply",
      (y) =>
        y
          .positional("text", { type: "string", demandOption: true, describe: "What to say, or - for standard input" })
          .option("to", { alias: "t", type: "string", describe: "A capability; the server chooses the agent" })
          .option("agent", {
            alias: "a",
            type: "string",
            array: true,
            nargs: 1,
            describe: "An agent by name; may be repeated",
          })
          .option("performative", {
            alias: "p",
            choices: performatives,
            default: "request",
            describe: "The kind of message",
          })
          .option("conversation", { type: "string", describe: "The conversation that it belongs to (UUID)" })
          .option("protocol", { choices: servedProtocols, describe: "The protocol of a new conversation" })
          .option("sender", { type: "string", describe: "Who sends, such as user:ada" })
          .option("in-reply-to", { type: "string", describe: "The reply-with of the message that this one answers" })
          .option("content-json", { type: "boolean", default: false, describe: "The text is JSON" })
          .option("wait", {
            alias: "w",
            type: "string",
            default: "60s",
            describe: "How long to wait for the reply; 0 does not",
          })
          .option("follow", { alias: "f", type: "boolean", default: false, describe: "Show on the way what happens" })
          .example("$0 message send 'A lighthouse in fog' --to poetry", "ask whoever can")
          .example("cat report.txt | $0 message send - --to summary", "text from a file")
          .example("$0 message send 'Hello' -a Haiku --wait 0 --json", "do not wait; ids for a program"),
      run(async (session, args) => (await import("./message-send.ts")).send(session, args)),
    )
    .demandCommand(1, "What about messages? send.");

const conversationCommands = (parser: Parser, run: Runner): Parser =>
  approvalCommands(
    parser
      .command(
        ["list", "ls"],
        "List conversations, newest first",
        (y) =>
          y
            .option("state", {
              choices: ["initiated", "in-progress", "completed", "failed", "expired"],
              describe: "Those in this state",
            })
            .option("protocol", { choices: servedProtocols, describe: "Those with this protocol" })
            .option("participant", { type: "string", describe: "Those in which user:… or agent:… takes part" })
            .option("limit", {
              type: "number",
              coerce: wholeNumber("--limit"),
              default: 20,
              describe: "At most so many",
            })
            .example("$0 conversation list --state failed", "what went wrong lately"),
        run(async (session, args) => (await import("./conversations.ts")).listConversations(session, args)),
      )
      .command(
        "show <id>",
        "Show a conversation with its messages",
        (y) =>
          y
            .positional("id", { type: "string", demandOption: true, describe: "The conversation’s id" })
            .option("follow", { alias: "f", type: "boolean", default: false, describe: "Go on until it is over" })
            .example("$0 conversation show <id> --follow", "messages as they come")
            .example("$0 conversation show <id> -f --json", "one JSON document a line: events and tokens"),
        run(async (session, args) => (await import("./conversations.ts")).showConversation(session, args)),
      ),
    run,
  ).demandCommand(1, "What about conversations? list, show, approvals, approve or reject.");

const serverCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "start",
      "Start a server",
      (y) =>
        y
          .option("detach", { alias: "d", type: "boolean", default: false, describe: "In the background" })
          .option("port", {
            type: "number",
            coerce: wholeNumber("--port", 0),
            describe: "The API’s port; 0 takes a free one",
          })
          .option("log-file", { type: "string", hidden: true })
          .example("$0 server start", "until Ctrl-C; a second one ends it at once")
          .example("$0 server start --detach", "in the background; returns when it is ready"),
      run(async (session, args) =>
        args.detach
          ? (await import("./server-detach.ts")).startDetached(session, args)
          : (await import("./server-start.ts")).startForeground(session, args),
      ),
    )
    .command(
      "status",
      "Show the server of the data folder",
      (y) => y.example("$0 server status", "its addresses and whether it is ready"),
      run(async (session) => (await import("./server-stop.ts")).serverStatus(session)),
    )
    .command(
      "stop",
      "Stop the server of the data folder",
      (y) =>
        y
          .option("timeout", { type: "string", default: "60s", describe: "How long to wait for its end" })
          .option("force", { type: "boolean", default: false, describe: "Kill it when the time is over" })
          .example("$0 server stop", "lets what is under way finish for a moment"),
      run(async (session, args) => (await import("./server-stop.ts")).stopServer(session, args)),
    )
    .demandCommand(1, "What about the server? start, status or stop.");

/** All commands. */
export const addCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command("server", "Start, stop and look at the server", (y) => serverCommands(y, run))
    .command(
      "health",
      "Whether the server can do its work",
      (y) => y.example("$0 health && echo yes", "exit code 0: ready; 1: not ready; 3: no answer"),
      run(async (session) => (await import("./health.ts")).health(session)),
    )
    .command(["agent", "agents"], "Agents: list, check, create, test", (y) => agentCommands(y, run))
    .command(["tool", "tools"], "Tools: list, show, call, add", (y) => toolCommands(y, run))
    .command("memory", "Memory: search, add, export, import", (y) => memoryCommands(y, run))
    .command(["message", "messages"], "Send messages", (y) => messageCommands(y, run))
    .command(["conversation", "conversations"], "Conversations: list, read, follow", (y) =>
      conversationCommands(y, run),
    );
