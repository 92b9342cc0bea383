/** The file of the MCP reference memory server (`@modelcontextprotocol/server-memory`), which has names in place of ids. */
import { createHash } from "node:crypto";
import { uuidFromDigest } from "../domain/ids.ts";
import type { Json, JsonObject } from "../domain/json.ts";

/** A UUID derived from a text: the same file gives the same ids, so importing it twice adds nothing. */
const derivedId = (purpose: string): string => uuidFromDigest(createHash("sha256").update(purpose).digest("hex"));

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** A line of such a file as a line of Caxton's export; null for any other line. */
export const fromReferenceServer = (line: JsonObject, scope: string): JsonObject | null => {
  const idOf = (name: Json | undefined): string => derivedId(`memory ${scope} ${textOf(name)}`);
  if (line["type"] === "entity" && line["entityType"] !== undefined) {
    const { name = null, entityType: type = null, observations = [] } = line;
    return { kind: "entity", id: idOf(name), name, type, observations };
  }
  if (line["type"] === "relation" && line["relationType"] !== undefined) {
    const { from, to, relationType: type = null } = line;
    const id = derivedId(`relation ${scope} ${textOf(from)} ${textOf(type)} ${textOf(to)}`);
    return { kind: "relation", id, from: idOf(from), to: idOf(to), type };
  }
  return null;
};
