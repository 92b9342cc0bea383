/** Taking what came from an erased entity out of the history of the one that it had been merged into. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../domain/json.ts";

/** Without every name that has the same value in one of the others. */
export const withoutThoseOf = (metadata: JsonObject, others: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      ([name, value]) => !others.some((other) => Object.hasOwn(other, name) && isDeepStrictEqual(other[name], value)),
    ),
  );
