/** What a remote tool gave, as a value of JSON. */
import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";
import { CaxtonError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";

const longestFailure = 2_000;

/** Bytes that base64 stands for. */
const decodedSize = (base64: string): number => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);

const given = (fields: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** Text stays text; of anything else only what it is: a model has no use for base64, and a record no room. */
const describe = (block: ContentBlock): JsonObject => {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
    case "audio":
      return { type: block.type, mimeType: block.mimeType, bytes: decodedSize(block.data), omitted: true };
    case "resource_link": {
      const { uri, name, title, description, mimeType, size } = block;
      return given({ type: "resource_link", uri, name, title, description, mimeType, size });
    }
    case "resource": {
      const { resource } = block;
      const { uri, mimeType } = resource;
      return "text" in resource
        ? given({ type: "resource", uri, mimeType, text: resource.text })
        : given({ type: "resource", uri, mimeType, bytes: decodedSize(resource.blob), omitted: true });
    }
    default:
      return { type: "unknown" };
  }
};

const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");

/** Structured content where there is some, else the text, else a list of the parts. */
export const valueOf = ({ structuredContent, content }: CallToolResult): Json => {
  if (structuredContent !== undefined) return structuredContent as Json;
  return content.every((block) => block.type === "text") ? textOf(content) : content.map(describe);
};

/** The error of a result that says it is one. */
export const reportedFailure = (server: string, tool: string, { content }: CallToolResult): CaxtonError => {
  const text = textOf(content).trim();
  const reason = text === "" ? "it does not say why" : text.slice(0, longestFailure);
  return new CaxtonError(
    "tool.reported_failure",
    `The tool “${tool}” of the MCP server “${server}” failed: ${reason}`,
    {
      hint: "The tool ran and says so itself; other arguments may help.",
    },
  );
};
