/** Converts errors of SQLite into errors of the memory. */
import { CaxtonError } from "../../domain/errors.ts";

export const asMemoryError = (thrown: unknown, file: string): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const hints: readonly (readonly [RegExp, string])[] = [
    [/^SQLITE_FULL/, "The disk is full. Free some space; the memory then recovers by itself."],
    // Also thrown at start-up on a disk so full that the index of the write-ahead log does not fit.
    [
      /^SQLITE_IOERR/,
      "The disk is full or failing. Free some space and restart Caxton; the system's log reports a failing disk.",
    ],
    [/^SQLITE_BUSY/, "Another process has been writing to it for several seconds. Try again."],
    [/^SQLITE_(?:CORRUPT|NOTADB)/, "The file is damaged. Restore it from a backup or an export, or move it away."],
    [
      /^SQLITE_(?:READONLY|CANTOPEN|PERM)/,
      "Make sure that the user who runs Caxton may read and write the file and its folder.",
    ],
  ];
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1] ?? "See the log for details.";
  return new CaxtonError("memory.unavailable", `The memory ${file} does not answer: ${why}.`, { hint, cause: thrown });
};
