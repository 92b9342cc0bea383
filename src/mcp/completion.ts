/** Completion of arguments: the ids of conversations, for the template of their resource. */
import type { CompleteRequest, CompleteResult } from "@modelcontextprotocol/server";
import { conversationTemplate } from "./resources.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

type Params = CompleteRequest["params"];

/** As many as the protocol lets an answer hold. */
const mostValues = 100;
/** Conversations that are looked through, the newest. */
const lookedThrough = 200;

const nothing: CompleteResult = { completion: { values: [], total: 0, hasMore: false } };

/** Nothing where there is nothing to complete, as for prompts, which there are none of. */
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
