/** `caxton memory export` and `import`: files of any size, piece by piece. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { ImportedMemory } from "../api/dto/memory.ts";
import { uuidFromDigest } from "../domain/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure } from "./failure.ts";
import { writeJson, type Session } from "./session.ts";

interface Place {
  readonly scope?: string | undefined;
  readonly agent?: string | undefined;
}

/** What one request of an import carries at most, in characters; far below the server's limit. */
const pieceSize = 2_000_000;
const pieceRecords = 500;

/** A document in one piece is held in memory while it is read; what is larger comes as JSON Lines. In bytes. */
const largestDocument = 256_000_000;

const importTimeoutMs = 600_000;

const failure = (message: string, hint: string, cause?: unknown): CliFailure =>
  new CliFailure("memory.invalid", message, {
    exitCode: exitCodes.refused,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });

export const exportMemory = async (session: Session, args: Place & { readonly file: string }): Promise<ExitCode> => {
  const { file, scope, agent } = args;
  const format = file === "-" || /\.jsonl(?:\.gz)?$/.test(file) ? "jsonl" : "json";
  const client = await session.client();
  const body = await client.download("/memory/export", { format, scope, agent }, session.signal);
  if (file === "-") {
    for await (const piece of body) session.out.write(Buffer.from(piece).toString());
    return exitCodes.ok;
  }
  const path = resolve(session.cwd, file);
  const unfinished = `${path}.part`;
  const target: Writable = createWriteStream(unfinished, { mode: 0o600 });
  try {
    await (file.endsWith(".gz")
      ? pipeline(Readable.from(body), createGzip(), target)
      : pipeline(Readable.from(body), target));
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
  const { size } = await stat(path);
  if (session.json) writeJson(session, { file: path, bytes: size });
  else session.out.write(`The memory is in ${file} (${size} bytes).\n`);
  return exitCodes.ok;
};

/** A UUID derived from a name: the same file gives the same ids. */
const derivedId = (purpose: string): string => uuidFromDigest(createHash("sha256").update(purpose).digest("hex"));

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));

/** A line of the MCP reference memory server (`@modelcontextprotocol/server-memory`), which has names in place of ids. */
const fromReferenceServer = (line: JsonObject, scope: string): JsonObject | null => {
  const idOf = (name: Json | undefined): string => derivedId(`memory ${scope} ${textOf(name)}`);
  if (line["type"] === "entity" && line["entityType"] !== undefined) {
    const { name = null, entityType: type = null, observations = [] } = line;
    return { kind: "entity", id: idOf(name), name, type, observations };
  }
  if (line["type"] === "relation" && line["relationType"] !== undefined) {
    const { from, to, relationType: type = null } = line;
    const id = derivedId(`relation ${scope} ${textOf(from)} ${textOf(type)} ${textOf(to)}`);
    return { kind: "relation", id, from: idOf(from), to: idOf(to), type };
  }
  return null;
};

const lines = async function* (path: string, name: string, scope: string): AsyncGenerator<JsonObject> {
  const file = createReadStream(path);
  const input = name.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (thrown) {
      throw failure(
        `${name}, line ${number}: no JSON: ${(thrown as Error).message}.`,
        "Nothing after that line was read; what came before it is imported, and importing again changes nothing.",
        thrown,
      );
    }
    if (!isJsonObject(value))
      throw failure(`${name}, line ${number}: each line is an object.`, "Is it an export of a memory?");
    yield fromReferenceServer(value, scope) ?? value;
  }
};

const wholeDocument = async function* (path: string, name: string): AsyncGenerator<JsonObject> {
  const { size } = await stat(path);
  if (size > largestDocument) {
    throw failure(
      `${name} is too large to be read as one document (${size} bytes).`,
      "Export it as .jsonl, which is read line by line whatever its size.",
    );
  }
  const pieces: Buffer[] = [];
  const file = createReadStream(path);
  for await (const piece of name.endsWith(".gz") ? file.pipe(createGunzip()) : file) pieces.push(piece as Buffer);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (thrown) {
    throw failure(
      `${name} is no JSON: ${(thrown as Error).message}.`,
      "A file with one record a line has to end in .jsonl.",
      thrown,
    );
  }
  const document = isJsonObject(value) ? value : {};
  yield { kind: "head", version: document["version"] ?? null };
  for (const [kind, key] of [
    ["entity", "entities"],
    ["relation", "relations"],
  ] as const) {
    const list = document[key];
    for (const each of Array.isArray(list) ? list : []) yield { kind, ...(isJsonObject(each) ? each : {}) };
  }
};

/** Records in pieces that a request can carry; each piece says which version it is of. */
const pieces = async function* (records: AsyncIterable<JsonObject>): AsyncGenerator<readonly JsonObject[]> {
  let head: JsonObject = { kind: "head", version: "1.0" };
  let piece: JsonObject[] = [];
  let size = 0;
  for await (const record of records) {
    if (record["kind"] === "head") {
      head = record;
      continue;
    }
    piece.push(record);
    size += JSON.stringify(record).length;
    if (size < pieceSize && piece.length < pieceRecords) continue;
    yield [head, ...piece];
    [piece, size] = [[], 0];
  }
  if (piece.length > 0) yield [head, ...piece];
};

/** Relations of an entity that became part of another one follow it there. */
const following = (record: JsonObject, joined: Readonly<Record<string, string>>): JsonObject => {
  if (record["kind"] !== "relation") return record;
  const now = (id: Json | undefined): Json => joined[textOf(id)] ?? id ?? null;
  return { ...record, from: now(record["from"]), to: now(record["to"]) };
};

export const importMemory = async (
  session: Session,
  args: Place & { readonly file: string; readonly rule: string },
): Promise<ExitCode> => {
  const { file, rule, scope, agent } = args;
  const path = resolve(session.cwd, file);
  await stat(path).catch((cause: unknown) => {
    throw new CliFailure("request.not_found", `${file} cannot be read: ${(cause as Error).message}.`, {
      exitCode: exitCodes.notFound,
      cause,
    });
  });
  const records = /\.jsonl(?:\.gz)?$/.test(file) ? lines(path, file, scope ?? "workspace") : wholeDocument(path, file);
  const client = await session.client();
  const total = { created: 0, merged: 0, skipped: 0, relations: 0 };
  const joined: Record<string, string> = {};
  const show = (end: string): void => {
    if (session.err.isTerminal)
      session.err.write(
        `\r\u001B[K${total.created + total.merged + total.skipped} entities, ${total.relations} relations${end}`,
      );
  };
  for await (const piece of pieces(records)) {
    const content = piece.map((each) => `${JSON.stringify(following(each, joined))}\n`).join("");
    const { body } = await client.request<ImportedMemory>("POST", "/memory/import", {
      query: { rule, scope, agent },
      text: { content, type: "application/x-ndjson" },
      timeoutMs: importTimeoutMs,
    });
    for (const key of ["created", "merged", "skipped", "relations"] as const) total[key] += body[key];
    Object.assign(joined, body.joined);
    show(" …");
  }
  show("\n");
  if (session.json) writeJson(session, total);
  else {
    const { created, merged, skipped, relations } = total;
    session.out.write(`${created} created, ${merged} merged, ${skipped} there already; ${relations} new relations.\n`);
  }
  return exitCodes.ok;
};
