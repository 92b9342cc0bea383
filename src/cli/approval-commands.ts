/** The commands for tool calls that wait for approval, in the form of those in `commands.ts`. */
import type { Parser, Runner } from "./parser.ts";

const conversationId = { type: "string", demandOption: true, describe: "The conversation’s id" } as const;
const approvalId = { type: "string", demandOption: true, describe: "The approval’s id" } as const;

export const approvalCommands = (parser: Parser, run: Runner): Parser =>
  parser
    .command(
      "approvals <id>",
      "List the tool calls that wait for a person",
      (y) =>
        y
          .positional("id", conversationId)
          .option("all", { type: "boolean", default: false, describe: "Also those that were decided or ran out" })
          .example("$0 conversation approvals <id>", "what waits for you, with its arguments"),
      run(async (session, args) => (await import("./approvals.ts")).listApprovals(session, args)),
    )
    .command(
      "approve <id> <approval>",
      "Let a tool call be made",
      (y) =>
        y
          .positional("id", conversationId)
          .positional("approval", approvalId)
          .option("reason", { type: "string", describe: "For the record" })
          .example("$0 conversation approve <id> <approval>", "the agent goes on with the call"),
      run(async (session, args) => (await import("./approvals.ts")).approve(session, args)),
    )
    .command(
      "reject <id> <approval>",
      "Refuse a tool call",
      (y) =>
        y
          .positional("id", conversationId)
          .positional("approval", approvalId)
          .option("reason", { type: "string", describe: "What the agent is told" })
          .example("$0 conversation reject <id> <approval> --reason 'Paid already'", "the agent goes on without it"),
      run(async (session, args) => (await import("./approvals.ts")).reject(session, args)),
    );
