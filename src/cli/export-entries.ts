/** What the two readers of export files have in common: what they read, and how they fail. */
import type { Complaint } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import type { ExportRecord } from "../domain/exported-memory.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliFailure } from "./failure.ts";

/** A record as it stands in the file, unchecked. */
export interface FileRecord {
  readonly kind: ExportRecord["kind"];
  readonly value: Json;
  /** 1-based; where the record begins. */
  readonly line: number;
  /** JSON pointer of the record in its document, or in its line. */
  readonly pointer: string;
}

/** Larger records are refused: they would have to be held in memory as a whole. In bytes; far above any server's limit. */
export const largestRecord = 128_000_000;

/** A file that cannot be read as an export, and where in it that shows. */
export const unreadable = (complaint: Complaint & { readonly file: string }, cause?: unknown): CliFailure =>
  new CliFailure("memory.invalid", `${complaint.file} cannot be imported. Nothing was imported.`, {
    exitCode: exitCodes.refused,
    errors: [complaint],
    hint: "Correct the file, or export the memory once more.",
    cause,
  });

export const recordTooLarge = (file: string, line: number): CliFailure =>
  unreadable({ file, line, message: `The record here is larger than ${largestRecord} bytes.` });
