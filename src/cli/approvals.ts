/** `caxton conversation approvals`, `approve` and `reject`: tool calls that wait for approval. */
import type { Approval } from "../api/dto/approvals.ts";
import type { ConversationDetails } from "../api/dto/conversations.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { printable, type Output } from "./output.ts";
import { writeJson, type Session } from "./session.ts";
import { renderTable } from "./tables.ts";

export interface DecideArguments {
  readonly id: string;
  readonly approval: string;
  readonly reason?: string | undefined;
}

const pathOf = (id: string): string => `/conversations/${encodeURIComponent(id)}`;

/** What a person needs to know to decide, and the commands for it. */
export const renderPending = (out: Output, approvals: readonly Approval[]): string =>
  approvals
    .map(({ id, conversationId, agent, tool, arguments: args, expiresAt }) => {
      const { paint } = out;
      const head = `${paint.yellow("waits for you")}: ${paint.bold(printable(agent))} wants to call ${paint.cyan(printable(tool))}`;
      const body = printable(JSON.stringify(args, null, 2)).replaceAll(/^/gm, "  ");
      const how = paint.dim(`until ${expiresAt}: caxton conversation approve ${conversationId} ${id}`);
      return `\n${head}\n${body}\n  ${how}\n`;
    })
    .join("");

export const listApprovals = async (
  session: Session,
  { id, all }: { readonly id: string; readonly all: boolean },
): Promise<ExitCode> => {
  const client = await session.client();
  const items = all
    ? await client.list<Approval>(`${pathOf(id)}/approvals`, {})
    : (await client.request<ConversationDetails>("GET", pathOf(id))).body.pendingApprovals;
  if (session.json) writeJson(session, { items });
  else if (items.length === 0) session.err.write("Nothing waits for you there.\n");
  else {
    const rows = items.map((each) => [
      each.id,
      each.state,
      each.agent,
      each.tool,
      each.state === "pending" ? each.expiresAt : (each.decidedAt ?? ""),
      JSON.stringify(each.arguments),
    ]);
    session.out.write(renderTable(session.out, ["APPROVAL", "STATE", "AGENT", "TOOL", "UNTIL", "ARGUMENTS"], rows));
  }
  return exitCodes.ok;
};

const decide =
  (decision: "approve" | "reject") =>
  async (session: Session, { id, approval, reason }: DecideArguments): Promise<ExitCode> => {
    const path = `${pathOf(id)}/approvals/${encodeURIComponent(approval)}`;
    const json = { decision, ...(reason === undefined ? {} : { reason }) };
    const { body } = await (await session.client()).request<Approval>("POST", path, { json });
    if (session.json) writeJson(session, body);
    else
      session.out.write(
        `${body.state === "approved" ? "Approved" : "Rejected"}: ${printable(body.tool)} by ${printable(body.agent)}\n`,
      );
    return exitCodes.ok;
  };

export const approve = decide("approve");
export const reject = decide("reject");
