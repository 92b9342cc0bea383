/** The commands about memory: those for all of it; reading and writing single entities are in the files beside. */
import { memoryBackends } from "../config/types.ts";
import { agent, scope } from "./memory-flags.ts";
import { memoryReadCommands } from "./memory-read-commands.ts";
import { memoryWriteCommands } from "./memory-write-commands.ts";
import { wholeNumber, type Parser, type Runner } from "./parser.ts";

export const memoryCommands = (parser: Parser, run: Runner): Parser =>
  memoryWriteCommands(memoryReadCommands(parser, run), run)
    .command(
      "export [file]",
      "Write the memory to a file: .json, .jsonl, and either with .gz",
      (y) =>
        y
          .positional("file", {
            type: "string",
            default: "-",
            describe: "The file; standard output unless given, as JSON Lines",
          })
          .option("scope", { ...scope, describe: "Only this scope" })
          .option("agent", agent)
          .example("$0 memory export memory.jsonl.gz", "everything, also what no longer counts"),
      run(async (session, args) => (await import("./memory-export.ts")).exportMemory(session, args)),
    )
    .command(
      "import <file>",
      "Read an export, or the file of the MCP reference memory server",
      (y) =>
        y
          .positional("file", { type: "string", demandOption: true, describe: ".json, .jsonl, and either with .gz" })
          .option("rule", {
            choices: ["merge", "skip", "fail", "replace"],
            default: "merge",
            describe: "For what is there already, by id or by name",
          })
          .option("scope", { ...scope, describe: "Where entities go that say no place of their own" })
          .option("agent", agent)
          .example("$0 memory import memory.jsonl.gz", "repeat it after a crash: what is there is not stored twice"),
      run(async (session, args) => (await import("./memory-import.ts")).importMemory(session, args)),
    )
    .command(
      "migrate",
      "Move the memory to another backend, and compare",
      (y) =>
        y
          .option("from", { choices: memoryBackends, demandOption: true, describe: "Where it is" })
          .option("to", { choices: memoryBackends, demandOption: true, describe: "Where it goes" })
          .example(
            "$0 memory migrate --from embedded --to postgres",
            "repeat it as often as you like: what is there stays",
          ),
      run(async (session, args) => (await import("./memory-migrate.ts")).migrateMemories(session, args)),
    )
    .command(
      "erasures",
      "List erased entities, relations and observations",
      (y) =>
        y
          .option("limit", {
            type: "number",
            coerce: wholeNumber("--limit"),
            describe: "The most of them; all unless given",
          })
          .example("$0 memory erasures --json", "what to remove from backups and other copies, too"),
      run(async (session, args) => (await import("./memory.ts")).listErasures(session, args)),
    )
    .command(
      "doctor",
      "Check the memory: its file, word index and vectors",
      (y) =>
        y
          .option("mend", { type: "boolean", default: false, describe: "Rebuild what can be rebuilt" })
          .example("$0 memory doctor --mend", "exit code 0 if nothing was wrong or all of it is mended"),
      run(async (session, args) => (await import("./memory.ts")).checkMemory(session, args)),
    )
    .demandCommand(1, "Which command? “caxton memory --help” lists them.");
