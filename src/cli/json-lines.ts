/** Reads an export in JSON Lines, one line at a time. */
import { isJsonObject, type Json } from "../domain/json.ts";
import { checkExportVersion, kindOfLine, noExport } from "../domain/memory-export.ts";
import { largestRecord, recordTooLarge, unreadable, type FileRecord } from "./export-entries.ts";
import { fromReferenceServer } from "./reference-server.ts";

const newline = 10;

/** Lines end at line feeds alone: U+2028 and its like may stand in a JSON text, and `node:readline` would split there. */
const linesOf = async function* (
  bytes: AsyncIterable<Buffer>,
  file: string,
): AsyncGenerator<{ readonly text: string; readonly line: number }> {
  let begun: Buffer[] = [];
  let size = 0;
  let line = 1;
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      begun.push(chunk.subarray(from, end));
      yield { text: Buffer.concat(begun).toString("utf8"), line };
      [begun, size, from] = [[], 0, end + 1];
      line += 1;
    }
    begun.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > largestRecord) throw recordTooLarge(file, line);
  }
  yield { text: Buffer.concat(begun).toString("utf8"), line };
};

const parsed = (text: string, file: string, line: number): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    const { message } = thrown as SyntaxError;
    const position = /position (\d+)/.exec(message)?.[1];
    const column = position === undefined ? 1 : Number(position) + 1;
    throw unreadable(
      { file, line, column, message: `Not valid JSON: ${message.replace(/ in JSON at .*/, "")}.` },
      thrown,
    );
  }
};

/**
 * The records of the file, those of the MCP reference memory server included. Throws `memory.invalid` with file, line and
 * column; `memory.unsupported_version`.
 *
 * @param scope part of the ids that the names of the reference server's file become
 */
export const lineRecords = async function* (
  bytes: AsyncIterable<Buffer>,
  file: string,
  scope: string,
): AsyncGenerator<FileRecord> {
  let isEmpty = true;
  for await (const { text, line } of linesOf(bytes, file)) {
    if (text.trim() === "") continue;
    isEmpty = false;
    const given = parsed(text, file, line);
    const value = isJsonObject(given) ? (fromReferenceServer(given, scope) ?? given) : given;
    const kind = kindOfLine(value);
    if (kind === null) {
      const message = "This is no record of a memory: each line is an object whose kind is head, entity or relation.";
      throw unreadable({ file, line, pointer: "/kind", message });
    }
    if (kind === "head") checkExportVersion(isJsonObject(value) ? value["version"] : undefined);
    else yield { kind, value, line, pointer: "" };
  }
  if (isEmpty) throw noExport(`${file} is empty.`);
};
