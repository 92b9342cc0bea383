/** Entry point of the threads that validate untrusted JSON against untrusted schemas; see `value-checks.ts`. */
import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Json, JsonObject } from "../domain/json.ts";
import { type CheckValue, compileSchema, warmUpDialects } from "./schemas.ts";
import { checkerReady, type CheckOutcome, type CheckRequest } from "./value-checks.ts";

const mostCompiled = 64;

/** Ordered by last use. */
const compiled = new Map<string, CheckValue>();

const checkFor = (schema: JsonObject): CheckValue => {
  const key = createHash("sha256").update(JSON.stringify(schema)).digest("base64");
  const check = compiled.get(key) ?? compileSchema(schema);
  compiled.delete(key);
  compiled.set(key, check);
  for (const oldest of compiled.keys()) {
    if (compiled.size <= mostCompiled) break;
    compiled.delete(oldest);
  }
  return check;
};

const hasMoreThan = (most: number, value: Json): boolean => {
  const open: Json[] = [value];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count += 1;
    if (typeof next !== "object" || next === null) continue;
    const inside = Object.values(next);
    if (count + open.length + inside.length > most) return true;
    for (const each of inside) open.push(each);
  }
  return false;
};

const parse = (text: Uint8Array): Json | undefined => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)) as Json;
  } catch {
    return undefined;
  }
};

const outcomeOf = ({ schema, text, mostValues }: CheckRequest): CheckOutcome => {
  try {
    const check = schema === null ? null : checkFor(schema);
    if (text === null) return { kind: "checked", complaints: [] };
    const value = parse(text);
    if (value === undefined) return { kind: "no-json" };
    if (mostValues !== null && hasMoreThan(mostValues, value))
      return { kind: "unusable", why: `it has more than ${mostValues} values` };
    return { kind: "checked", complaints: check?.(value) ?? [] };
  } catch (thrown) {
    return { kind: "unusable", why: (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300) };
  }
};

warmUpDialects();
parentPort?.on("message", (request: CheckRequest) => parentPort?.postMessage(outcomeOf(request), []));
parentPort?.postMessage(checkerReady, []);
