/** What the API stores about its callers and their requests. Part of `stores.ts`. */
import type { AgentName } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { NewEvent, Page, PageRequest } from "./records.ts";

export type Role = "viewer" | "operator" | "admin" | "agent";

export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The agent that a key with the role `agent` belongs to. */
  readonly agent: AgentName | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface ApiKeyStore {
  /**
   * Stores the key with its events in one transaction. An existing key with that id is replaced; nobody can have
   * received its secret.
   */
  insert(record: ApiKeyRecord, hash: string, events?: readonly NewEvent[]): Promise<void>;
  findByHash(hash: string): Promise<ApiKeyRecord | null>;
  list(page: PageRequest): Promise<Page<ApiKeyRecord>>;
  /** `false` if there is no such key. */
  remove(id: string): Promise<boolean>;
  count(): Promise<number>;
  touch(id: string, at: string): Promise<void>;
}

export interface IdempotencyStore {
  /**
   * Claims a key for a request. `claimed`: handle the request and call `complete`. `resumed`: the same, but a process
   * died during the first attempt and may have done part of it. `answered`: return the stored answer. `different`: the
   * key was used with another body. `in-progress`: the first request is still being handled. `claimId` is a UUID of the
   * request, which stays the same when it is resumed.
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
  /** After a failure without side effects. */
  release(key: string): Promise<void>;
  /** After a failure that may have had side effects: a repetition of the request resumes it. */
  abandon(key: string): Promise<void>;
  /**
   * Allows the claims of a process that died to be resumed; returns their number. Call it at start, while no other
   * server handles requests on this database.
   */
  releaseAbandoned(): Promise<number>;
  /** Deletes older entries. */
  sweep(before: string): Promise<void>;
}
