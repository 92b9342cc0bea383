/**
 * Parsers for single settings. Each takes the value from the environment (always text) or from the file (any YAML
 * value) and returns the parsed value, or a sentence that says what the setting takes.
 */
import { resolve } from "node:path";
import { isJsonObject, type Json } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import {
  formatByteSize,
  formatDuration,
  milliseconds,
  bytes,
  parseByteSize,
  parseDuration,
} from "../domain/quantities.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import type { Config, LlmModule } from "./types.ts";

export type Parser<Value> = (input: unknown) => Result<Value, string>;

/** Non-empty text; numbers are accepted as text. */
export const text: Parser<string> = (input) => {
  const value = typeof input === "number" ? String(input) : input;
  return typeof value === "string" && value.trim() !== "" ? ok(value.trim()) : fail(`${shown(input)} is not a text.`);
};

/** As {@link text}, but the value is never shown in a message. */
export const secret: Parser<string> = (input) =>
  typeof input === "string" && input.trim() !== "" ? ok(input.trim()) : fail("it takes a text.");

export const wholeNumber =
  (least: number, most: number): Parser<number> =>
  (input) => {
    const value = typeof input === "string" && /^-?[0-9]{1,16}$/.test(input.trim()) ? Number(input) : input;
    return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most
      ? ok(value)
      : fail(`${shown(input)} is not allowed: it takes a whole number from ${least} to ${most}.`);
  };

export const amount =
  (least: number): Parser<number> =>
  (input) => {
    const value = typeof input === "string" && input.trim() !== "" ? Number(input) : input;
    return typeof value === "number" && Number.isFinite(value) && value >= least
      ? ok(value)
      : fail(`${shown(input)} is not allowed: it takes a number of at least ${least}.`);
  };

/** A TCP port; 0 means any free port. */
export const port: Parser<number> = (input) => {
  const parsed = wholeNumber(0, 65_535)(input);
  return parsed.ok
    ? parsed
    : fail(`${shown(input)} is not a port: it takes a number from 0 to 65535; 0 means any free port.`);
};

/** Milliseconds. A plain number, also in the environment, means seconds. */
export const duration =
  (least: number, most: number): Parser<number> =>
  (input) => {
    const parsed = parseDuration(input);
    if (!parsed.ok) return parsed;
    return parsed.value >= least && parsed.value <= most
      ? parsed
      : fail(
          `${shown(input)} is not allowed: it takes ${formatDuration(milliseconds(least))} to ${formatDuration(milliseconds(most))}.`,
        );
  };

/** Bytes. */
export const size =
  (least: number, most: number): Parser<number> =>
  (input) => {
    const parsed = parseByteSize(input);
    if (!parsed.ok) return parsed;
    return parsed.value >= least && parsed.value <= most
      ? parsed
      : fail(
          `${shown(input)} is not allowed: it takes ${formatByteSize(bytes(least))} to ${formatByteSize(bytes(most))}.`,
        );
  };

export const oneOf =
  <Word extends string>(words: readonly Word[]): Parser<Word> =>
  (input) => {
    const word = words.find((candidate) => candidate === input);
    if (word !== undefined) return ok(word);
    const [near] = typeof input === "string" ? nearest(input, words) : [];
    return fail(
      `${shown(input)} is not allowed: it takes ${words.join(", ")}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
    );
  };

/** Returns an absolute path. */
export const pathIn =
  (folder: string): Parser<string> =>
  (input) => {
    const parsed = text(input);
    if (!parsed.ok) return fail(`${shown(input)} is not a path.`);
    return parsed.value.includes("\0") ? fail("it contains a zero byte.") : ok(resolve(folder, parsed.value));
  };

/** An http or https URL. The value is never shown, since it may contain a password. */
export const webAddress: Parser<string> = (input) => {
  const parsed = text(input);
  const url = parsed.ok && URL.canParse(parsed.value) ? new URL(parsed.value) : null;
  return parsed.ok && (url?.protocol === "http:" || url?.protocol === "https:")
    ? ok(parsed.value.replace(/\/+$/, ""))
    : fail("it takes a web address that begins with http:// or https://.");
};

/** `host:port`; the host may be an IPv6 address in brackets. */
export const hostAndPort: Parser<string> = (input) => {
  const parsed = text(input);
  const match = parsed.ok ? /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@[\]]+):([0-9]{1,5})$/.exec(parsed.value) : null;
  const number = Number(match?.[1] ?? 0);
  return parsed.ok && number >= 1 && number <= 65_535
    ? parsed
    : fail(`${shown(input)} is not allowed: it takes a host and a port, such as temporal.example.org:7233.`);
};

/** Accepts true, false, 1 and 0, as Temporal's own clients do, and returns `true` or `false`. */
export const flag: Parser<"true" | "false"> = (input) => {
  const word = String(input).toLowerCase();
  if (word === "true" || word === "1") return ok("true");
  if (word === "false" || word === "0") return ok("false");
  return fail(`${shown(input)} is not allowed: it takes true or false.`);
};

export const isPostgresUrl = (url: string): boolean =>
  /^postgres(?:ql)?:\/\//.test(url.trim()) && URL.canParse(url.trim());

const example = "file: and a path, such as file:./.caxton/caxton.db";

/** `file:` and a path, which is made absolute. The value is never shown, since other kinds of URL contain passwords. */
export const sqliteUrl =
  (folder: string): Parser<string> =>
  (input) => {
    const parsed = text(input);
    if (parsed.ok && isPostgresUrl(parsed.value)) {
      return fail(
        `Caxton keeps its own data in SQLite and cannot keep it in PostgreSQL yet. Give ${example}, or leave it out. ` +
          "Agents' memory can be kept in this database: set CAXTON_MEMORY_BACKEND=postgres.",
      );
    }
    const path = parsed.ok ? /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(parsed.value)?.[1] : undefined;
    return path === undefined
      ? fail(`only SQLite is supported: it takes ${example}.`)
      : ok(`file:${resolve(folder, path)}`);
  };

export const textMap: Parser<Readonly<Record<string, string>>> = (input) =>
  isJsonObject(input) && Object.values(input as object).every((value) => text(value).ok)
    ? ok(Object.fromEntries(Object.entries(input as object).map(([key, value]) => [key, String(value).trim()])))
    : fail(`${shown(input)} is not allowed: it takes a map of names to texts.`);

/** Prices of models, in US dollars per million tokens. */
export const modelPrices: Parser<Config["llm"]["prices"]> = (input) => {
  if (!isJsonObject(input)) return fail(`${shown(input)} is not allowed: it takes a map of models to their prices.`);
  const prices: [string, Config["llm"]["prices"][string]][] = [];
  for (const [model, entry] of Object.entries(input)) {
    if (!isJsonObject(entry))
      return fail(`${model} takes a map with input and output, such as { input: 0.15, output: 0.6 }.`);
    const { input: into, output, ...others } = entry;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) return fail(`${model} has the unknown key “${unknown}”: it takes input and output.`);
    const given = amount(0)(into);
    const made = amount(0)(output);
    if (!given.ok || !made.ok) {
      return fail(
        `${model} takes input and output, each a number of US dollars per million tokens; a free model has 0.`,
      );
    }
    prices.push([model, { input: given.value, output: made.value }]);
  }
  return ok(Object.fromEntries(prices));
};

/** Provider modules. A path that begins with a dot is relative to the configuration file. */
export const llmModules =
  (folder: string): Parser<readonly LlmModule[]> =>
  (input) => {
    if (!Array.isArray(input)) return fail(`${shown(input)} is not allowed: it takes a list of modules.`);
    const modules: LlmModule[] = [];
    for (const [index, entry] of (input as readonly Json[]).entries()) {
      const where = `entry ${index + 1}`;
      if (!isJsonObject(entry)) return fail(`${where} is not allowed: it takes a map with name, module and settings.`);
      const { name, module, settings = null, ...others } = entry;
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) {
        return fail(`${where} has the unknown key “${unknown}”: it takes name, module and settings.`);
      }
      const named = text(name);
      const found = text(module);
      if (!named.ok || !found.ok) return fail(`${where} lacks ${named.ok ? "its module" : "a name"}.`);
      if (modules.some((other) => other.name === named.value)) return fail(`the name ${named.value} is given twice.`);
      const isFile = /^\.{0,2}\//.test(found.value);
      modules.push({ name: named.value, module: isFile ? resolve(folder, found.value) : found.value, settings });
    }
    return ok(modules);
  };
