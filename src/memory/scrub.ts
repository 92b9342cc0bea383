/** Removes metadata of an erased entity from the history of the entity it had been merged into. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../domain/json.ts";

/** The metadata without entries that have the same value in one of the others. */
export const withoutThoseOf = (metadata: JsonObject, others: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => !others.some((other) => Object.hasOwn(other, name) && isDeepStrictEqual(other[name], value)),
    ),
  );
