/** The memory as one JSON document or as JSON Lines, written piece by piece; and read back from either. */
import type { Response } from "express";
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import {
  entityToJson,
  exportVersion,
  readEntity,
  readRelation,
  relationToJson,
  type ReadingDefaults,
} from "../domain/memory-export.ts";
import type { ExportRecord } from "../domain/memory.ts";
import { invalidRequest } from "./check-request.ts";

/** What goes before the records. */
export interface ExportHead {
  readonly exportedAt: string;
  readonly backend: string;
  readonly embeddingModel: string;
}

const lineOf = (record: ExportRecord): JsonObject =>
  record.kind === "entity"
    ? { kind: "entity", ...entityToJson(record.entity) }
    : { kind: "relation", ...relationToJson(record.relation) };

const asLines = async function* (head: ExportHead, records: AsyncIterable<ExportRecord>) {
  yield `${JSON.stringify({ kind: "head", version: exportVersion, metadata: head })}\n`;
  for await (const record of records) yield `${JSON.stringify(lineOf(record))}\n`;
};

/** Entities come first, so that the two lists can be written as they come. The counts stand at the end, when they are known. */
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

/** Writes the whole export; resolves when it is out, or its reader has gone. */
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
    // A reader who goes is no fault; what else ends the stream shows there, as the status is out already.
    if (!response.destroyed) await once(response, "close");
    if ((thrown as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw thrown;
  }
};

const mostComplaints = 20;

const checkVersion = (version: Json | undefined): void => {
  if (version === exportVersion) return;
  throw new CaxtonError(
    "memory.unsupported_version",
    `This is an export of version ${JSON.stringify(version ?? null)}.`,
    {
      hint: `Caxton reads version ${exportVersion}. The JSON Lines of the MCP reference memory server come in by “caxton memory import”.`,
    },
  );
};

/** Collects what is wrong, so that much of it is told at once. */
const collecting = (defaults: ReadingDefaults) => {
  const records: ExportRecord[] = [];
  const complaints: Complaint[] = [];
  const add = (kind: ExportRecord["kind"], value: Json, pointer: string, line: number | null): void => {
    const read = kind === "entity" ? readEntity(value, pointer, defaults) : readRelation(value, pointer, defaults);
    if (!read.ok) complaints.push({ ...read.error, ...(line === null ? {} : { line }) });
    // The two readers give what their kind says.
    else
      records.push((kind === "entity" ? { kind, entity: read.value } : { kind, relation: read.value }) as ExportRecord);
    if (complaints.length >= mostComplaints) throw invalidRequest(complaints);
  };
  return {
    add,
    complain: (complaint: Complaint): void => {
      complaints.push(complaint);
      if (complaints.length >= mostComplaints) throw invalidRequest(complaints);
    },
    finish: (): readonly ExportRecord[] => {
      if (complaints.length > 0) throw invalidRequest(complaints);
      return records;
    },
  };
};

const fromLines = (text: string, defaults: ReadingDefaults): readonly ExportRecord[] => {
  const collected = collecting(defaults);
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let value: Json;
    try {
      value = JSON.parse(line) as Json;
    } catch (thrown) {
      collected.complain({ line: index + 1, message: `No JSON: ${thrown instanceof Error ? thrown.message : ""}.` });
      continue;
    }
    const kind = isJsonObject(value) ? value["kind"] : null;
    if (kind === "head" && isJsonObject(value)) checkVersion(value["version"]);
    else if (kind === "entity" || kind === "relation") collected.add(kind, value, "", index + 1);
    else collected.complain({ line: index + 1, pointer: "/kind", message: "kind is head, entity or relation." });
  }
  return collected.finish();
};

const fromDocument = (value: unknown, defaults: ReadingDefaults): readonly ExportRecord[] => {
  const document = isJsonObject(value) ? value : {};
  checkVersion(document["version"]);
  const collected = collecting(defaults);
  for (const [kind, key] of [
    ["entity", "entities"],
    ["relation", "relations"],
  ] as const) {
    const list = document[key] ?? [];
    if (!Array.isArray(list)) collected.complain({ pointer: `/${key}`, message: "It must be a list." });
    else for (const [index, each] of list.entries()) collected.add(kind, each as Json, `/${key}/${index}`, null);
  }
  return collected.finish();
};

/** The records of a request's body: lines where it is a text. Throws `request.invalid`, `memory.unsupported_version`. */
export const readExport = (body: unknown, defaults: ReadingDefaults): readonly ExportRecord[] =>
  typeof body === "string" ? fromLines(body, defaults) : fromDocument(body, defaults);
