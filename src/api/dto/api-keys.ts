/** API keys as the API takes and gives them. */
import type { AgentNameText, DateTimeText, Uuid } from "./common.ts";

/**
 * viewer reads; operator also sends and changes agents; admin also manages keys; agent reads, and sends as its agent
 * only.
 */
export type RoleText = "viewer" | "operator" | "admin" | "agent";

/**
 * The name of a key; messages of its holder come from `user:` and this name.
 * @pattern ^[A-Za-z0-9._\x40-]{1,128}$ It takes 1 to 128 letters, digits, “.”, “_”, “@” and “-”.
 * @example "ada"
 */
export type KeyNameText = string;

/**
 * An API key to create.
 * @example { "name": "ada", "role": "operator" }
 */
export interface CreateApiKey {
  name: KeyNameText;
  role: RoleText;
  /** The agent that a key of role `agent` speaks for; for that role only. */
  agent?: AgentNameText | null;
}

/**
 * An API key, without its secret.
 * @example {
 *   "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "name": "ada",
 *   "role": "operator",
 *   "agent": null,
 *   "createdAt": "2026-11-23T11:58:00.000Z",
 *   "lastUsedAt": null
 * }
 */
export interface ApiKey {
  id: Uuid;
  name: KeyNameText;
  role: RoleText;
  agent: AgentNameText | null;
  createdAt: DateTimeText;
  lastUsedAt: DateTimeText | null;
}

/**
 * A new API key with its secret, which is shown only once.
 * @example {
 *   "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "name": "ada",
 *   "role": "operator",
 *   "agent": null,
 *   "createdAt": "2026-11-23T11:58:00.000Z",
 *   "lastUsedAt": null,
 *   "secret": "caxton_EXAMPLEexampleEXAMPLEexampleEXAMPLEexample0"
 * }
 */
export interface CreatedApiKey extends ApiKey {
  /** `caxton_` and 43 characters. Keep it: only its hash is stored. */
  secret: string;
}

/** A page of API keys. */
export interface ApiKeyPage {
  items: ApiKey[];
  /** Null on the last page. */
  nextCursor: string | null;
}
