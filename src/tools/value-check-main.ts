/** Entry point of the threads that work on untrusted or large JSON; see `value-checks.ts`. */
import { createHash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { valueAt } from "../domain/json-pointer.ts";
import { parseJsonText, readJson, writeJson, type JsonText, type ParsedJson } from "../domain/json-text.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { type CheckValue, compileSchema, warmUpDialects } from "./schemas.ts";
import {
  checkerReady,
  type CheckRequest,
  type ThreadOutcome,
  type ThreadRequest,
  type ThreadTasks,
} from "./value-checks.ts";

const mostCompiled = 64;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

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

const verdictOn = (value: Json, { schema, mostValues }: CheckRequest) => {
  if (mostValues !== null && hasMoreThan(mostValues, value))
    return { kind: "unusable", why: `it has more than ${mostValues} values` } as const;
  return { kind: "checked", complaints: schema === null ? [] : checkFor(schema)(value) } as const;
};

/** The text as JSON or, where any text will do, as a JSON string. */
const parsedAs = (text: Uint8Array, isAnyText: boolean): ParsedJson | null => {
  const parsed = parseJsonText(text);
  if (parsed !== null || !isAnyText) return parsed;
  try {
    return parseJsonText(writeJson(new TextDecoder("utf-8", { fatal: true }).decode(text)));
  } catch {
    return null;
  }
};

const tasks: ThreadTasks = {
  check: (request) => {
    if (request.schema !== null) checkFor(request.schema);
    if (request.text === null) return { kind: "checked", complaints: [] };
    const parsed = parseJsonText(request.text);
    return parsed === null ? { kind: "no-json" } : verdictOn(parsed.value, request);
  },
  read: (request) => {
    const parsed = parsedAs(request.text, request.isAnyText);
    if (parsed === null) return { kind: "no-json" };
    const verdict = verdictOn(parsed.value, request);
    return verdict.kind === "checked" ? { ...verdict, written: parsed.written } : verdict;
  },
  parts: ({ text, pointers }) => {
    const value = readJson(text);
    const parts = pointers.map((pointer) => {
      if (pointer === "") return text;
      const part = valueAt(value, pointer);
      return part === undefined ? null : writeJson(part);
    });
    return { kind: "parts", parts };
  },
  nest: ({ text }) => {
    // Inside of strings, line breaks are escaped; between values they are spaces like others.
    for (const lineBreak of [lineFeed, carriageReturn])
      for (let at = text.indexOf(lineBreak); at >= 0; at = text.indexOf(lineBreak, at + 1)) text[at] = space;
    return { kind: "nested", line: text, quoted: writeJson(new TextDecoder().decode(text)) };
  },
};

const outcomeOf = ({ task, request }: ThreadRequest): ThreadOutcome => {
  try {
    // Each request was made for its task.
    return (tasks[task] as (asked: typeof request) => ThreadOutcome)(request);
  } catch (thrown) {
    const why = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);
    return { kind: "unusable", why };
  }
};

const textsIn = (outcome: ThreadOutcome): readonly (JsonText | null)[] => {
  if (outcome.kind === "parts") return outcome.parts;
  if (outcome.kind === "nested") return [outcome.line, outcome.quoted];
  return "written" in outcome ? [outcome.written.text] : [];
};

/** The buffers of the texts in an outcome, which move to the main thread. */
const buffersIn = (outcome: ThreadOutcome): ArrayBuffer[] => {
  const buffers = textsIn(outcome).flatMap((text) => (text?.buffer instanceof ArrayBuffer ? [text.buffer] : []));
  return [...new Set(buffers)];
};

warmUpDialects();
parentPort?.on("message", (asked: ThreadRequest) => {
  const outcome = outcomeOf(asked);
  parentPort?.postMessage(outcome, buffersIn(outcome));
});
parentPort?.postMessage(checkerReady, []);
