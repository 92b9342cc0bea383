/** What SQLite threw, as an error of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

export const asMemoryError = (thrown: unknown, file: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const hints: readonly (readonly [RegExp, string])[] = [
    [/^SQLITE_FULL/, "The disk is full. Make room, and the memory goes on by itself."],
    // Also what a start says on a full disk, where not even the log's index fits.
    [
      /^SQLITE_IOERR/,
      "The disk is full, or fails. Make room, and start Caxton again; the system's log tells of a failing disk.",
    ],
    [/^SQLITE_BUSY/, "Another process has been writing to it for seconds."],
    [/^SQLITE_(?:CORRUPT|NOTADB)/, "The file is damaged. Restore it from a backup or an export, or move it away."],
    [
      /^SQLITE_(?:READONLY|CANTOPEN|PERM)/,
      "See that the user who runs Caxton may read and write the file and its folder.",
    ],
  ];
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1] ?? "The log has more.";
  return new CaxtonError("memory.unavailable", `The memory ${file} does not answer: ${why}.`, { hint, cause: thrown });
};
