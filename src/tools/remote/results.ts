/** Converts the result of a remote tool to JSON. */
import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";
import { CaxtonError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";

const longestFailure = 2_000;

/** Decoded size in bytes. */
const decodedSize = (base64: string): number => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);

const given = (fields: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** Text is kept; of other content only its description: models cannot use base64, and it would fill the records. */
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

/** Structured content if there is any, otherwise the text, otherwise a list of the parts. */
export const valueOf = ({ structuredContent, content }: CallToolResult): Json => {
  if (structuredContent !== undefined) return structuredContent as Json;
  return content.every((block) => block.type === "text") ? textOf(content) : content.map(describe);
};

/** The error for a result with `isError`. */
export const reportedFailure = (server: string, tool: string, { content }: CallToolResult): CaxtonError => {
  const text = textOf(content).trim();
  const reason = text === "" ? "it gives no reason" : text.slice(0, longestFailure);
  return new CaxtonError(
    "tool.reported_failure",
    `The tool “${tool}” of the MCP server “${server}” failed: ${reason}`,
    {
      hint: "The tool ran and reported this itself; other arguments may help.",
    },
  );
};
