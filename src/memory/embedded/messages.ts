/** Messages between the backend and its thread. */
import type { ErrorCode } from "../../domain/errors.ts";
import type { Store } from "./store.ts";

/** A call of one of the store's functions. */
export interface StoreRequest {
  readonly id: number;
  readonly operation: keyof Store;
  readonly args: readonly unknown[];
}

export interface CarriedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly facts: Readonly<Record<string, unknown>> | null;
}

export type ThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "unusable"; readonly error: CarriedError }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  /** Nothing was written; repeat the call with the vectors of these texts. */
  | { readonly kind: "vectors-needed"; readonly id: number; readonly texts: readonly string[] }
  | { readonly kind: "failed"; readonly id: number; readonly error: CarriedError };
