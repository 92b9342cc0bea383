/** The identity of an agent version: what it defines, independent of how its file is written. */
import { createHash } from "node:crypto";
import type { AgentDefinition } from "../domain/agent.ts";
import type { VersionHash } from "../domain/ids.ts";
import type { Json } from "../domain/json.ts";

/** JSON without spaces and with sorted keys: equal values give equal texts. */
const canonicalJson = (value: Json): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  );

/** SHA-256 of the canonical JSON of the definition. */
export const versionHash = (definition: AgentDefinition): VersionHash =>
  createHash("sha256")
    .update(canonicalJson(definition as unknown as Json))
    .digest("hex") as VersionHash;
