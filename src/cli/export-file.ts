/** An export in a file: JSON or JSON Lines, either with gzip, read piece by piece as often as needed. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { exitCodes } from "./exit-codes.ts";
import { unreadable, type FileRecord } from "./export-entries.ts";
import { CliFailure } from "./failure.ts";
import { documentRecords } from "./json-document.ts";
import { lineRecords } from "./json-lines.ts";

export interface ExportFile {
  /** As the user wrote it. */
  readonly name: string;
  /**
   * The records from the beginning. Throws `memory.invalid` with file, line and column; `memory.unsupported_version`.
   *
   * @param onProgress told which share of the file has been read, from 0 to 1
   */
  records(onProgress?: (share: number) => void): AsyncIterable<FileRecord>;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const withoutMark = async function* (bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst && chunk.subarray(0, 3).equals(byteOrderMark) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
};

/** @param onProgress told how many bytes of the file, compressed or not, have been read */
const bytesOf = async function* (path: string, name: string, onProgress: (bytes: number) => void) {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  // An error of the file ends the iteration below.
  const source = name.endsWith(".gz") ? pipeline(file, unpacked, () => undefined) : file;
  try {
    for await (const chunk of source) {
      onProgress(file.bytesRead);
      yield chunk as Buffer;
    }
  } catch (thrown) {
    const { code = "", message } = thrown as NodeJS.ErrnoException;
    if (!code.startsWith("Z_")) throw thrown;
    throw unreadable({ file: name, message: `The compressed file is damaged or incomplete: ${message}.` }, thrown);
  }
};

/**
 * Throws `request.not_found` where there is no such file, and `memory.invalid` where it cannot be read more than once.
 *
 * @param scope part of the ids that the names of the MCP reference memory server's file become
 */
export const openExportFile = async (cwd: string, name: string, scope: string): Promise<ExportFile> => {
  const path = resolve(cwd, name);
  const found = await stat(path).catch((cause: unknown) => {
    throw new CliFailure("request.not_found", `${name} cannot be read: ${(cause as Error).message}.`, {
      exitCode: exitCodes.notFound,
      cause,
    });
  });
  if (!found.isFile()) {
    throw new CliFailure(
      "memory.invalid",
      `${name} is not a regular file, and an import reads its file several times.`,
      {
        exitCode: exitCodes.refused,
        hint: "Save it to a file first.",
      },
    );
  }
  return {
    name,
    records: (onProgress = () => undefined) => {
      const bytes = withoutMark(bytesOf(path, name, (read) => onProgress(read / found.size)));
      return /\.jsonl(?:\.gz)?$/.test(name) ? lineRecords(bytes, name, scope) : documentRecords(bytes, name);
    },
  };
};
