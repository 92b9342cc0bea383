/** The memory as one JSON document or as JSON Lines: written as a stream, and read from the body of a request. */
import type { Response } from "express";
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { Complaint } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import {
  checkExportDocument,
  checkExportVersion,
  entityToJson,
  exportVersion,
  kindOfLine,
  noExport,
  readRecord,
  recordToLine,
  relationToJson,
  type ReadingDefaults,
} from "../domain/memory-export.ts";
import type { ExportRecord } from "../domain/exported-memory.ts";
import { shown } from "../domain/shown.ts";
import { invalidRequest } from "./check-request.ts";

/** What an export says of itself. */
export interface ExportHead {
  readonly exportedAt: string;
  readonly backend: string;
  readonly embeddingModel: string;
}

const asLines = async function* (head: ExportHead, records: AsyncIterable<ExportRecord>) {
  yield `${JSON.stringify({ kind: "head", version: exportVersion, metadata: head })}\n`;
  for await (const record of records) yield `${recordToLine(record)}\n`;
};

/** Entities come first, so the two lists can be written as the records come. The counts are written last, when they are known. */
const asDocument = async function* (head: ExportHead, records: AsyncIterable<ExportRecord>) {
  yield `{"version":"${exportVersion}","entities":[`;
  const count = { entities: 0, relations: 0 };
  for await (const record of records) {
    if (record.kind === "entity") {
      yield `${count.entities === 0 ? "\n" : ",\n"}${JSON.stringify(entityToJson(record.entity))}`;
      count.entities += 1;
    } else {
      yield `${count.relations === 0 ? `\n],"relations":[\n` : ",\n"}${JSON.stringify(relationToJson(record.relation))}`;
      count.relations += 1;
    }
  }
  if (count.relations === 0) yield `\n],"relations":[`;
  yield `\n],"metadata":${JSON.stringify({ ...head, ...count })}}\n`;
};

/** Writes the whole export. Resolves when it is sent, or when the client has disconnected. */
export const writeExport = async (
  response: Response,
  head: ExportHead,
  records: AsyncIterable<ExportRecord>,
  { lines, gzip }: { readonly lines: boolean; readonly gzip: boolean },
): Promise<void> => {
  const text = Readable.from((lines ? asLines : asDocument)(head, records), { objectMode: false });
  response.status(200).set({
    "Content-Type": lines ? "application/x-ndjson" : "application/json; charset=utf-8",
    ...(gzip ? { "Content-Encoding": "gzip" } : {}),
  });
  try {
    await (gzip ? pipeline(text, createGzip(), response) : pipeline(text, response));
  } catch (thrown) {
    // A client that disconnects is no fault. Any other failure can only cut the stream, for the status is sent already.
    if (!response.destroyed) await once(response, "close");
    if ((thrown as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  }
};

const mostComplaints = 20;

/** Reads records, and collects what is wrong with them so that much of it is told at once. */
const collecting = (defaults: ReadingDefaults) => {
  const records: ExportRecord[] = [];
  const complaints: Complaint[] = [];
  const complain = (all: readonly Complaint[]): void => {
    complaints.push(...all);
    if (complaints.length >= mostComplaints) throw invalidRequest(complaints.slice(0, mostComplaints));
  };
  return {
    complain,
    add: (kind: ExportRecord["kind"], value: Json, pointer: string, line?: number): void => {
      const read = readRecord(kind, value, pointer, defaults);
      if (read.ok) records.push(read.value);
      else complain(line === undefined ? read.error : read.error.map((each) => ({ ...each, line })));
    },
    finish: (): readonly ExportRecord[] => {
      if (complaints.length > 0) throw invalidRequest(complaints);
      return records;
    },
  };
};

const fromLines = (text: string, defaults: ReadingDefaults): readonly ExportRecord[] => {
  const collected = collecting(defaults);
  for (const [index, each] of text.split("\n").entries()) {
    if (each.trim() === "") continue;
    const line = index + 1;
    let value: Json;
    try {
      value = JSON.parse(each) as Json;
    } catch (thrown) {
      collected.complain([{ line, message: `This line is not JSON: ${(thrown as Error).message}.` }]);
      continue;
    }
    const kind = kindOfLine(value);
    if (kind === "head") checkExportVersion((value as JsonObject)["version"]);
    else if (kind !== null) collected.add(kind, value, "", line);
    else collected.complain([{ line, pointer: "/kind", message: "kind must be head, entity or relation." }]);
  }
  return collected.finish();
};

const listNames = { entity: "entities", relation: "relations" } as const;

const fromDocument = (document: unknown, defaults: ReadingDefaults): readonly ExportRecord[] => {
  if (!isJsonObject(document)) throw noExport(`it is ${shown(document)}.`);
  const collected = collecting(defaults);
  checkExportDocument(document["version"], new Set(Object.values(listNames).filter((key) => key in document)));
  for (const kind of ["entity", "relation"] as const) {
    const key = listNames[kind];
    const list = document[key] ?? [];
    if (!Array.isArray(list)) collected.complain([{ pointer: `/${key}`, message: "It must be a list." }]);
    else for (const [index, each] of list.entries()) collected.add(kind, each as Json, `/${key}/${index}`);
  }
  return collected.finish();
};

/**
 * The records of a request's body, which is JSON Lines where it is a text. Throws `request.invalid`, `memory.invalid`,
 * `memory.unsupported_version`.
 */
export const readExport = (body: unknown, defaults: ReadingDefaults): readonly ExportRecord[] =>
  typeof body === "string" ? fromLines(body, defaults) : fromDocument(body, defaults);
