/** The agents' capabilities as prompts, for clients that show prompts to people, such as slash commands. */
import { ProtocolError, ProtocolErrorCode, type GetPromptResult, type Prompt } from "@modelcontextprotocol/server";
import { capabilityTools } from "./capability-tools.ts";
import type { McpDependencies } from "./types.ts";

export const listPrompts = (deps: Pick<McpDependencies, "router">): Prompt[] =>
  capabilityTools(deps).map(({ name, description }) => ({
    name,
    description,
    arguments: [{ name: "request", description: "What you want of the agent", required: true }],
  }));

/** A message that has the model ask the agent. Throws the protocol's own error for a prompt that there is not. */
export const getPrompt = (
  deps: Pick<McpDependencies, "router">,
  name: string,
  args: Readonly<Record<string, string>>,
): GetPromptResult => {
  const tool = capabilityTools(deps).find((each) => each.name === name);
  if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt ${name}.`);
  const { request = "" } = args;
  if (request === "") throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${name} needs the argument request.`);
  const text = `Call the tool ${name} with this request, and tell me what the agent answers:\n\n${request}`;
  return { description: tool.description, messages: [{ role: "user", content: { type: "text", text } }] };
};
