/** The commands about memory, as `commands.ts` has the others. */
import { memoryBackends } from "../config/types.ts";
import type { Parser, Runner } from "./parser.ts";

const scope = {
  choices: ["agent-only", "workspace", "global"],
  describe: "Whose memory; workspace unless given",
} as const;
const agent = { type: "string", describe: "The agent, with the scope agent-only" } as const;
const reference = {
  type: "string",
  demandOption: true,
  describe: "An entity’s id, or a name that is one entity’s alone",
} as const;

export const memoryCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "search <text>",
      "Search what is remembered, by meaning and by words",
      (y) =>
        y
          .positional("text", { type: "string", demandOption: true, describe: "What to look for" })
          .option("mode", { choices: ["hybrid", "semantic", "keyword", "graph"], default: "hybrid", describe: "How" })
          .option("limit", { type: "number", default: 10, describe: "Matches at most" })
          .option("type", { type: "string", describe: "Only entities of this type" })
          .option("scope", { ...scope, describe: "Only this scope" })
          .option("agent", { ...agent, describe: "The agent whose own memory is looked into as well" })
          .example("$0 memory search 'Which drink does Ada like?'", "the best matches, with their scores"),
      run(async (session, args) => (await import("./memory.ts")).searchMemory(session, args)),
    )
    .command(
      "add <name> <type> [observations..]",
      "Remember facts about something",
      (y) =>
        y
          .positional("name", { type: "string", demandOption: true, describe: "Whom or what" })
          .positional("type", { type: "string", demandOption: true, describe: "Such as person or company" })
          .positional("observations", { type: "string", array: true, default: [], describe: "Short sentences" })
          .option("scope", scope)
          .option("agent", agent)
          .example(
            "$0 memory add Ada person 'Ada prefers tea to coffee.'",
            "agents of the workspace know it from then on",
          ),
      run(async (session, args) => (await import("./memory.ts")).addMemory(session, args)),
    )
    .command(
      "show <entity>",
      "Show an entity: what is known of it, and since when",
      (y) => y.positional("entity", reference).example("$0 memory show Ada", "all observations"),
      run(async (session, args) => (await import("./memory.ts")).showMemory(session, args)),
    )
    .command(
      "graph <entity>",
      "Show what is related to an entity",
      (y) =>
        y
          .positional("entity", reference)
          .option("depth", { type: "number", default: 1, describe: "Hops" })
          .example("$0 memory graph Ada --depth 2", "relations of relations as well"),
      run(async (session, args) => (await import("./memory.ts")).showGraph(session, args)),
    )
    .command(
      ["forget <entity>", "rm"],
      "Forget an entity",
      (y) =>
        y
          .positional("entity", reference)
          .option("erase", {
            type: "boolean",
            default: false,
            describe: "For good: no trace is left, and no import brings it back",
          })
          .example("$0 memory forget Ada", "it counts no more; what was is kept for questions about earlier"),
      run(async (session, args) => (await import("./memory.ts")).forgetMemory(session, args)),
    )
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
      "stats",
      "Count what is remembered, scope by scope",
      (y) => y.example("$0 memory stats", "entities, observations and relations"),
      run(async (session) => (await import("./memory.ts")).memoryStatistics(session)),
    )
    .command(
      "doctor",
      "Check the memory: the file, the words, the vectors",
      (y) =>
        y
          .option("mend", { type: "boolean", default: false, describe: "Makes anew what can be" })
          .example("$0 memory doctor --mend", "exit code 0: all is well, or mended"),
      run(async (session, args) => (await import("./memory.ts")).checkMemory(session, args)),
    )
    .demandCommand(
      1,
      "What about the memory? search, add, show, graph, forget, export, import, migrate, stats or doctor.",
    );
