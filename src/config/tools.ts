/** Settings of tools: the folder for their files, the databases, the grants of the built-in tools. */
import { join, resolve } from "node:path";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { fail, ok } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import * as parse from "./parsers.ts";
import type { Reader } from "./reader.ts";
import type { Config, Folders, ToolDatabase } from "./types.ts";

const nameForm = /^[A-Za-z0-9_-]{1,64}$/;

/** The value is never shown, since it may contain a password. */
const databaseOf = (name: string, url: string, folder: string): ToolDatabase | null => {
  const path = /^file:(?:\/\/(?=\/))?([^?#]+)$/.exec(url)?.[1];
  if (path !== undefined) return { name, kind: "sqlite", file: resolve(folder, path) };
  return /^postgres(ql)?:\/\//.test(url) ? { name, kind: "postgresql", url } : null;
};

const databasesIn =
  (folder: string): parse.Parser<readonly ToolDatabase[]> =>
  (input) => {
    if (!isJsonObject(input)) return fail(`${shown(input)} is not allowed: it takes names with the URL of each.`);
    const databases: ToolDatabase[] = [];
    for (const [name, url] of Object.entries(input)) {
      if (!nameForm.test(name)) return fail(`“${name}” is not allowed as a name: it takes letters, digits, - and _.`);
      const database = typeof url === "string" ? databaseOf(name, url, folder) : null;
      if (database === null)
        return fail(`${name} takes file: and the path of a SQLite database, or a postgresql:// URL.`);
      databases.push(database);
    }
    return ok(databases);
  };

const grants: parse.Parser<Readonly<Record<string, JsonObject>>> = (input) =>
  isJsonObject(input) && Object.values(input).every((each) => isJsonObject(each))
    ? ok(input as Readonly<Record<string, JsonObject>>)
    : fail(`${shown(input)} is not allowed: it takes names of tools, with the grants of each.`);

export const readTools = (reader: Reader, folders: Folders, dataDir: string): Omit<Config["tools"], "servers"> => ({
  storageDir: reader.get({
    key: "tools.storage_dir",
    env: null,
    parse: parse.pathIn(folders.cwd),
    parseFromFile: parse.pathIn(folders.file),
    otherwise: join(dataDir, "tools"),
  }),
  databases: reader.get({ key: "tools.databases", env: null, parse: databasesIn(folders.file), otherwise: [] }),
  grants: reader.get({ key: "tools.grants", env: null, parse: grants, otherwise: {} }),
});
