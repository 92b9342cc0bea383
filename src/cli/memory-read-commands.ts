/** The commands that read the memory: their flags and their help. */
import { agentAsWell, onlyScope, reference, times, types, walk } from "./memory-flags.ts";
import { wholeNumber, type Parser, type Runner } from "./parser.ts";

const limit = { type: "number", coerce: wholeNumber("--limit"), describe: "The most items; all unless given" } as const;

const recorded = {
  since: { type: "string", describe: "Recorded at or after this time" },
  until: { type: "string", describe: "Recorded before this time" },
} as const;

const aroundOptions = {
  ...walk,
  depth: { type: "number", default: 1, describe: "The greatest distance, in relations, up to 10" },
  limit: { type: "number", coerce: wholeNumber("--limit"), describe: "The most entities, up to 1000; 50 unless given" },
} as const;

const entityCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "search <text>",
      "Search the memory, by meaning and by words",
      (y) =>
        y
          .positional("text", { type: "string", demandOption: true, describe: "What to look for" })
          .option("mode", { choices: ["hybrid", "semantic", "keyword", "graph"], default: "hybrid", describe: "How" })
          .option("limit", { type: "number", default: 10, describe: "The most matches" })
          .option("type", types)
          .option("scope", onlyScope)
          .option("agent", agentAsWell)
          .option("min-similarity", { type: "number", describe: "Of matches by meaning, 0 to 1" })
          .options(recorded)
          .options(times)
          .option("explain", { type: "boolean", default: false, describe: "Show what each score is computed from" })
          .example("$0 memory search 'Which drink does Ada like?'", "the best matches, with their scores")
          .example("$0 memory search tea --type person --as-of 2026-11-01", "people, as they were known then")
          .example("$0 memory search tea --explain", "similarity, ranks, hops and freshness of each match"),
      run(async (session, args) => (await import("./memory.ts")).searchMemory(session, args)),
    )
    .command(
      ["list", "ls"],
      "List entities",
      (y) =>
        y
          .option("name", { type: "string", describe: "Only of this name, compared without case" })
          .option("type", types)
          .option("scope", onlyScope)
          .option("agent", agentAsWell)
          .options(recorded)
          .options(times)
          .option("limit", limit)
          .example("$0 memory list --type person --type company", "entities of two types")
          .example("$0 memory list --as-of 2026-11-01 --json", "what was known then, for a program"),
      run(async (session, args) => (await import("./memory.ts")).listMemory(session, args)),
    )
    .command(
      "show <entity>",
      "Show everything about an entity",
      (y) =>
        y
          .positional("entity", reference)
          .options(times)
          .example("$0 memory show Ada", "all observations")
          .example("$0 memory show Ada --valid-at 2025-06-01", "if and as it was true then"),
      run(async (session, args) => (await import("./memory.ts")).showMemory(session, args)),
    )
    .command(
      "duplicates",
      "Find entities that probably stand for the same thing",
      (y) =>
        y
          .option("scope", onlyScope)
          .option("agent", agentAsWell)
          .option("min-similarity", { type: "number", describe: "Of pairs whose names differ; 0.9 unless given" })
          .option("limit", limit)
          .example("$0 memory duplicates", "pairs to look at; “memory merge” makes one of two"),
      run(async (session, args) => (await import("./memory-merges.ts")).listDuplicates(session, args)),
    )
    .command(
      "merges",
      "List merges, newest first, also those that were undone",
      (y) =>
        y
          .option("scope", onlyScope)
          .option("agent", agentAsWell)
          .option("limit", limit)
          .example("$0 memory merges --limit 10", "with the ids that “memory unmerge” takes"),
      run(async (session, args) => (await import("./memory-merges.ts")).listMerges(session, args)),
    )
    .command(
      "stats",
      "Count entities, observations and relations, scope by scope",
      (y) =>
        y
          .option("agent", agentAsWell)
          .options(times)
          .example("$0 memory stats", "as it is now")
          .example("$0 memory stats --as-of 2026-11-01", "as it was then; reads the whole memory"),
      run(async (session, args) => (await import("./memory.ts")).memoryStatistics(session, args)),
    );

const relationCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "relations",
      "List relations",
      (y) =>
        y
          .option("from", { ...reference, demandOption: false, describe: "Only from this entity" })
          .option("to", { ...reference, demandOption: false, describe: "Only to this entity" })
          .option("type", types)
          .option("scope", onlyScope)
          .option("agent", agentAsWell)
          .options(times)
          .option("limit", limit)
          .example("$0 memory relations --from Ada --type works_at", "with ids, strength and validity"),
      run(async (session, args) => (await import("./memory-relations.ts")).listRelations(session, args)),
    )
    .command(
      "graph <entity>",
      "Show the relations around an entity",
      (y) =>
        y
          .positional("entity", reference)
          .options(aroundOptions)
          .options(times)
          .example("$0 memory graph Ada --depth 2", "relations of relations as well")
          .example("$0 memory graph Ada --type works_at --type knows --direction out", "two types, in their direction"),
      run(async (session, args) => (await import("./memory-relations.ts")).showGraph(session, args)),
    )
    .command(
      "walk <entity>",
      "Walk from an entity along relations, nearest first",
      (y) =>
        y
          .positional("entity", reference)
          .options(aroundOptions)
          .options(times)
          .example("$0 memory walk Ada --depth 3 --min-strength 0.5", "with distances, along strong relations only"),
      run(async (session, args) => (await import("./memory-relations.ts")).walkMemory(session, args)),
    )
    .command(
      "path <from> <to>",
      "Find the shortest path between two entities",
      (y) =>
        y
          .positional("from", reference)
          .positional("to", reference)
          .options(walk)
          .options(times)
          .example("$0 memory path Ada Grace", "Ada — works_at → Acme ← works_at — Grace"),
      run(async (session, args) => (await import("./memory-relations.ts")).showPath(session, args)),
    );

export const memoryReadCommands = (parser: Parser, run: Runner): Parser =>
  relationCommands(entityCommands(parser, run), run);
