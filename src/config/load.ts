/**
 * Reads the configuration from the environment and the configuration file. `process.env` is read in two more places
 * only, by code that has no configuration: the SQLite child process of tools (where temporary files go) and the sandbox
 * (the flags of Node.js).
 */
import { dirname, join, resolve } from "node:path";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { readConfigFile, type FileNode } from "./file.ts";
import { createReader } from "./reader.ts";
import { readSettings } from "./settings.ts";
import type { Config, Environment } from "./types.ts";

const asSentence = ({ file, line, column, message, suggestion }: Complaint): string => {
  const place = file === undefined ? "" : line === undefined ? `${file}: ` : `${file}:${line}:${column}: `;
  return `${place}${message}${suggestion === undefined ? "" : ` ${suggestion}`}`;
};

const refuse = (complaints: readonly Complaint[]): never => {
  const [first] = complaints;
  const message =
    complaints.length === 1 && first !== undefined
      ? `The configuration is wrong: ${asSentence(first)}`
      : `The configuration has ${complaints.length} mistakes:\n${complaints.map((complaint) => `  - ${asSentence(complaint)}`).join("\n")}`;
  throw new CaxtonError("configuration.invalid", message, {
    hint: "docs/configuration.md lists every variable and key with its allowed values.",
    errors: complaints,
  });
};

const readFileOf = async (
  env: Environment,
  cwd: string,
): Promise<{
  readonly path: string | null;
  readonly root: FileNode | null;
  readonly complaints: readonly Complaint[];
}> => {
  const named = env["CAXTON_CONFIG_PATH"]?.trim() ?? "";
  const path = named === "" ? join(cwd, "caxton.yaml") : resolve(cwd, named);
  const read = await readConfigFile(path);
  if (!read.ok) return { path, root: null, complaints: read.error };
  if (read.value !== null) return { path, root: read.value, complaints: [] };
  const complaints = named === "" ? [] : [{ message: `CAXTON_CONFIG_PATH: there is no file ${path}.` }];
  return { path: null, root: null, complaints };
};

/**
 * Loads the configuration from `env` and the YAML file that `CAXTON_CONFIG_PATH` names, by default `caxton.yaml` in
 * `cwd` if it exists. The environment overrides the file, and the file overrides the defaults. Relative paths are
 * relative to `cwd`, in the file to the file's folder. Throws `configuration.invalid` with one complaint per mistake.
 */
export const loadConfig = async (env: Environment, cwd: string): Promise<Config> => {
  const { path, root, complaints } = await readFileOf(env, cwd);
  const reader = createReader(env, root);
  const config = await readSettings(reader, env, { cwd, file: path === null ? cwd : dirname(path) }, path);
  reader.refuseUnknown();
  const all = [...complaints, ...reader.complaints];
  return all.length === 0 ? config : refuse(all);
};
