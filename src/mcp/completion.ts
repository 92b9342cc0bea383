/** Argument completion: conversation ids for the resource template of conversations. */
import type { CompleteRequest, CompleteResult } from "@modelcontextprotocol/server";
import { conversationTemplate } from "./resources.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

type Params = CompleteRequest["params"];

/** Largest number of values that the protocol allows. */
const mostValues = 100;
/** Number of newest conversations that are searched. */
const lookedThrough = 200;

const nothing: CompleteResult = { completion: { values: [], total: 0, hasMore: false } };

/** Empty for anything but conversation ids, such as the request of a prompt. */
export const complete = async (
  { registry }: McpDependencies,
  caller: McpCaller,
  ref: Params["ref"],
  argument: Params["argument"],
): Promise<CompleteResult> => {
  if (ref.type !== "ref/resource" || ref.uri !== conversationTemplate.uriTemplate || argument.name !== "id") {
    return nothing;
  }
  const { items, nextCursor } = await registry.conversations.list(
    caller.role === "agent" ? { participant: caller.sender } : {},
    { limit: lookedThrough, cursor: null },
  );
  const ids = items.map(({ id }) => id).filter((id) => id.startsWith(argument.value.toLowerCase()));
  const hasMore = ids.length > mostValues || nextCursor !== null;
  return { completion: { values: ids.slice(0, mostValues), hasMore } };
};
