/** The tools that a server offers, page by page, as far as they may be used. */
import type { Client, StandardSchemaV1 } from "@modelcontextprotocol/client";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";

export interface Listing {
  /** As the server wrote them: nothing of them has been checked but that they have a name. */
  readonly tools: readonly (JsonObject & { readonly name: string })[];
  readonly missing: readonly string[];
  readonly truncated: boolean;
}

/** One broken tool would make the SDK refuse the page; here each is looked at by itself. */
const anyPage: StandardSchemaV1<unknown, JsonObject> = {
  "~standard": {
    version: 1,
    vendor: "caxton",
    validate: (value) => (isJsonObject(value) ? { value } : { issues: [{ message: "the page is no object" }] }),
  },
};

/** A server that offers more pages than this is not read to its end. */
const mostPages = 1_000;

const isNamed = (value: unknown): value is JsonObject & { readonly name: string } =>
  isJsonObject(value) && typeof value["name"] === "string" && value["name"] !== "" && value["name"].length <= 256;

/** Throws what the SDK throws. */
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
    // With an allowlist the rest is read only for names that have not come yet.
  } while (cursor !== null && !truncated && wantsMore());
  return { tools: [...taken.values()], missing: missing(), truncated };
};
