/** What the API keeps in the database of those who call it and of what they asked. Part of `stores.ts`. */
import type { AgentName } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { NewEvent, Page, PageRequest } from "./records.ts";

export type Role = "viewer" | "operator" | "admin" | "agent";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The agent that a key of role `agent` speaks for. */
  readonly agent: AgentName | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface ApiKeyStore {
  /** With its events, in one transaction. A key of that id, whose secret nobody can have got, is replaced. */
  insert(record: ApiKeyRecord, hash: string, events?: readonly NewEvent[]): Promise<void>;
  findByHash(hash: string): Promise<ApiKeyRecord | null>;
  list(page: PageRequest): Promise<Page<ApiKeyRecord>>;
  /** `false` when there is no such key. */
  remove(id: string): Promise<boolean>;
  count(): Promise<number>;
  touch(id: string, at: string): Promise<void>;
}

export interface IdempotencyStore {
  /**
   * Claims a key for a first request. `claimed`: go on and call `complete`; `resumed`: the same, but a process died over
   * the first request, and may have done what it asked for; `answered`: give the stored answer again; `different`: the key
   * was used with another body; `in-progress`: the first request is still being answered. `claimId` is a UUID of the
   * request, the same for whoever resumes it.
   */
  claim(
    key: string,
    bodyHash: string,
    at: string,
  ): Promise<
    | { readonly kind: "claimed"; readonly claimId: string }
    | { readonly kind: "resumed"; readonly claimId: string }
    | { readonly kind: "answered"; readonly answer: JsonObject }
    | { readonly kind: "different" }
    | { readonly kind: "in-progress" }
  >;
  complete(key: string, answer: JsonObject): Promise<void>;
  /** After a failure that left nothing behind. */
  release(key: string): Promise<void>;
  /** After one that may have left something: whoever repeats the request resumes it. */
  abandon(key: string): Promise<void>;
  /**
   * Lets the claims of a process that died before it answered be resumed; answers with how many. Call it at start, where no
   * other server answers requests on this database.
   */
  releaseAbandoned(): Promise<number>;
  /** Removes what is older. */
  sweep(before: string): Promise<void>;
}
