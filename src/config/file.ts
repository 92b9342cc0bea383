/** The configuration file as a tree that records the position of each value. */
import { readFile } from "node:fs/promises";
import { isAlias, isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { Complaint } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";

interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** `place` is the position of the key; `entries` is null for anything but a map. */
export interface FileNode {
  readonly place: Place;
  /** The value as plain data. */
  readonly value: unknown;
  readonly entries: ReadonlyMap<string, FileNode> | null;
}

const grow = (file: string, document: Document.Parsed, lines: LineCounter) => {
  const placeOf = (node: Node | null, otherwise: Place): Place => {
    const offset = node?.range?.[0];
    if (offset === undefined) return otherwise;
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const grown = (node: Node | null, place: Place, depth: number): FileNode => {
    const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
    // Anchors can create a tree that contains itself; no valid configuration is deeper than this.
    if (!isMap(target) || depth > 20) return { place, value: target?.toJS(document) as unknown, entries: null };
    const entries = new Map<string, FileNode>();
    for (const pair of target.items) {
      const key = pair.key as Node | null;
      const name = isScalar(key) ? String(key.value) : String(key);
      entries.set(name, grown(pair.value as Node | null, placeOf(key, place), depth + 1));
    }
    return { place, value: target.toJS(document) as unknown, entries };
  };
  return grown(document.contents, { file, line: 1, column: 1 }, 0);
};

/** The tree, or all errors if the text is not a YAML map. */
const parseConfigText = (source: string, file: string): Result<FileNode, readonly Complaint[]> => {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return fail(
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { file, line, column: col, message: `This is not YAML: ${error.message}` };
      }),
    );
  }
  let root: FileNode;
  try {
    root = grow(file, document, lines);
  } catch (cause) {
    return fail([{ file, line: 1, column: 1, message: `The file cannot be read: ${(cause as Error).message}` }]);
  }
  if (root.entries === null && root.value !== null && root.value !== undefined) {
    return fail([{ ...root.place, message: "The file must be a map of sections, such as “server:”." }]);
  }
  return ok(root);
};

/** Reads and parses the file; ok with null if it does not exist. */
export const readConfigFile = async (file: string): Promise<Result<FileNode | null, readonly Complaint[]>> => {
  try {
    return parseConfigText(await readFile(file, "utf8"), file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return ok(null);
    return fail([{ file, message: `The file cannot be read (${code ?? String(cause)}).` }]);
  }
};
