/** The commands that change the memory: their flags and their help. */
import { agent, observations, reference, scope, validity } from "./memory-flags.ts";
import type { Parser, Runner } from "./parser.ts";

const metadata = { type: "string", describe: "A JSON object" } as const;
const erase = {
  type: "boolean",
  default: false,
  describe: "For good: history included, and an import does not bring it back",
} as const;

const entityCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "add <name> <type> [observations..]",
      "Remember facts about something",
      (y) =>
        y
          .positional("name", { type: "string", demandOption: true, describe: "Such as Ada" })
          .positional("type", { type: "string", demandOption: true, describe: "Such as person or company" })
          .positional("observations", { type: "string", array: true, default: [], describe: "Short sentences" })
          .option("scope", scope)
          .option("agent", agent)
          .option("metadata", metadata)
          .option("pin", { type: "boolean", default: false, describe: "It does not lose rank with age" })
          .options(validity)
          .example("$0 memory add Ada person 'Ada prefers tea to coffee.'", "agents of the workspace can recall it")
          .example("$0 memory add Expo event --valid-from 2026-05-01 --valid-to 2026-05-04", "true for some days"),
      run(async (session, args) => (await import("./memory-entities.ts")).addMemory(session, args)),
    )
    .command(
      "change <entity>",
      "Change an entity’s name, type, metadata or validity",
      (y) =>
        y
          .positional("entity", reference)
          .option("name", { type: "string", describe: "The new name" })
          .option("type", { type: "string", describe: "The new type" })
          .option("metadata", { ...metadata, describe: "A JSON object, in place of the present one" })
          .options(validity)
          .example("$0 memory change Ada --name 'Ada Lovelace'", "reads with an earlier --as-of show the old name")
          .example("$0 memory change Expo --valid-to 2026-05-05", "true for a day longer; none for no end"),
      run(async (session, args) => (await import("./memory-entities.ts")).changeMemory(session, args)),
    )
    .command(
      "pin <entity>",
      "Pin an entity, so that it does not lose rank with age",
      (y) => y.positional("entity", reference).example("$0 memory pin Ada", "“memory unpin” takes it back"),
      run(async (session, args) => (await import("./memory-entities.ts")).pinMemory(session, args, true)),
    )
    .command(
      "unpin <entity>",
      "Unpin an entity",
      (y) => y.positional("entity", reference).example("$0 memory unpin Ada", "it loses rank with age again"),
      run(async (session, args) => (await import("./memory-entities.ts")).pinMemory(session, args, false)),
    )
    .command(
      ["forget <entity>", "rm"],
      "Forget or erase an entity, or some of its observations",
      (y) =>
        y
          .positional("entity", reference)
          .option("observation", observations)
          .option("erase", erase)
          .example("$0 memory forget Ada", "it no longer counts; reads with an earlier --as-of show it")
          .example("$0 memory forget Ada --observation 'Ada lives in Berlin.'", "only this fact")
          .example("$0 memory forget Ada --erase", "nothing is left"),
      run(async (session, args) => (await import("./memory-entities.ts")).forgetMemory(session, args)),
    );

const relationCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "relate <from> <relation> <to>",
      "Remember a relation between two entities",
      (y) =>
        y
          .positional("from", reference)
          .positional("relation", { type: "string", demandOption: true, describe: "Its type, such as works_at" })
          .positional("to", reference)
          .option("strength", { type: "number", describe: "0 to 1; 1 unless given" })
          .option("confidence", { type: "number", describe: "0 to 1; 1 unless given" })
          .option("undirected", { type: "boolean", default: false, describe: "It holds both ways" })
          .option("scope", scope)
          .option("agent", agent)
          .options(validity)
          .example("$0 memory relate Ada works_at Acme --valid-from 2024-03-01", "true since then")
          .example("$0 memory relate Ada knows Bob --strength 0.8", "replaces one of another strength"),
      run(async (session, args) => (await import("./memory-relations.ts")).relateMemory(session, args)),
    )
    .command(
      "change-relation <from> [relation] [to]",
      "Change a relation’s strength, confidence, direction, metadata or validity",
      (y) =>
        y
          .positional("from", { ...reference, describe: "An entity, or the id of a relation alone" })
          .positional("relation", { type: "string", describe: "The relation’s type" })
          .positional("to", { ...reference, demandOption: false })
          .option("strength", { type: "number", describe: "0 to 1" })
          .option("confidence", { type: "number", describe: "0 to 1" })
          .option("directed", { type: "boolean", describe: "Whether it holds in one direction only" })
          .option("metadata", { ...metadata, describe: "A JSON object, in place of the present one" })
          .options(validity)
          .example(
            "$0 memory change-relation Ada works_at Acme --valid-to 2026-10-01",
            "true until then; reads with an earlier --as-of show it as it was",
          )
          .example("$0 memory change-relation Ada knows Bob --strength 0.3 --no-directed", "it holds both ways"),
      run(async (session, args) => (await import("./memory-relations.ts")).changeRelation(session, args)),
    )
    .command(
      "unrelate <from> [relation] [to]",
      "Forget or erase a relation",
      (y) =>
        y
          .positional("from", { ...reference, describe: "An entity, or the id of a relation alone" })
          .positional("relation", { type: "string", describe: "The relation’s type" })
          .positional("to", { ...reference, demandOption: false })
          .option("erase", erase)
          .example("$0 memory unrelate Ada works_at Acme", "it no longer counts")
          .example("$0 memory unrelate 6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11 --erase", "nothing is left of it"),
      run(async (session, args) => (await import("./memory-relations.ts")).unrelateMemory(session, args)),
    )
    .command(
      "merge <into> <others..>",
      "Merge entities that stand for the same thing",
      (y) =>
        y
          .positional("into", { ...reference, describe: "The entity that stays" })
          .positional("others", { ...reference, array: true, describe: "Entities of the same scope" })
          .example("$0 memory merge 'Robert Smith' Bob", "observations and relations of Bob move to Robert Smith"),
      run(async (session, args) => (await import("./memory-merges.ts")).mergeMemory(session, args)),
    )
    .command(
      "unmerge <merge>",
      "Undo a merge",
      (y) =>
        y
          .positional("merge", { type: "string", demandOption: true, describe: "Its id, as “memory merges” lists it" })
          .example("$0 memory unmerge 0d9c4c5e-1f0b-4c6e-9d57-0f0e3f0f5a11", "the entities are apart again"),
      run(async (session, args) => (await import("./memory-merges.ts")).unmergeMemory(session, args)),
    );

export const memoryWriteCommands = (parser: Parser, run: Runner): Parser =>
  relationCommands(entityCommands(parser, run), run);
