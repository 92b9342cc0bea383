/** Sending an import to the server in pieces. */
import type { ImportConflicts, ImportedMemory } from "../api/dto/memory-import.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { exportVersion } from "../domain/memory-export.ts";
import type { Client } from "./client.ts";
import type { FileRecord } from "./export-entries.ts";

/** Where records go that name no place of their own. */
export interface ImportPlace {
  readonly scope?: string | undefined;
  readonly agent?: string | undefined;
}

export interface ImportTotals {
  created: number;
  merged: number;
  skipped: number;
  relations: number;
  /** The ids are those of the first 20. */
  readonly relationsLeftOut: { count: number; readonly ids: string[] };
}

/** What one request carries at most, in characters: far below the server's limit. */
const pieceSize = 2_000_000;
const pieceRecords = 500;

const timeoutMs = 600_000;
const mostShown = 20;

const fieldsOf = (value: Json): JsonObject => (isJsonObject(value) ? value : {});

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Of a record of the file, as the server writes ids. */
export const idOf = (record: FileRecord): string => textOf(fieldsOf(record.value)["id"]).toLowerCase();

/** Relations of an entity that joined another one go to that one. */
const following = ({ kind, value }: FileRecord, joined: ReadonlyMap<string, string>): JsonObject => {
  const fields: JsonObject = { ...fieldsOf(value), kind };
  if (kind === "entity") return fields;
  const now = (id: Json | undefined): Json => joined.get(textOf(id).toLowerCase()) ?? id ?? null;
  return { ...fields, from: now(fields["from"]), to: now(fields["to"]) };
};

/** All that the rule `fail` asks of an entity. */
const shortened = ({ kind, value }: FileRecord): JsonObject => {
  const { id = null, place = null, name = null, type = null, invalidatedAt = null } = fieldsOf(value);
  return { kind, id, place, name, type, invalidatedAt };
};

/** Records that one request can carry, with the lines that it sends. */
const piecesOf = async function* (
  records: Iterable<FileRecord> | AsyncIterable<FileRecord>,
  line: (record: FileRecord) => JsonObject,
) {
  let piece: FileRecord[] = [];
  let content = "";
  for await (const record of records) {
    piece.push(record);
    content += `${JSON.stringify(line(record))}\n`;
    if (content.length < pieceSize && piece.length < pieceRecords) continue;
    yield { piece, content };
    [piece, content] = [[], ""];
  }
  if (piece.length > 0) yield { piece, content };
};

const head = `${JSON.stringify({ kind: "head", version: exportVersion })}\n`;

export const createImportRequests = (client: Client, place: ImportPlace, onSent: (totals: ImportTotals) => void) => {
  const totals: ImportTotals = {
    ...{ created: 0, merged: 0, skipped: 0, relations: 0 },
    relationsLeftOut: { count: 0, ids: [] },
  };
  const joined = new Map<string, string>();

  const post = async <Body>(path: string, content: string, query: Readonly<Record<string, string>>): Promise<Body> => {
    const text = { content: head + content, type: "application/x-ndjson" };
    return (await client.request<Body>("POST", path, { query: { ...query, ...place }, text, timeoutMs })).body;
  };

  const add = ({ relationsLeftOut: left, joined: now, ...counts }: ImportedMemory): void => {
    for (const key of ["created", "merged", "skipped", "relations"] as const) totals[key] += counts[key];
    totals.relationsLeftOut.count += left.count;
    totals.relationsLeftOut.ids.push(...left.ids.slice(0, mostShown - totals.relationsLeftOut.ids.length));
    for (const [id, as] of Object.entries(now)) joined.set(id, as);
    onSent(totals);
  };

  return {
    totals,
    /**
     * Sends records of one kind.
     *
     * @param isPartial whether entities whose names others have may be left to a later call, under the rule `replace`
     * @returns the ids of these, each with that of the entity that has the name
     */
    send: async (
      records: Iterable<FileRecord> | AsyncIterable<FileRecord>,
      rule: string,
      isPartial: boolean,
    ): Promise<ReadonlyMap<string, string>> => {
      const waiting = new Map<string, string>();
      for await (const { content } of piecesOf(records, (record) => following(record, joined))) {
        const imported = await post<ImportedMemory>("/memory/import", content, { rule, partial: String(isPartial) });
        for (const [id, bearer] of Object.entries(imported.waiting)) waiting.set(id, bearer);
        add(imported);
      }
      return waiting;
    },
    /** Takes the names of entities away for a while, so that others can have them. */
    renameMeanwhile: async (entities: AsyncIterable<FileRecord>): Promise<void> => {
      const renamed = (record: FileRecord): JsonObject => ({ ...following(record, joined), name: idOf(record) });
      for await (const { content } of piecesOf(entities, renamed)) {
        await post<ImportedMemory>("/memory/import", content, { rule: "replace", partial: "true" });
      }
    },
    /** The first piece of them with entities that are there: those entities. */
    findConflicts: async (entities: AsyncIterable<FileRecord>): Promise<readonly FileRecord[]> => {
      for await (const { piece, content } of piecesOf(entities, shortened)) {
        const { ids } = await post<ImportConflicts>("/memory/import/conflicts", content, {});
        if (ids.length > 0) return piece.filter((each) => ids.includes(idOf(each)));
      }
      return [];
    },
  };
};

export type ImportRequests = ReturnType<typeof createImportRequests>;
