/** Reads the agent files that a command names: files, folders, or `-` for standard input. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";
import { isAgentFile } from "../agents/file-names.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliFailure } from "./failure.ts";
import type { Session } from "./session.ts";

export interface Source {
  /** The name that the user gave. */
  readonly name: string;
  readonly text: string;
  /** The content, which may be binary. */
  readonly bytes: Uint8Array;
}

const unreadable = (name: string, thrown: unknown): CliFailure => {
  const { code, message } = thrown as NodeJS.ErrnoException;
  const why = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "this user may not read it" };
  return new CliFailure("request.not_found", `${name} cannot be read: ${why[code as keyof typeof why] ?? message}.`, {
    exitCode: exitCodes.notFound,
    hint: "Name an agent file (Markdown or agent.yaml), a folder of them, or - for standard input.",
    cause: thrown,
  });
};

/** Throws a failure with the exit code `notFound` if the file cannot be read. */
export const readSource = async (session: Session, name: string): Promise<Source> => {
  if (name === "-") {
    const text = await session.readInput();
    return { name: "<stdin>", text, bytes: Buffer.from(text) };
  }
  try {
    const bytes = await readFile(resolve(session.cwd, name));
    return { name, text: bytes.toString("utf8"), bytes };
  } catch (thrown) {
    throw unreadable(name, thrown);
  }
};

/** Replaces each folder with the agent files in and below it that a server would load, sorted. */
export const expandFolders = async (session: Session, names: readonly string[]): Promise<readonly string[]> => {
  const expanded: string[] = [];
  for (const name of names) {
    const path = resolve(session.cwd, name);
    const isFolder = name !== "-" && (await stat(path).catch(() => null))?.isDirectory() === true;
    if (!isFolder) {
      expanded.push(name);
      continue;
    }
    const entries = await readdir(path, { recursive: true });
    expanded.push(
      ...entries
        .filter((entry) => isAgentFile(entry.split(sep).join(posix.sep)))
        .toSorted()
        .map((entry) => join(name, entry)),
    );
  }
  return expanded;
};
