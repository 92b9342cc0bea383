/** Reads an export that is one JSON document, record by record, whatever its size and the order of its keys. */
import { TokenParser, Tokenizer, TokenType } from "@streamparser/json";
import { CaxtonError } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { checkExportDocument, checkExportVersion, noExport } from "../domain/memory-export.ts";
import { largestRecord, recordTooLarge, unreadable, type FileRecord } from "./export-entries.ts";

interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column: number;
}

const newline = 10;
const isFirstByte = (byte: number): boolean => (byte & 0xc0) !== 0x80;

/** Turns offsets in bytes into lines and columns, as the bytes come by. */
const createPositions = () => {
  let chunk: Uint8Array = new Uint8Array();
  let chunkStart = 0;
  let line = 1;
  let column = 1;
  /** Offset up to which lines and columns are counted. */
  let counted = 0;

  const countTo = (offset: number): void => {
    const to = offset - chunkStart;
    let from = counted - chunkStart;
    for (let at = chunk.indexOf(newline, from); at !== -1 && at < to; at = chunk.indexOf(newline, from)) {
      [line, column, from] = [line + 1, 1, at + 1];
    }
    for (; from < to; from++) if (isFirstByte(chunk[from] ?? 0)) column += 1;
    counted = Math.max(counted, offset);
  };
  return {
    /** The next bytes. Positions in those before are no longer told. */
    begin: (next: Uint8Array): void => {
      countTo(chunkStart + chunk.length);
      chunkStart += chunk.length;
      chunk = next;
    },
    /** Of an offset that is not before an earlier one; else the position of that one. */
    at: (offset: number): Position => {
      countTo(Math.min(offset, chunkStart + chunk.length));
      return { line, column };
    },
    end: (): number => chunkStart + chunk.length,
  };
};

const kinds = new Map<unknown, FileRecord["kind"]>([
  ["entities", "entity"],
  ["relations", "relation"],
]);

const opening: ReadonlySet<TokenType> = new Set([TokenType.LEFT_BRACE, TokenType.LEFT_BRACKET]);
const closing: ReadonlySet<TokenType> = new Set([TokenType.RIGHT_BRACE, TokenType.RIGHT_BRACKET]);

/** What the library says, without what it says about itself. */
const inWords = (message: string): string =>
  `Not valid JSON: ${message.replace(/ (?:at chunk position|in state) .*/s, "").replace(/^Unexpected/, "unexpected")}.`;

/** Takes the bytes of one document and gives its records. */
const createDocumentReader = (file: string) => {
  const tokenizer = new Tokenizer({ stringBufferSize: 65_536 });
  const parser = new TokenParser({ paths: ["$.version", "$.entities.*", "$.relations.*"], keepStack: false });
  const positions = createPositions();
  const lists = new Set<string>();
  let found: FileRecord[] = [];
  let version: Json | undefined;
  let depth = 0;
  /** Of the outermost object. */
  let key: unknown = null;
  let isKey = false;
  let place: Position = { line: 1, column: 1 };
  /** Offset of the record, or of what else is held in memory. */
  let heldFrom = 0;
  let lastOffset = 0;

  /** Refuses what is JSON but cannot be an export. */
  const checkShape = (token: TokenType): void => {
    if (depth === 0 && token !== TokenType.LEFT_BRACE) throw noExport(`${file} holds no JSON object.`);
    const isListed = depth === 1 && !isKey && kinds.has(key) && token !== TokenType.COLON && token !== TokenType.COMMA;
    if (!isListed || closing.has(token) || token === TokenType.NULL) return;
    if (token !== TokenType.LEFT_BRACKET)
      throw unreadable({ file, ...place, pointer: `/${String(key)}`, message: "It must be a list." });
    lists.add(String(key));
  };

  /** Follows how deep the token is, and under which key of the outermost object. */
  const follow = (token: TokenType, value: unknown, offset: number): void => {
    if (depth <= 2) {
      place = positions.at(offset);
      heldFrom = offset;
      checkShape(token);
    }
    if (depth === 1 && isKey && token === TokenType.STRING) [key, isKey] = [value, false];
    if (depth === 1 && token === TokenType.COMMA) isKey = true;
    if (depth === 0) isKey = true;
    if (opening.has(token)) depth += 1;
    if (closing.has(token)) depth -= 1;
  };

  tokenizer.onToken = ({ token, value, offset }) => {
    lastOffset = offset;
    if (!parser.isEnded) follow(token, value, offset);
    parser.write({ token, value });
  };
  parser.onValue = ({ value, key: at }) => {
    if (depth <= 1 && key === "version") {
      version = value as Json;
      checkExportVersion(version);
    }
    const kind = kinds.get(key);
    if (kind !== undefined)
      found.push({ kind, value: value as Json, line: place.line, pointer: `/${String(key)}/${String(at)}` });
  };

  const broken = (thrown: unknown): unknown => {
    if (!(thrown instanceof Error) || thrown instanceof CaxtonError) return thrown;
    const offset = /absolute position "(\d+)"/.exec(thrown.message)?.[1];
    const at = positions.at(offset === undefined ? lastOffset : Number(offset));
    return unreadable({ file, ...at, message: inWords(thrown.message) }, thrown);
  };

  return {
    /** The records that these bytes complete. */
    read: (bytes: Uint8Array): readonly FileRecord[] => {
      positions.begin(bytes);
      try {
        tokenizer.write(bytes);
      } catch (thrown) {
        throw broken(thrown);
      }
      if (positions.end() - heldFrom > largestRecord && depth > 0) throw recordTooLarge(file, place.line);
      const complete = found;
      found = [];
      return complete;
    },
    finish: (): void => {
      const end = positions.at(positions.end());
      if (end.line === 1 && end.column === 1) throw noExport(`${file} is empty.`);
      if (!parser.isEnded) throw unreadable({ file, ...end, message: "The file ends in the middle of the document." });
      checkExportDocument(version, lists);
    },
  };
};

/**
 * The records of the file. Throws `memory.invalid` with file, line and column; `memory.unsupported_version`, which shows at
 * the end where the version stands last.
 */
export const documentRecords = async function* (
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<FileRecord> {
  const reader = createDocumentReader(file);
  for await (const chunk of bytes) yield* reader.read(chunk);
  reader.finish();
};
