/** Lists the tools that a server offers and that may be used, page by page. */
import type { Client, StandardSchemaV1 } from "@modelcontextprotocol/client";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";

export interface Listing {
  /** As the server sent them; only their names have been checked. */
  readonly tools: readonly (JsonObject & { readonly name: string })[];
  readonly missing: readonly string[];
  readonly truncated: boolean;
}

/** The SDK would reject a page because of one invalid tool; here each tool is checked by itself. */
const anyPage: StandardSchemaV1<unknown, JsonObject> = {
  "~standard": {
    version: 1,
    vendor: "caxton",
    validate: (value) => (isJsonObject(value) ? { value } : { issues: [{ message: "the page is not an object" }] }),
  },
};

/** Further pages are not read. */
const mostPages = 1_000;

const isNamed = (value: unknown): value is JsonObject & { readonly name: string } =>
  isJsonObject(value) && typeof value["name"] === "string" && value["name"] !== "" && value["name"].length <= 256;

/** Throws the SDK's errors. */
export const listTools = async (
  client: Client,
  { tools: allowed, maxTools }: RemoteServerSettings,
  options: { readonly pageTimeoutMs: number; readonly signal: AbortSignal },
): Promise<Listing> => {
  const isAllowed = (name: string): boolean => allowed === "*" || allowed.includes(name);
  const taken = new Map<string, JsonObject & { readonly name: string }>();
  const cursors = new Set<string>();
  const missing = (): readonly string[] => (allowed === "*" ? [] : allowed.filter((name) => !taken.has(name)));
  if (client.getServerCapabilities()?.tools === undefined) return { tools: [], missing: missing(), truncated: false };
  const wantsMore = (): boolean => allowed === "*" || missing().length > 0;
  let cursor: string | null = null;
  let truncated = false;
  do {
    const params: { cursor?: string } = cursor === null ? {} : { cursor };
    const page: JsonObject = await client.request({ method: "tools/list", params }, anyPage, {
      timeout: options.pageTimeoutMs,
      signal: options.signal,
    });
    for (const tool of Array.isArray(page["tools"]) ? page["tools"] : []) {
      if (!isNamed(tool) || !isAllowed(tool.name) || taken.has(tool.name)) continue;
      if (taken.size < maxTools) taken.set(tool.name, tool);
      else truncated = true;
    }
    const next = page["nextCursor"];
    cursor = typeof next === "string" && !cursors.has(next) && cursors.size < mostPages ? next : null;
    if (cursor !== null) cursors.add(cursor);
    // With an allowlist, further pages are read only while names are missing.
  } while (cursor !== null && !truncated && wantsMore());
  return { tools: [...taken.values()], missing: missing(), truncated };
};
